using Testing;

namespace Billing.Tests.Api;

/// <summary>What the demonstration shows is there, and is seeded once.</summary>
public sealed class DemoTests(BillingApi api) : IClassFixture<BillingApi>
{
    [Fact]
    public async Task The_demonstration_house_can_be_billed_at_once()
    {
        api.Settings["Billing:Demo"] = "true";
        await api.RestartAsync();
        await api.RestartAsync();
        foreach (var house in new[] { Demo.SaulesBlancs, Demo.RoseraieDuLac }) api.Houses.TenantOf[house] = Demo.Brume;

        var classic = await BillingApi.OkAsync(await api.Referent.GetAsync($"/establishments/{Demo.SaulesBlancs}/periods/2026-02/preview", BillingApi.Ct));
        var trial = await BillingApi.OkAsync(await api.Referent.GetAsync($"/establishments/{Demo.RoseraieDuLac}/periods/2026-02/preview", BillingApi.Ct));

        Assert.Equal(12 * 28 * 70.60m, classic.Amount("total"));
        Assert.Equal(12 * 28 * 71.10m, trial.Amount("total"));
        Assert.All([classic, trial], month => Assert.Empty(month["anomalies"]!.AsArray()));
    }
}
