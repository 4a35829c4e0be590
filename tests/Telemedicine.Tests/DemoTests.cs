using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Telemedicine.Tests.Api;
using Testing;

namespace Telemedicine.Tests;

/// <summary>What the demonstration shows comes once the service answers, and once only.</summary>
public sealed class DemoTests(TelemedicineApi api) : IClassFixture<TelemedicineApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_demonstration_house_can_ask_a_geriatrician()
    {
        api.Settings["Telemedicine:Demo"] = "true";
        await api.RestartAsync();
        await SeededAsync();
        await api.RestartAsync();

        var cases = await SeededAsync();
        var requis = await api.Nurse.GetFromJsonAsync<JsonArray>($"/requis?establishmentId={Demo.SaulesBlancs}", Ct);

        Assert.Equal(["geriatrie", "plaies"], cases.Select(c => c!["code"]!.GetValue<string>()).Order(StringComparer.Ordinal));
        Assert.Single(requis!, r => r!["nationalId"]!.GetValue<string>() == "899900000102");
    }

    private async Task<JsonArray> SeededAsync()
    {
        for (var look = 0; look < 2000; look++)
            if (await api.Nurse.GetFromJsonAsync<JsonArray>($"/use-cases?establishmentId={Demo.SaulesBlancs}", Ct) is { Count: > 0 } cases) return cases;
        throw new InvalidOperationException("The demonstration never came.");
    }
}
