using System.Net;
using Testing;

namespace Billing.Tests.Api;

/// <summary>What changes about a person whom the accountant may not see waits until somebody who may confirms: it is never lost.</summary>
public sealed class HiddenCorrectionTests(BillingApi api) : IClassFixture<BillingApi>
{
    private const decimal Correction = 1_755.20m - 28 * 70.60m;

    [Fact]
    public async Task A_late_absence_of_a_hidden_person_in_a_closed_month_is_regularised_once_the_person_is_seen()
    {
        var (house, seen, hidden) = await CloseFebruaryAsync();
        foreach (var one in new[] { seen, hidden }) await house.AwayAsync(one.Usager, "HOSPITAL_MCO", "2026-02-09 10:00", "2026-02-20 15:00");

        api.Consent.Hidden[hidden.Usager] = true;
        Assert.Equal(Correction, (await house.ConfirmAsync("2026-03")).Amount("regularised"));
        Assert.Equal(0m, (await house.ConfirmAsync("2026-03")).Amount("regularised"));

        api.Consent.Hidden.Remove(hidden.Usager, out _);
        Assert.Equal(Correction + 31 * 70.60m, (await house.ConfirmAsync("2026-04")).Amount("regularised"));
        var late = (await house.EventsAsync("originalPeriod=2026-02")).FindAll(e => e.Text("usagerId") == hidden.Usager.ToString());
        Assert.Equal(Correction, late.Sum());
        Assert.All(late, e => Assert.Equal("2026-04", e.Text("period")));
        Assert.Equal(0, (await house.ConfirmAsync("2026-04"))["lines"]!.GetValue<int>());
        await house.VerifyAsync();
    }

    [Fact]
    public async Task A_price_for_everybody_decided_late_reaches_the_hidden_person_too()
    {
        var (house, _, hidden) = await CloseFebruaryAsync();
        await house.PriceAsync("HEB", 66.20m, "2026-02-01");

        api.Consent.Hidden[hidden.Usager] = true;
        Assert.Equal(28 * 1.20m, (await house.ConfirmAsync("2026-03")).Amount("regularised"));

        api.Consent.Hidden.Remove(hidden.Usager, out _);
        await house.ConfirmAsync("2026-04");
        var regul = (await house.EventsAsync("originalPeriod=2026-02")).FindAll(e => e.Text("nature") == "REGUL");
        Assert.Equal((56, 2 * 28 * 1.20m), (regul.Count, regul.Sum()));
        Assert.Equal(28, regul.Count(e => e.Text("usagerId") == hidden.Usager.ToString() && e.Text("period") == "2026-04"));
        Assert.Equal(0, (await house.ConfirmAsync("2026-04"))["lines"]!.GetValue<int>());
    }

    [Fact]
    public async Task What_blocks_a_hidden_person_blocks_nobody_else_and_names_nobody()
    {
        var (house, _, hidden) = await CloseFebruaryAsync();
        await house.AwayAsync(hidden.Usager, "HOSPITAL_MCO", "2026-03-20 10:00", "2026-03-09 15:00");
        var refusal = await BillingApi.RefusedAsync(await house.TryAsync("confirm", "2026-03"), HttpStatusCode.Conflict, "billing-blocked");
        Assert.Equal(hidden.Usager.ToString(), Assert.Single(refusal["anomalies"]!.AsArray())!.Text("usagerId"));

        api.Consent.Hidden[hidden.Usager] = true;
        Assert.Equal(31 * 70.60m, (await house.ConfirmAsync("2026-03")).Amount("amount"));
        await BillingApi.RefusedAsync(await house.TryAsync("close", "2026-03"), HttpStatusCode.Conflict, "closing-refused");
    }

    private async Task<(HouseApi House, Resident Seen, Resident Hidden)> CloseFebruaryAsync()
    {
        api.Clock.MoveTo(new(2026, 5, 3, 9, 0, 0, TimeSpan.Zero));
        var house = await api.OpenHouseAsync();
        var (seen, hidden) = (await house.AdmitAsync(), await house.AdmitAsync());
        await house.ConfirmAsync("2026-02");
        await house.ExportAsync("2026-02");
        await house.CloseAsync("2026-02");
        return (house, seen, hidden);
    }
}
