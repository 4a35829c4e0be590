using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Sidecar.Tests;

/// <summary>Many messages, and a broker on a bad day.</summary>
public sealed class FlowTests
{
    [Fact]
    public async Task A_backlog_longer_than_the_memory_window_is_delivered_whole_and_once()
    {
        await using var app = new TestApp().Subscribe("many");
        await using var sidecar = await new SidecarProcess(("orders", app.Port)).StartAsync(ready: false);
        await app.StartAsync();
        await Eventually.TrueAsync(async () => await sidecar.PendingAsync("orders", "many") == 0);
        await app.KillAsync();

        const int Count = 3500;
        for (var sent = 0; sent < Count; sent += 500) await PublishManyAsync(sidecar.For("orders"), sent, 500);
        Assert.Equal(Count, await sidecar.PendingAsync("orders", "many"));
        await app.StartAsync();

        var texts = new HashSet<string?>();
        for (var i = 0; i < Count; i++) texts.Add((await app.NextAsync("many")).Text);
        await Eventually.TrueAsync(async () => await sidecar.PendingAsync("orders", "many") == 0);
        Assert.Equal(Count, texts.Count);
        Assert.True(app.HasNone("many"));
    }

    [Fact]
    public async Task With_faults_events_come_twice_late_and_out_of_order_but_all_come()
    {
        await using var app = await new TestApp().Subscribe("orders").StartAsync();
        await using var sidecar = await new SidecarProcess(("orders", app.Port))
            .With(config => config["faults"] = new JsonObject { ["duplicateEvery"] = 4, ["dropAckEvery"] = 5, ["reorderWithinMs"] = 40, ["seed"] = 7 })
            .Option("--allow-faults").StartAsync();

        for (var i = 0; i < 40; i++) await sidecar.For("orders").PublishEventAsync("orders", $"{i:00}");
        await Eventually.TrueAsync(async () => await sidecar.PendingAsync("orders", "orders") == 0);

        var ids = new List<string?>();
        while (!app.HasNone("orders")) ids.Add((await app.NextAsync("orders")).Id);
        Assert.Equal(40, ids.Distinct().Count());
        Assert.True(ids.Count >= 40 + 40 / 4 + 40 / 5);
        Assert.NotEqual(ids.Distinct().Order(), ids.Distinct());
    }

    [Fact]
    public async Task A_breaker_pauses_after_failures_in_a_row()
    {
        await using var app = await new TestApp().Subscribe("fragile", pubsub: "breaking").Answer("fragile", _ => Answers.Code(503)).Paced("pace").StartAsync();
        await using var sidecar = await Breaking(app, pause: "1h").StartAsync();

        await sidecar.For("orders").PublishEventAsync("fragile", "f-1", pubsub: "breaking");
        for (var i = 0; i < 3; i++) await app.NextAsync("fragile");
        await sidecar.For("orders").TwoRedeliveriesLaterAsync(app, "pace");

        Assert.True(app.HasNone("fragile"));
        Assert.Equal(1, await sidecar.PendingAsync("orders", "fragile"));
    }

    [Fact]
    public async Task A_breaker_tries_again_after_its_pause_and_resumes_after_a_good_trial()
    {
        await using var app = await new TestApp().Subscribe("fragile", pubsub: "breaking")
            .Answer("fragile", delivered => delivered is { Id: "f-1", Attempt: < 5 } ? Answers.Code(503) : Results.Ok()).StartAsync();
        await using var sidecar = await Breaking(app, pause: "100ms").StartAsync();

        await sidecar.For("orders").PublishEventAsync("fragile", "f-1", pubsub: "breaking");
        for (var i = 0; i < 5; i++) Assert.Equal("f-1", (await app.NextAsync("fragile")).Id);
        await sidecar.For("orders").PublishEventAsync("fragile", "f-2", pubsub: "breaking");

        Assert.Equal("f-2", (await app.NextAsync("fragile")).Id);
        await Eventually.TrueAsync(async () => await sidecar.PendingAsync("orders", "fragile") == 0);
    }

    private static SidecarProcess Breaking(TestApp app, string pause)
    {
        var sidecar = new SidecarProcess(("orders", app.Port));
        sidecar.Resources = Directory.CreateDirectory(Path.Combine(sidecar.Folder, "resources")).FullName;
        File.WriteAllText(Path.Combine(sidecar.Resources, "all.yaml"), $$$"""
            kind: Component
            metadata: {name: pubsub}
            spec: {type: pubsub.in-memory, version: v1}
            ---
            kind: Component
            metadata: {name: breaking}
            spec: {type: pubsub.in-memory, version: v1}
            ---
            kind: Resiliency
            metadata: {name: r}
            spec:
              policies:
                retries:
                  twice: {policy: constant, duration: 150ms, maxRetries: 2}
                  often: {policy: constant, duration: 1ms, maxRetries: -1}
                circuitBreakers: {soon: {trip: consecutiveFailures >= 3, timeout: {{{pause}}}, maxRequests: 1}}
              targets:
                components:
                  pubsub: {inbound: {retry: twice}}
                  breaking: {inbound: {retry: often, circuitBreaker: soon}}
            """);
        return sidecar;
    }

    private static async Task PublishManyAsync(HttpClient client, int first, int count)
    {
        var entries = new JsonArray([.. Enumerable.Range(first, count).Select(i => new JsonObject { ["entryId"] = i.ToString(), ["event"] = i.ToString() })]);
        using var content = new StringContent(entries.ToJsonString(), null, "application/json");
        (await client.PostAsync("v1.0/publish/bulk/pubsub/many", content, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
    }
}
