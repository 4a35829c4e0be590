using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Sidecar.Tests;

/// <summary>Which application may use which component and topic, and how much a request may hold.</summary>
public sealed class ScopeTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_application_keeps_to_its_components_and_topics()
    {
        await using var orders = await new TestApp().Subscribe("salaries", pubsub: "scoped").Subscribe("news", pubsub: "scoped").StartAsync();
        await using var payroll = await new TestApp().Subscribe("salaries", pubsub: "scoped").Subscribe("paris", pubsub: "scoped").StartAsync();
        await using var sidecar = await new SidecarProcess(("orders", orders.Port), ("payroll", payroll.Port)).StartAsync();

        Assert.Equal("ERR_PUBSUB_NOT_FOUND", await RefusalAsync(sidecar.For("orders"), "any", "private"));
        Assert.Null(await RefusalAsync(sidecar.For("payroll"), "any", "private"));
        Assert.Equal("ERR_PUBSUB_FORBIDDEN", await RefusalAsync(sidecar.For("orders"), "salaries", "scoped"));
        Assert.Equal("ERR_PUBSUB_FORBIDDEN", await RefusalAsync(sidecar.For("orders"), "elsewhere", "scoped"));
        Assert.Equal("ERR_PUBSUB_FORBIDDEN", await RefusalAsync(sidecar.For("payroll"), "news", "scoped"));
        Assert.Null(await RefusalAsync(sidecar.For("orders"), "news", "scoped"));
        Assert.Null(await RefusalAsync(sidecar.For("payroll"), "salaries", "scoped"));
        Assert.Equal(["news"], await TopicsAsync(sidecar.For("orders")));
        Assert.Equal(["salaries"], await TopicsAsync(sidecar.For("payroll")));
        await payroll.NextAsync("salaries");
        await orders.NextAsync("news");
        Assert.True(orders.HasNone("salaries"));
    }

    [Fact]
    public async Task A_token_opens_its_own_port_only()
    {
        await using var orders = await new TestApp().StartAsync();
        await using var sidecar = await new SidecarProcess(("orders", orders.Port), ("payroll", 0)).StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(sidecar.For("payroll").BaseAddress!, "v1.0/publish/pubsub/x"));
        request.Headers.Add("dapr-api-token", (string?)sidecar.Apps[0]["apiToken"]);
        using var bare = new HttpClient();

        Assert.Equal(HttpStatusCode.Unauthorized, (await bare.SendAsync(request, Ct)).StatusCode);
    }

    [Fact]
    public async Task What_is_too_large_or_unknown_is_refused()
    {
        await using var app = await new TestApp().Subscribe("large").StartAsync();
        await using var sidecar = await new SidecarProcess(("orders", app.Port)).StartAsync();
        var orders = sidecar.For("orders");
        using var longHeader = new HttpRequestMessage(HttpMethod.Post, "v1.0/publish/pubsub/large");
        longHeader.Headers.Add("x-token", new string('a', 5000));

        var tooLarge = await orders.PublishAsync("large", new byte[4 * 1024 * 1024 + 1], "text/plain");
        var largest = await orders.PublishAsync("large", new string('z', 1024 * 1024), "text/plain");
        var unknown = await orders.GetAsync("v1.0/state/store/key", Ct);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, tooLarge.StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, largest.StatusCode);
        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, (await orders.SendAsync(longHeader, Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Contains("ERR_API_UNIMPLEMENTED", await unknown.Content.ReadAsStringAsync(Ct));
        Assert.Equal(1024 * 1024, (await app.NextAsync("large")).Text!.Length);
        Assert.True(app.HasNone("large"));
    }

    private static async Task<string?> RefusalAsync(HttpClient client, string topic, string pubsub)
    {
        var answer = await client.PublishAsync(topic, "1", pubsub: pubsub);
        return answer.IsSuccessStatusCode ? null : (string?)(await answer.Content.ReadFromJsonAsync<JsonNode>(Ct))!["errorCode"];
    }

    private static async Task<IEnumerable<string?>> TopicsAsync(HttpClient client) =>
        (await client.GetFromJsonAsync<JsonNode>("v1.0/metadata", Ct))!["subscriptions"]!.AsArray().Select(one => (string?)one!["topic"]);
}
