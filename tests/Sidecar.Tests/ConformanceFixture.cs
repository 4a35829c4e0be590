using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Sidecar.Tests;

/// <summary>
/// One application beside one sidecar. By default the sidecar of this repository is started; when SIDECAR_ADDRESS names
/// another one (a daprd, say) that was started with the folder <c>resources</c>, the app id <c>orders</c> and the
/// application port SIDECAR_APP_PORT, the same rows are asked of it. SIDECAR_API_TOKEN and SIDECAR_APP_TOKEN are its tokens.
/// </summary>
public sealed class ConformanceFixture : IAsyncLifetime
{
    private SidecarProcess? _own;
    private int _pace;

    internal TestApp App { get; private set; } = null!;
    internal HttpClient Sidecar { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var address = Environment.GetEnvironmentVariable("SIDECAR_ADDRESS");
        var port = Environment.GetEnvironmentVariable("SIDECAR_APP_PORT");
        App = await Subscribed(new(port is null ? null : int.Parse(port)) { Token = address is null ? "the-app-token" : Environment.GetEnvironmentVariable("SIDECAR_APP_TOKEN") }).StartAsync();
        if (address is null)
        {
            _own = new SidecarProcess(("orders", App.Port));
            _own.Apps[0]["appToken"] = App.Token;
            await _own.StartAsync();
            Sidecar = _own.For("orders");
        }
        else
        {
            Sidecar = new() { BaseAddress = new(address) };
            Sidecar.DefaultRequestHeaders.Add("dapr-api-token", Environment.GetEnvironmentVariable("SIDECAR_API_TOKEN") ?? "");
            await Eventually.TrueAsync(async () => (await Sidecar.GetAsync("v1.0/healthz", TestContext.Current.CancellationToken)).IsSuccessStatusCode);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_own is not null) await _own.DisposeAsync();
        else Sidecar.Dispose();
        await App.DisposeAsync();
    }

    /// <summary>
    /// Returns after two redeliveries of another message have been seen, published now: whatever was to be redelivered
    /// by the same policy before that has been.
    /// </summary>
    internal async Task TwoRedeliveriesLaterAsync()
    {
        var id = $"pace-{Interlocked.Increment(ref _pace)}";
        await Sidecar.PublishEventAsync("pace", id);
        for (var i = 0; i < 3; i++) await App.NextAsync("pace");
    }

    private static TestApp Subscribed(TestApp app)
    {
        foreach (var topic in (string[])["json", "text", "binary", "badjson", "event", "overrides", "trace", "bulk", "ok-empty", "ok-success", "ok-text", "lower", "retry", "nested/topic"])
            app.Subscribe(topic);
        app.Subscribe("raw", more: new() { ["metadata"] = new JsonObject { ["rawPayload"] = "true" } });
        foreach (var topic in (string[])["fails", "drops", "unknown-path"]) app.Subscribe(topic, deadLetterTopic: topic + ".dlq").Subscribe(topic + ".dlq");
        app.Subscribe("bare", pubsub: "bare");
        app.Subscribe("routed", more: new()
        {
            ["routes"] = new JsonObject
            {
                ["rules"] = new JsonArray(new JsonObject { ["match"] = "event.type == 'A'", ["path"] = "/routed-a" }),
                ["default"] = "/routed-default",
            },
        });
        app.Subscribe("many", more: new() { ["bulkSubscribe"] = new JsonObject { ["enabled"] = true, ["maxMessagesCount"] = 10, ["maxAwaitDurationMs"] = 300 } });
        app.Subscribe("pace").Answer("pace", delivered => delivered.Attempt < 3 ? Answers.Status("RETRY") : Results.Ok());
        return app;
    }
}

[CollectionDefinition("conformance")]
public sealed class ConformanceSuite : ICollectionFixture<ConformanceFixture>;
