using System.Net;
using System.Text.Json.Nodes;

namespace Sidecar.Tests;

/// <summary>A mistake in what the sidecar is told is said at start, not discovered later.</summary>
public sealed class StartTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("appz", "[]", "appz")]
    [InlineData("mode", "\"loose\"", "neither strict nor lossy")]
    [InlineData("faults", "{\"duplicateEvery\":2}", "--allow-faults")]
    [InlineData("operator", "{\"port\":1}", "needs a token")]
    [InlineData("apps", "[]", "No application")]
    [InlineData("apps", "[{\"appId\":\"a\",\"httpPort\":5},{\"appId\":\"b\",\"httpPort\":5}]", "share one port")]
    public Task A_wrong_configuration_stops_the_start(string name, string value, string reason) =>
        RefusedAsync(new SidecarProcess(("orders", 0)).With(config => config[name] = JsonNode.Parse(value)), reason);

    [Fact]
    public Task An_unknown_option_stops_the_start() => RefusedAsync(new SidecarProcess(("orders", 0)).Option("--verbose"), "--verbose is unknown");

    [Theory]
    [InlineData("apiVersion: dapr.io/v2alpha1\nkind: Subscription\nmetadata: {name: s}\nspec: {pubsubname: pubsub, topic: t, routes: {rules: [{match: 'event.data.x > 1', path: /x}], default: /t}}", "event.type")]
    [InlineData("kind: Resiliency\nmetadata: {name: r}\nspec: {policies: {}, targets: {components: {pubsub: {inbound: {retry: absent}}}}}", "'absent'")]
    [InlineData("kind: Resiliency\nmetadata: {name: r}\nspec: {policies: {circuitBreakers: {b: {trip: 'requests > 3'}}}, targets: {components: {pubsub: {inbound: {circuitBreaker: b}}}}}", "consecutiveFailures")]
    [InlineData("kind: Resiliency\nmetadata: {name: r}\nspec: {policies: {retries: {x: {policy: linear}}}, targets: {components: {pubsub: {inbound: {retry: x}}}}}", "'linear'")]
    [InlineData("kind: [unclosed", "cannot start")]
    public async Task A_wrong_resource_stops_the_start(string resource, string reason)
    {
        var sidecar = new SidecarProcess(("orders", 0));
        sidecar.Resources = WithResource(sidecar.Folder, resource);
        await RefusedAsync(sidecar, reason);
    }

    [Fact]
    public async Task A_routing_rule_of_another_form_is_refused_aloud_and_nothing_is_delivered()
    {
        await using var app = await new TestApp().Subscribe("plain").Subscribe("ruled", more: new()
        {
            ["routes"] = new JsonObject { ["rules"] = new JsonArray(new JsonObject { ["match"] = "event.data.important == true", ["path"] = "/x" }) },
        }).StartAsync();
        await using var sidecar = await new SidecarProcess(("orders", app.Port)).StartAsync(ready: false);
        var (status, text) = (HttpStatusCode.OK, "");

        await Eventually.TrueAsync(async () =>
        {
            using var health = await sidecar.For("orders").GetAsync("v1.0/healthz", Ct);
            (status, text) = (health.StatusCode, await health.Content.ReadAsStringAsync(Ct));
            return text.Contains("event.type");
        });

        Assert.Equal(HttpStatusCode.InternalServerError, status);
        Assert.Contains("refused and nothing is delivered", sidecar.Output());
    }

    [Fact]
    public async Task A_declared_subscription_is_served_and_its_group_needs_no_answer_of_the_application()
    {
        await using var app = await new TestApp().StartAsync();
        await using var sidecar = new SidecarProcess(("orders", app.Port));
        sidecar.Resources = WithResource(sidecar.Folder, "apiVersion: dapr.io/v2alpha1\nkind: Subscription\nmetadata: {name: s}\nspec: {pubsubname: pubsub, topic: declared, routes: {default: /declared}}\nscopes: [orders]");
        await sidecar.StartAsync();

        await sidecar.For("orders").PublishEventAsync("declared", "d-1");

        Assert.Equal("d-1", (await app.NextAsync("declared")).Id);
    }

    [Fact]
    public async Task It_starts_with_the_options_of_daprd_for_a_single_application()
    {
        await using var app = await new TestApp().Subscribe("orders").StartAsync();
        var port = FreePorts.Take(1)[0];
        await using var sidecar = SidecarProcess.Alone("--app-id", "orders", "--app-port", app.Port.ToString(), "--dapr-http-port", port.ToString());
        using var client = SidecarClient.On(port);
        await Eventually.TrueAsync(async () => await client.AnswersAsync("v1.0/healthz"));

        await client.PublishEventAsync("orders", "o-1");

        Assert.Equal("o-1", (await app.NextAsync("orders")).Id);
    }

    private static async Task RefusedAsync(SidecarProcess sidecar, string reason)
    {
        await using var started = sidecar;
        var (exitCode, output) = await started.RunToEndAsync();
        Assert.Equal(1, exitCode);
        Assert.Contains(reason, output);
    }

    private static string WithResource(string folder, string resource)
    {
        var resources = Directory.CreateDirectory(Path.Combine(folder, "resources")).FullName;
        File.Copy(Path.Combine(JudgedSidecar.OwnResources, "pubsub.yaml"), Path.Combine(resources, "pubsub.yaml"));
        File.WriteAllText(Path.Combine(resources, "added.yaml"), resource);
        return resources;
    }
}
