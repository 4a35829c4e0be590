using Xunit;

namespace Rules.Tests;

public sealed class EndpointTests
{
    // What the whole world may call. A new line here is a decision, not a formality.
    private static readonly string[] Open =
    [
        "gateway/Browser/BrowserEndpoints.cs MapGet /bff/login",
        "gateway/Browser/BrowserEndpoints.cs MapGet /bff/callback",
        "gateway/Browser/BrowserEndpoints.cs MapPost /bff/logout",
        "gateway/Browser/BrowserEndpoints.cs MapGet /bff/user",
        "gateway/Documentation/ApiDocuments.cs MapGet /docs/{service}/openapi.json",
        "gateway/FrontDoor.cs MapGet /path",
        "gateway/FrontDoor.cs MapGet /",
        "gateway/FrontDoor.cs MapGet /home.css",
        "services/Agenda/Feeds/FeedEndpoints.cs MapGet /feeds/{file}",
        "services/Platform/PlatformSetup.cs MapHealthChecks /health/live",
        "services/Platform/PlatformSetup.cs MapGet /health/ready",
        "services/Platform/PlatformSetup.cs MapOpenApi /",
        "services/Sso/Authorization/AuthorizeEndpoint.cs MapGet /oauth/authorize",
        "services/Sso/Authorization/AuthorizeEndpoint.cs MapPost /oauth/authorize",
        "services/Sso/Discovery/DiscoveryEndpoints.cs MapGet /.well-known/openid-configuration",
        "services/Sso/Discovery/DiscoveryEndpoints.cs MapGet /.well-known/oauth-authorization-server",
        "services/Sso/Discovery/DiscoveryEndpoints.cs MapGet /oauth/jwks",
        "services/Sso/Logins/PscCallback.cs MapGet /PscLogin.CallbackPath",
        "services/Sso/Logout/LogoutEndpoint.cs MapGet /oauth/logout",
        "services/Sso/Logout/LogoutEndpoint.cs MapPost /oauth/logout",
        "services/Sso/Logout/LogoutEndpoint.cs MapPost /oauth/logout/confirm",
        "services/Sso/Logout/LogoutEndpoint.cs MapGet /oauth/logout/done",
        "services/Sso/Pages/StyleSheet.cs MapGet /oauth/pages.css",
        "services/Sso/Situations/SituationEndpoint.cs MapPost /oauth/situation",
        "services/Sso/Tokens/TokenEndpoint.cs MapPost /oauth/token",
        "services/Sso/Tokens/TokenEndpoint.cs MapPost /oauth/revoke",
        "services/Sso/Tokens/TokenEndpoint.cs MapPost /oauth/introspect",
        "services/Sso/Tokens/TokenEndpoint.cs MapMethods /oauth/path",
        "services/Sso/Tokens/UserinfoEndpoint.cs MapMethods /oauth/userinfo",
        "services/Telemedicine/Platforms/StatusHook.cs MapPost /hooks/{platform}",
    ];

    // Processes outside of the platform's sign-in have rules of their own; Grpc maps what others ask it to.
    private static readonly string[] Elsewhere = ["services/Sandbox/", "services/Sidecar/", "services/AppHost/", "services/Grpc/", "services/Fhir/"];

    private static IEnumerable<Endpoint> Endpoints => Repository.Code("services", "gateway")
        .Where(file => !Elsewhere.Any(folder => file.Path.StartsWith(folder, StringComparison.Ordinal))).SelectMany(Endpoint.In);

    [Fact]
    public void Every_endpoint_names_a_policy_or_says_that_it_is_open()
    {
        Assert.True(Endpoints.Count() > 80, "The rule no longer finds the endpoints.");
        Breaches.None(Endpoints.Where(endpoint => !endpoint.NamesPolicy && !endpoint.Open).Select(endpoint => endpoint.ToString()));
    }

    [Fact]
    public void Only_the_known_endpoints_are_open()
    {
        var open = Endpoints.Where(endpoint => endpoint.Open).Select(endpoint => endpoint.ToString()).ToHashSet(StringComparer.Ordinal);
        Breaches.None(open.Except(Open, StringComparer.Ordinal).Concat(Open.Except(open, StringComparer.Ordinal).Select(gone => $"no longer there: {gone}")));
    }

    [Fact]
    public void Every_service_lets_only_the_sidecar_bring_events()
    {
        var routes = Endpoint.In(Repository.File("services/Platform/Events/EventRoutes.cs")).ToList();
        Assert.NotEmpty(routes);
        Assert.All(routes, route => Assert.Contains("SidecarPolicy.Name", string.Concat(route.Said), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("app.MapGet(\"/a\", () => 1);", false, false)]
    [InlineData("app.MapGet(\"/a\", () => 1).RequireAuthorization();", false, false)]
    [InlineData("app.MapGet(\"/a\", () => \".RequireAuthorization(x)\"); // .RequireAuthorization(x)", false, false)]
    [InlineData("app.MapGet(\"/a\", () => 1).RequireAuthorization(\"a:read\");", true, false)]
    [InlineData("var g = app.MapGroup(\"/g\").RequireAuthorization(\"a:read\"); g.MapGet(\"/a\", () => { return 1; });", true, false)]
    [InlineData("var g = app.MapGroup(\"/g\").RequireAuthorization(\"a:read\"); var h = app.MapGroup(\"/h\"); h.MapGet(\"/a\", Read);", false, false)]
    [InlineData("var g = app.MapGroup(\"/g\").AllowAnonymous(); var h = g.MapGroup(\"/h\"); foreach (var p in all) h.MapPost(p, Read);", false, true)]
    [InlineData("app.MapGroup(\"/g\").AllowAnonymous()\n  .MapPost(\"/a\", Read);", false, true)]
    public void The_rule_reads_what_a_route_says(string source, bool named, bool open)
    {
        var endpoint = Assert.Single(Endpoint.In(new("sample.cs", source)));
        Assert.Equal((named, open), (endpoint.NamesPolicy, endpoint.Open));
    }
}
