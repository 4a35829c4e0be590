using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace Sidecar.Tests;

/// <summary>What an application finds when it has been ill or away. The sidecar must probe its health (see the README).</summary>
[Collection("conformance")]
public sealed class AbsenceConformanceTests(ConformanceFixture fixture) : IDisposable
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;
    private readonly TestApp _app = fixture.App;
    private readonly HttpClient _sidecar = fixture.Sidecar;

    [Fact, Trait("Row", "12")]
    public async Task A_message_that_expires_during_a_pause_goes_to_the_dead_letter_topic_only()
    {
        await _app.FallIllAsync();

        await _sidecar.PublishEventAsync("brief", "stale", more: "&metadata.ttlInSeconds=1");
        var paused = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(paused) < TimeSpan.FromSeconds(3)) await _app.ProbedAsync(1);
        _app.Healthy = true;

        Assert.Equal("stale", (await _app.NextAsync("brief.dlq")).Id);
        await fixture.TwoRedeliveriesLaterAsync();
        Assert.True(_app.HasNone("brief"));
    }

    [Fact, Trait("Row", "26")]
    public async Task An_application_killed_before_its_answer_receives_the_event_again()
    {
        var handling = new TaskCompletionSource();
        _app.AnswerLater("killed", async delivered =>
        {
            if (delivered.Attempt > 1) return Results.Ok();
            handling.SetResult();
            return await new TaskCompletionSource<IResult>().Task;   // never answers
        });

        await _sidecar.PublishEventAsync("killed", "o-1", pubsub: "lasting");
        await handling.Task.WaitAsync(Ct);
        await _app.KillAsync();
        await _app.StartAsync();

        Assert.Equal("o-1", (await _app.NextAsync("killed")).Id);
        Assert.Equal("o-1", (await _app.NextAsync("killed")).Id);
        await fixture.TwoRedeliveriesLaterAsync();
        Assert.True(_app.HasNone("killed"));
    }

    [Fact, Trait("Row", "31")]
    public async Task An_unhealthy_application_is_spared_and_loses_nothing()
    {
        await _app.FallIllAsync();

        await _sidecar.PublishEventAsync("patient", "patient");
        await _app.ProbedAsync(4);
        var spared = _app.HasNone("patient");
        _app.Healthy = true;

        Assert.True(spared);
        Assert.Equal("patient", (await _app.NextAsync("patient")).Id);
    }

    public void Dispose() => _app.Healthy = true;
}
