using Sidecar.Delivering;
using Sidecar.Resources;

namespace Sidecar.Tests;

/// <summary>When a breaker lets a delivery pass, by a clock that the test moves: three failures pause it for a minute.</summary>
public sealed class BreakerTests
{
    private readonly HandClock _clock = new();
    private readonly Breaker _breaker;

    public BreakerTests() => _breaker = new(new(Failures: 3, TimeSpan.FromMinutes(1), Trials: 1), _clock);

    [Fact]
    public void Failures_in_a_row_pause_it_for_the_time_of_its_policy()
    {
        Deliver(Outcome.Failed, Outcome.Failed, Outcome.Failed);

        var atOnce = _breaker.TryEnter();
        _clock.Now += TimeSpan.FromSeconds(59.9);
        var early = _breaker.TryEnter();
        _clock.Now += TimeSpan.FromSeconds(0.1);

        Assert.False(atOnce);
        Assert.False(early);
        Assert.True(_breaker.TryEnter());
    }

    [Fact]
    public void A_success_between_failures_starts_the_count_anew()
    {
        Deliver(Outcome.Failed, Outcome.Failed, Outcome.Handled, Outcome.Failed, Outcome.Failed);

        Assert.True(_breaker.TryEnter());
    }

    [Fact]
    public void What_was_in_hand_when_it_paused_is_waited_for_before_a_trial()
    {
        Assert.True(_breaker.TryEnter());
        Deliver(Outcome.Failed, Outcome.Failed, Outcome.Failed);
        _clock.Now += TimeSpan.FromMinutes(1);

        Assert.False(_breaker.TryEnter());
        _breaker.Leave();
        Assert.True(_breaker.TryEnter());
        Assert.False(_breaker.TryEnter());
    }

    [Theory]
    [InlineData("Failed", false)]
    [InlineData("Handled", true)]
    [InlineData("Dropped", true)]
    public void The_trial_decides(string outcome, bool resumes)
    {
        Deliver(Outcome.Failed, Outcome.Failed, Outcome.Failed);
        _clock.Now += TimeSpan.FromMinutes(1);

        Deliver(Enum.Parse<Outcome>(outcome));

        Assert.Equal(resumes, _breaker.TryEnter());
        Assert.Equal(resumes, _breaker.TryEnter());
    }

    [Fact]
    public void A_trial_that_brought_nothing_to_the_application_leaves_its_place_to_the_next()
    {
        Deliver(Outcome.Failed, Outcome.Failed, Outcome.Failed);
        _clock.Now += TimeSpan.FromMinutes(1);

        Assert.True(_breaker.TryEnter());
        _breaker.Leave();   // it had expired

        Assert.True(_breaker.TryEnter());
    }

    private void Deliver(params Outcome[] outcomes)
    {
        foreach (var outcome in outcomes)
        {
            Assert.True(_breaker.TryEnter());
            _breaker.Report(outcome);
            _breaker.Leave();
        }
    }

    private sealed class HandClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
