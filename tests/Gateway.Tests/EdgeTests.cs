using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Testing;
using Xunit;
using Yarp.ReverseProxy;

namespace Gateway.Tests;

public sealed class EdgeTests(GatewayApi api) : IClassFixture<GatewayApi>
{
    [Fact]
    public void Every_route_names_its_policy_its_size_and_its_kind()
    {
        var routes = api.Services.GetRequiredService<IProxyStateLookup>().GetRoutes().ToList();

        Assert.True(routes.Count >= 12);
        Assert.All(routes, route =>
        {
            Assert.False(string.IsNullOrEmpty(route.Config.AuthorizationPolicy), route.Config.RouteId);
            Assert.True(route.Config.MaxRequestBodySize is not null, route.Config.RouteId);
            Assert.Contains(route.Config.Metadata!["Kind"], new[] { "api", "provider", "foreign" });
        });
        Assert.All(routes.Where(r => r.Config.AuthorizationPolicy == "anonymous"), route => Assert.NotEqual("api", route.Config.Metadata!["Kind"]));
    }

    [Theory]
    [InlineData("/api/identity/usagers", 1_100_000)]
    [InlineData("/oauth/token", 70_000)]
    public async Task A_body_above_the_route_s_size_is_refused_in_French(string path, int size)
    {
        using var client = api.Editor();
        using var body = new StringContent(new string('a', size), Encoding.ASCII, "application/json");

        var reply = await client.PostAsync(path, body, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, reply.StatusCode);
        Assert.Contains("dépasse la taille permise", await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_body_that_hides_its_size_is_stopped_at_the_limit()
    {
        using var client = api.Editor();
        using var body = new StreamContent(new MemoryStream(new byte[2_000_000]));
        body.Headers.ContentType = new("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/identity/usagers") { Content = body, Headers = { TransferEncodingChunked = true } };

        var reply = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, reply.StatusCode);
    }

    [Fact]
    public async Task A_service_that_is_down_is_a_503_with_a_time_to_come_back_and_a_slow_one_a_504()
    {
        using var client = api.Editor("documents:read identity:read");

        var down = await GatewayApi.GetAsync(client, "/api/documents/documents");
        var slow = await GatewayApi.GetAsync(client, "/api/identity/slow");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "dependency-unavailable"), (down.Status, down.Body.GetProperty("code").GetString()));
        Assert.Equal(HttpStatusCode.GatewayTimeout, slow.Status);
        Assert.All(new[] { down, slow }, answer =>
        {
            Assert.True(answer.Reply.Headers.RetryAfter is not null);
            Assert.Equal("application/problem+json", answer.Reply.Content.Headers.ContentType?.MediaType);
        });
    }

    [Fact]
    public async Task The_provider_receives_its_own_cookies_and_clients_credentials_and_the_sandbox_nothing()
    {
        using var client = api.Anonymous();
        client.DefaultRequestHeaders.Authorization = new("Basic", "YTpi");
        client.DefaultRequestHeaders.Add("Cookie", "__Host-sid=secret; __Host-sso=mine; other=1; __Host-sso-browser=too");

        var provider = (await GatewayApi.GetAsync(client, "/oauth/authorize?x=1")).Body;
        var sandbox = (await GatewayApi.GetAsync(client, "/sandbox/page")).Body;

        Assert.Equal("__Host-sso=mine; __Host-sso-browser=too", provider.GetProperty("headers").GetProperty("cookie").GetString());
        Assert.Equal("Basic YTpi", provider.GetProperty("headers").GetProperty("authorization").GetString());
        Assert.Equal("/page", sandbox.GetProperty("path").GetString());
        Assert.False(sandbox.GetProperty("headers").TryGetProperty("cookie", out _));
        Assert.False(sandbox.GetProperty("headers").TryGetProperty("authorization", out _));
    }

    [Fact]
    public async Task Every_answer_carries_the_security_headers()
    {
        using var client = api.Anonymous();
        foreach (var path in new[] { "/", "/health", "/api/identity/usagers", "/oauth/authorize", "/docs/index.html" })
        {
            var reply = (await GatewayApi.GetAsync(client, path)).Reply;
            Assert.True(reply.Headers.Contains("Strict-Transport-Security"), path);
            Assert.Equal("nosniff", reply.Headers.GetValues("X-Content-Type-Options").Single());
            var policy = reply.Headers.GetValues("Content-Security-Policy").Single();
            Assert.Contains("frame-ancestors 'none'", policy);
            Assert.DoesNotContain("script-src 'unsafe-inline'", policy);
            Assert.False(reply.Headers.Contains("Server"));
        }
    }

    [Fact]
    public async Task The_documentation_page_shows_each_service_s_document_with_the_outside_s_addresses()
    {
        using var client = api.Anonymous();

        var page = (await GatewayApi.GetAsync(client, "/docs/index.html")).Reply;
        var document = await GatewayApi.GetAsync(client, "/docs/identity/openapi.json");

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Equal("/api/identity", document.Body.GetProperty("servers")[0].GetProperty("url").GetString());
        Assert.Equal(HttpStatusCode.NotFound, (await GatewayApi.GetAsync(client, "/docs/sso/openapi.json")).Status);
    }
}
