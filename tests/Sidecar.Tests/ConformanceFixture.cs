using System.Text.Json.Nodes;

namespace Sidecar.Tests;

/// <summary>
/// One application beside one sidecar: the one at SIDECAR_ADDRESS, which was started with the app id <c>orders</c>, or
/// one started here by its command.
/// </summary>
public sealed class ConformanceFixture : IAsyncLifetime
{
    private CommandedSidecar? _started;

    internal TestApp App { get; private set; } = null!;
    internal HttpClient Sidecar { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        if (JudgedSidecar.Address is { } address)
        {
            App = await Subscribed(new(JudgedSidecar.AppPort) { Token = JudgedSidecar.AppToken }).StartAsync();
            Sidecar = SidecarClient.At(address, JudgedSidecar.ApiToken);
            await Eventually.TrueAsync(() => Sidecar.AnswersAsync("v1.0/healthz"));
        }
        else
        {
            App = await Subscribed(new() { Token = "the-app-token" }).StartAsync();
            _started = new("orders", App);
            Sidecar = (await _started.StartAsync()).Client;
        }

        await Sidecar.FlowsAsync("pace", () => !App.HasNone("pace"));
    }

    public async ValueTask DisposeAsync()
    {
        if (_started is not null) await _started.DisposeAsync();
        else Sidecar?.Dispose();
        await App.DisposeAsync();
    }

    internal Task TwoRedeliveriesLaterAsync() => Sidecar.TwoRedeliveriesLaterAsync(App, "pace");

    private static TestApp Subscribed(TestApp app)
    {
        foreach (var topic in (string[])["json", "text", "binary", "badjson", "event", "overrides", "trace", "bulk", "ok-empty", "ok-success", "ok-text", "lower", "retry", "nested/topic", "patient"])
            app.Subscribe(topic);
        app.Subscribe("raw", more: new() { ["metadata"] = new JsonObject { ["rawPayload"] = "true" } });
        foreach (var topic in (string[])["fails", "drops", "unknown-path", "brief"]) app.Subscribe(topic, deadLetterTopic: topic + ".dlq").Subscribe(topic + ".dlq");
        app.Subscribe("bare", pubsub: "bare").Subscribe("killed", pubsub: "lasting");
        app.Subscribe("routed", more: new()
        {
            ["routes"] = new JsonObject
            {
                ["rules"] = new JsonArray(new JsonObject { ["match"] = "event.type == 'A'", ["path"] = "/routed-a" }),
                ["default"] = "/routed-default",
            },
        });
        app.Subscribe("many", more: new() { ["bulkSubscribe"] = new JsonObject { ["enabled"] = true, ["maxMessagesCount"] = 10, ["maxAwaitDurationMs"] = 300 } });
        return app.Paced("pace");
    }
}

[CollectionDefinition("conformance")]
public sealed class ConformanceSuite : ICollectionFixture<ConformanceFixture>;
