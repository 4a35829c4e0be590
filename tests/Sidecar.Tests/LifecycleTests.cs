using System.Net;
using Microsoft.AspNetCore.Http;

namespace Sidecar.Tests;

/// <summary>Processes that start late, stop and are killed: nothing is lost and ids stay the same.</summary>
public sealed class LifecycleTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_sidecar_is_ready_once_its_application_listens()
    {
        await using var app = new TestApp();
        await using var sidecar = await new SidecarProcess(("orders", app.Port)).StartAsync(ready: false);

        var before = await sidecar.For("orders").GetAsync("v1.0/healthz", Ct);
        var outboundBefore = await sidecar.For("orders").GetAsync("v1.0/healthz/outbound", Ct);
        await app.StartAsync();
        await Eventually.TrueAsync(async () => (await sidecar.For("orders").GetAsync("v1.0/healthz", Ct)).StatusCode == HttpStatusCode.NoContent);
        var outboundAfter = await sidecar.For("orders").GetAsync("v1.0/healthz/outbound", Ct);

        Assert.Equal(HttpStatusCode.InternalServerError, before.StatusCode);
        Assert.Contains("ERR_HEALTH_NOT_READY", await before.Content.ReadAsStringAsync(Ct));
        Assert.Equal(HttpStatusCode.NoContent, outboundBefore.StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, outboundAfter.StatusCode);
        Assert.Equal(HttpStatusCode.InternalServerError, (await sidecar.For("orders").GetAsync("v1.0/healthz?appid=other", Ct)).StatusCode);
    }

    [Fact]
    public async Task An_expired_message_goes_to_the_dead_letter_topic_only()
    {
        await using var app = await new TestApp().Subscribe("brief", deadLetterTopic: "late").Subscribe("late").StartAsync();
        await using var sidecar = await Watched(app).StartAsync();
        await CloseAsync(app);

        await sidecar.For("orders").PublishEventAsync("brief", "stale", more: "&metadata.ttlInSeconds=1");
        await app.ProbedAsync(30);
        app.Healthy = true;

        Assert.Equal("stale", (await app.NextAsync("late")).Id);
        Assert.True(app.HasNone("brief"));
    }

    [Fact]
    public async Task An_application_killed_before_its_answer_receives_the_event_again()
    {
        var handling = new TaskCompletionSource();
        await using var app = await new TestApp().Subscribe("orders").AnswerLater("orders", async delivered =>
        {
            if (delivered.Attempt > 1) return Results.Ok();
            handling.SetResult();
            return await new TaskCompletionSource<IResult>().Task;   // never answers
        }).StartAsync();
        await using var sidecar = await new SidecarProcess(("orders", app.Port)).StartAsync();

        await sidecar.For("orders").PublishEventAsync("orders", "o-1");
        await handling.Task.WaitAsync(Ct);
        await app.KillAsync();
        await app.StartAsync();

        Assert.Equal("o-1", (await app.NextAsync("orders")).Id);
        Assert.Equal("o-1", (await app.NextAsync("orders")).Id);
        await Eventually.TrueAsync(async () => await sidecar.PendingAsync("orders", "orders") == 0);
    }

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
    public async Task What_was_acknowledged_survives_the_killing_of_the_sidecar()
    {
        await using var app = new TestApp().Subscribe("orders");
        await using var sidecar = await new SidecarProcess(("orders", app.Port)).StartAsync(ready: false);
        var acknowledged = new List<string>();

        for (var round = 0; round < 3; round++)
        {
            var publishing = Enumerable.Range(0, 40).Select(i => PublishAsync(sidecar.For("orders"), $"r{round}-{i}", acknowledged)).ToArray();
            await Task.WhenAny(publishing[20], publishing[39]);
            await sidecar.KillAsync();
            await Task.WhenAll(publishing);
            await sidecar.StartAsync(ready: false);
        }

        await app.StartAsync();
        var received = new HashSet<string?>();
        while (!received.IsSupersetOf(acknowledged)) received.Add((await app.NextAsync("orders")).Id);
        Assert.True(acknowledged.Count >= 3);
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
    public async Task Each_application_gets_a_copy_and_two_replicas_share_one()
    {
        await using var orders = await new TestApp().Subscribe("shared").StartAsync();
        await using var replica = await new TestApp().Subscribe("shared").StartAsync();
        await using var billing = await new TestApp().Subscribe("shared").StartAsync();
        await using var sidecar = await new SidecarProcess(("orders", orders.Port), ("orders", replica.Port), ("billing", billing.Port)).StartAsync();
        await Eventually.TrueAsync(async () => await sidecar.PendingAsync("orders", "shared") == 0 && await sidecar.PendingAsync("billing", "shared") == 0);

        for (var i = 0; i < 40; i++) await sidecar.For("billing").PublishEventAsync("shared", $"s-{i}");
        await Eventually.TrueAsync(async () => await sidecar.PendingAsync("orders", "shared") == 0 && await sidecar.PendingAsync("billing", "shared") == 0);

        Assert.Equal(40, billing.Count("shared"));
        Assert.Equal(40, orders.Count("shared") + replica.Count("shared"));
    }

    [Fact]
    public async Task An_unhealthy_application_is_spared_and_loses_nothing()
    {
        await using var app = await new TestApp().Subscribe("orders").StartAsync();
        await using var sidecar = await Watched(app).StartAsync();
        await CloseAsync(app);

        await sidecar.For("orders").PublishEventAsync("orders", "patient");
        await app.ProbedAsync(5);
        var spared = app.HasNone("orders");
        app.Healthy = true;

        Assert.True(spared);
        Assert.Equal("patient", (await app.NextAsync("orders")).Id);
    }

    [Fact]
    public async Task Asked_to_stop_it_lets_the_handler_finish_and_acknowledges()
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

    private static SidecarProcess Watched(TestApp app) => new SidecarProcess(("orders", app.Port)).With(config =>
        config["apps"]![0]!["health"] = new System.Text.Json.Nodes.JsonObject { ["path"] = "/healthz", ["intervalMs"] = 100, ["timeoutMs"] = 1000, ["threshold"] = 3 });

    /// <summary>Three failed probes close the flow; the fourth shows that the third was taken into account.</summary>
    private static async Task CloseAsync(TestApp app)
    {
        await app.ProbedAsync(1);
        app.Healthy = false;
        await app.ProbedAsync(5);
    }

    private static async Task PublishAsync(HttpClient client, string id, List<string> acknowledged)
    {
        try
        {
            using var answer = await client.PublishAsync("orders", "1", query: $"?metadata.cloudevent.id={id}");
            if (answer.StatusCode == HttpStatusCode.NoContent) lock (acknowledged) acknowledged.Add(id);
        }
        catch (HttpRequestException)
        {
            return;   // killed before it answered: nothing was promised
        }
    }
}
