using System.Net;
using Microsoft.AspNetCore.Http;

namespace Sidecar.Tests;

/// <summary>A sidecar that starts early, stops, is killed, or has neighbours. What is judged is started here, by its command.</summary>
public sealed class LifecycleConformanceTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    public LifecycleConformanceTests() => JudgedSidecar.MustBeStartable();

    [Fact, Trait("Row", "1")]
    public async Task The_sidecar_is_ready_once_its_application_listens()
    {
        await using var app = new TestApp();
        await using var sidecar = await new CommandedSidecar("orders", app).StartAsync(ready: false);

        var before = await sidecar.Client.GetAsync("v1.0/healthz", Ct);
        var outboundBefore = await sidecar.Client.GetAsync("v1.0/healthz/outbound", Ct);
        await app.StartAsync();
        await Eventually.TrueAsync(async () => (await sidecar.Client.GetAsync("v1.0/healthz", Ct)).StatusCode == HttpStatusCode.NoContent);
        var outboundAfter = await sidecar.Client.GetAsync("v1.0/healthz/outbound", Ct);

        Assert.Equal(HttpStatusCode.InternalServerError, before.StatusCode);
        Assert.Contains("ERR_HEALTH_NOT_READY", await before.Content.ReadAsStringAsync(Ct));
        Assert.Equal(HttpStatusCode.NoContent, outboundBefore.StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, outboundAfter.StatusCode);
        Assert.Equal(HttpStatusCode.InternalServerError, (await sidecar.Client.GetAsync("v1.0/healthz?appid=other", Ct)).StatusCode);
    }

    [Fact, Trait("Row", "27")]
    public async Task What_was_acknowledged_survives_the_killing_of_the_sidecar()
    {
        await using var app = await new TestApp().Subscribe("kept", pubsub: "lasting").StartAsync();
        await using var sidecar = await new CommandedSidecar("orders", app).StartAsync();
        await sidecar.Client.FlowsAsync("kept", () => !app.HasNone("kept"), pubsub: "lasting");
        await app.KillAsync();
        var acknowledged = new List<string>();

        for (var round = 0; round < 3; round++)
        {
            var publishing = Enumerable.Range(0, 40).Select(i => PublishAsync(sidecar.Client, $"r{round}-{i}", acknowledged)).ToArray();
            await Task.WhenAny(publishing[20], publishing[39]);
            await sidecar.KillAsync();
            await Task.WhenAll(publishing);
            await sidecar.StartAsync(ready: false);
        }

        await app.StartAsync();
        var received = new HashSet<string?>();
        while (!received.IsSupersetOf(acknowledged)) received.Add((await app.NextAsync("kept")).Id);
        Assert.True(acknowledged.Count >= 3);
    }

    [Fact, Trait("Row", "28")]
    public async Task Each_application_gets_a_copy_and_two_replicas_share_one()
    {
        await using var orders = await new TestApp().Subscribe("shared").StartAsync();
        await using var replica = await new TestApp().Subscribe("shared").StartAsync();
        await using var billing = await new TestApp().Subscribe("shared").Paced("pace-of-billing").StartAsync();
        await using var broker = await SharedBroker.StartAsync(("orders", orders), ("orders", replica), ("billing", billing));
        await broker.Client.FlowsAsync("shared", () => !(orders.HasNone("shared") && replica.HasNone("shared")) && !billing.HasNone("shared"));
        await broker.Client.FlowsAsync("pace-of-billing", () => !billing.HasNone("pace-of-billing"));
        List<string> ordersHas = [], billingHas = [];

        for (var i = 0; i < 40; i++) await broker.Client.PublishEventAsync("shared", $"s-{i:00}");
        await Eventually.TrueAsync(() =>
        {
            Look();
            return Task.FromResult(ordersHas.Count >= 40 && billingHas.Count >= 40);
        });
        await broker.Client.TwoRedeliveriesLaterAsync(billing, "pace-of-billing");
        Look();

        Assert.Equal(Enumerable.Range(0, 40).Select(i => $"s-{i:00}"), billingHas.Order());
        Assert.Equal(Enumerable.Range(0, 40).Select(i => $"s-{i:00}"), ordersHas.Order());

        void Look()
        {
            ordersHas.AddRange([.. Copies(orders), .. Copies(replica)]);
            billingHas.AddRange(Copies(billing));
        }
    }

    [Fact, Trait("Row", "40")]
    public async Task Asked_to_stop_it_lets_the_handler_finish_and_acknowledges()
    {
        var (handling, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var app = await new TestApp().Paced("pace-of-last").Subscribe("last").AnswerLater("last", async _ =>
        {
            handling.TrySetResult();
            await release.Task;
            return Results.Ok();
        }).StartAsync();
        await using var sidecar = await new CommandedSidecar("orders", app).StartAsync();
        await sidecar.Client.FlowsAsync("pace-of-last", () => !app.HasNone("pace-of-last"));

        await sidecar.Client.PublishEventAsync("last", "last");
        await handling.Task.WaitAsync(Ct);
        sidecar.Terminate();
        await Eventually.StaysTrueAsync(150, () => sidecar.Running);
        release.SetResult();
        var exitCode = await sidecar.ExitAsync();
        await sidecar.StartAsync();
        await sidecar.Client.TwoRedeliveriesLaterAsync(app, "pace-of-last");

        Assert.Equal(0, exitCode);
        Assert.Equal("last", (await app.NextAsync("last")).Id);
        Assert.True(app.HasNone("last"));
    }

    private static IEnumerable<string> Copies(TestApp app) => app.Taken("shared").Select(delivered => delivered.Id!).Where(id => id.StartsWith("s-", StringComparison.Ordinal));

    private static async Task PublishAsync(HttpClient client, string id, List<string> acknowledged)
    {
        try
        {
            using var answer = await client.PublishAsync("kept", "1", query: $"?metadata.cloudevent.id={id}", pubsub: "lasting");
            if (answer.StatusCode == HttpStatusCode.NoContent) lock (acknowledged) acknowledged.Add(id);
        }
        catch (HttpRequestException)
        {
            return;   // killed before it answered: nothing was promised
        }
    }
}
