using Sidecar.Resources;

namespace Sidecar.Delivering;

/// <summary>Pauses deliveries after failures in a row; a few trials then decide whether they resume.</summary>
internal sealed class Breaker(BreakerPolicy? policy, TimeProvider clock)
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);
    private readonly Lock _lock = new();
    private int _failures;
    private int _inHand;
    private DateTimeOffset? _pausedUntil;

    /// <summary>Returns when a delivery may be tried, which <see cref="TryEnter"/> alone then decides.</summary>
    public async Task WaitAsync(CancellationToken ct)
    {
        while (Wait() is { } wait) await Task.Delay(wait, clock, ct);
    }

    /// <summary>A place for one delivery, given back by <see cref="Leave"/> whatever became of it; none during a pause.</summary>
    public bool TryEnter()
    {
        lock (_lock)
        {
            if (Wait() is not null) return false;
            _inHand++;
            return true;
        }
    }

    public void Leave()
    {
        lock (_lock) _inHand--;
    }

    public void Report(Outcome outcome)
    {
        if (policy is null) return;
        lock (_lock)
        {
            if (outcome is not Outcome.Failed)
            {
                _failures = 0;
                _pausedUntil = null;
            }
            else if (++_failures >= policy.Failures)
            {
                _pausedUntil = clock.GetUtcNow() + policy.Pause;
            }
        }
    }

    private TimeSpan? Wait()
    {
        lock (_lock)
        {
            if (policy is null || _pausedUntil is not { } end) return null;
            var left = end - clock.GetUtcNow();
            if (left > TimeSpan.Zero) return left;
            return _inHand < policy.Trials ? null : BetweenLooks;
        }
    }
}
