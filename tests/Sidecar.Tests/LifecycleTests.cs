using Microsoft.AspNetCore.Http;

namespace Sidecar.Tests;

/// <summary>What our sidecar promises beyond Dapr when processes stop and are killed.</summary>
public sealed class LifecycleTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Messages_wait_for_an_application_that_is_away_without_counting_attempts()
    {
        await using var app = await new TestApp().Subscribe("bare", pubsub: "bare").StartAsync();
        await using var sidecar = await new SidecarProcess(("orders", app.Port)).StartAsync();
        await app.KillAsync();

        for (var i = 0; i < 30; i++) await sidecar.For("orders").PublishEventAsync("bare", $"w-{i}", pubsub: "bare");
        await app.StartAsync();

        var ids = new HashSet<string?>();
        while (ids.Count < 30) ids.Add((await app.NextAsync("bare")).Id);
        Assert.Empty(await sidecar.DeadLettersAsync());
    }

    [Fact]
    public async Task A_retry_keeps_its_count_across_the_killing_of_the_sidecar()
    {
        await using var app = await new TestApp().Subscribe("orders").Answer("orders", _ => Answers.Code(500)).StartAsync();
        await using var sidecar = await new SidecarProcess(("orders", app.Port)).StartAsync();

        await sidecar.For("orders").PublishEventAsync("orders", "poison");
        for (var i = 0; i < 2; i++) await app.NextAsync("orders");
        await sidecar.KillAsync();
        await sidecar.StartAsync();
        await Eventually.TrueAsync(async () => (await sidecar.DeadLettersAsync()).Count == 1);

        var letter = (await sidecar.DeadLettersAsync())[0]!;
        Assert.Equal(3, (int?)letter["attempts"]);
        Assert.InRange(app.Count("orders"), 1, 2);
    }

    [Fact]
    public async Task While_it_stops_it_still_takes_what_the_handlers_in_hand_publish()
    {
        var (handling, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var app = await new TestApp().Subscribe("orders").AnswerLater("orders", async _ =>
        {
            handling.TrySetResult();
            await release.Task;
            return Results.Ok();
        }).StartAsync();
        await using var sidecar = await new SidecarProcess(("orders", app.Port)).StartAsync();

        await sidecar.For("orders").PublishEventAsync("orders", "last");
        await handling.Task.WaitAsync(Ct);
        sidecar.Terminate();
        await sidecar.For("orders").PublishEventAsync("elsewhere", "from the handler");
        release.SetResult();
        var exitCode = await sidecar.ExitAsync();
        await sidecar.StartAsync();

        Assert.Equal(0, exitCode);
        Assert.Equal("last", (await app.NextAsync("orders")).Id);
        Assert.Equal(0, await sidecar.PendingAsync("orders", "orders"));
        Assert.True(app.HasNone("orders"));
    }
}
