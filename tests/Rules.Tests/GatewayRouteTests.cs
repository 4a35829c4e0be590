using System.Text.Json;
using Xunit;

namespace Rules.Tests;

public sealed class GatewayRouteTests
{
    private static IEnumerable<JsonProperty> Routes => JsonDocument.Parse(Repository.File("gateway/appsettings.json").Text)
        .RootElement.GetProperty("ReverseProxy").GetProperty(nameof(Routes)).EnumerateObject();

    [Fact]
    public void Every_route_names_its_policy()
    {
        Assert.NotEmpty(Routes);
        Breaches.None(Routes.Where(route => Text(route, "AuthorizationPolicy").Length == 0 || string.Equals(Text(route, "AuthorizationPolicy"), "default", StringComparison.OrdinalIgnoreCase)).Select(route => route.Name));
    }

    // News of telemedicine platforms carry a signature that the service verifies; a private calendar address is its own key.
    [Fact]
    public void Only_the_sign_in_the_sandbox_the_news_of_platforms_and_private_calendars_are_reached_without_one() =>
        Assert.Equal(["agenda", "sandbox", "sso", "telemedicine"], Routes.Where(route => Text(route, "AuthorizationPolicy") == "anonymous").Select(route => Text(route, "ClusterId")).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void A_services_route_asks_for_that_service_and_reaches_only_its_outward_area() =>
        Assert.All(Routes.Where(route => Text(route, "AuthorizationPolicy") != "anonymous"), route =>
        {
            Assert.Equal($"api:{Text(route, "ClusterId")}", Text(route, "AuthorizationPolicy"));
            Assert.StartsWith($"/api/{Text(route, "ClusterId")}/{{area:outward}}", route.Value.GetProperty("Match").GetProperty("Path").GetString(), StringComparison.Ordinal);
        });

    [Fact]
    public void Of_a_service_only_the_private_calendar_addresses_are_open_and_only_to_be_read()
    {
        var open = Assert.Single(Routes, route => Text(route, "AuthorizationPolicy") == "anonymous" && Text(route, "ClusterId") == "agenda").Value;
        Assert.Equal(("/feeds/{file}", "GET", 0), (open.GetProperty("Match").GetProperty("Path").GetString(), open.GetProperty("Match").GetProperty("Methods")[0].GetString(), open.GetProperty("MaxRequestBodySize").GetInt32()));
    }

    [Fact]
    public void Every_route_limits_what_it_takes() => Assert.All(Routes, route => Assert.InRange(route.Value.GetProperty("MaxRequestBodySize").GetInt64(), 0, 30L * 1024 * 1024));

    private static string Text(JsonProperty route, string name) => route.Value.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";
}
