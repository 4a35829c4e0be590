using System.Text.Json.Nodes;
using Contracts.Identity;
using Testing;

namespace Billing.Tests.Api;

/// <summary>The declaration of hours of an ESAT worker, also of one who was known under two identities.</summary>
public sealed class PayTests(BillingApi api) : IClassFixture<BillingApi>
{
    [Fact]
    public async Task Pitfall_11_hours_captured_under_an_absorbed_identity_are_paid_once_and_given_back_when_the_merge_was_a_mistake()
    {
        var workshop = await OpenAsync();
        var (kept, absorbed) = (await workshop.AdmitAsync("Esat"), await workshop.AdmitAsync("Esat", on: "2026-02-01"));
        var both = Guid.CreateVersion7();
        foreach (var worker in new[] { kept, absorbed }) await workshop.AttendAsync(worker.Usager, "2026-03-02", occurrence: both, minutes: 420);
        await workshop.AttendAsync(absorbed.Usager, "2026-03-03", minutes: 420);
        Assert.Equal(7m, (await PayAsync(workshop, kept)).Amount("hoursPaid"));

        await api.DeliverAsync(IdentityMerged.Topic, new IdentityMerged(kept.Usager, absorbed.Usager, api.Clock.GetUtcNow()), Demo.Brume);
        var pay = await PayAsync(workshop, kept);
        Assert.Equal((14m, 14m, 2 * 49.70m), (pay.Amount("hoursWorked"), pay.Amount("hoursPaid"), pay.Amount("amount")));
        Assert.Equal(["2026-03-02", "2026-03-03"], pay["lines"]!.AsArray().Select(l => l!.Text("day")));
        Assert.Equal(0m, (await PayAsync(workshop, absorbed)).Amount("hoursPaid"));

        api.Clock.Advance(TimeSpan.FromMinutes(1));
        await api.DeliverAsync(IdentityUnmerged.Topic, new IdentityUnmerged(absorbed.Usager, kept.Usager, api.Clock.GetUtcNow()), Demo.Brume);
        Assert.Equal((7m, 14m), ((await PayAsync(workshop, kept)).Amount("hoursPaid"), (await PayAsync(workshop, absorbed)).Amount("hoursPaid")));
    }

    [Fact]
    public async Task Refused_work_is_paid_from_the_month_on_in_which_the_house_decides_so()
    {
        var workshop = await OpenAsync();
        var worker = await workshop.AdmitAsync("Esat");
        foreach (var day in new[] { "2026-03-02", "2026-04-01" }) await workshop.AttendAsync(worker.Usager, day, "REFUSED", quantity: 0, minutes: 420);
        await workshop.ParametersAsync(new { refusalPaid = true }, "2026-04-01");

        var (march, april) = (Assert.Single((await PayAsync(workshop, worker))["lines"]!.AsArray())!, Assert.Single((await PayAsync(workshop, worker, "2026-04"))["lines"]!.AsArray())!);
        Assert.Equal(("refus", 0m), (march.Text("payReason"), march.Amount("amount")));
        Assert.Equal(("refus", 49.70m), (april.Text("payReason"), april.Amount("amount")));
    }

    private async Task<HouseApi> OpenAsync()
    {
        var workshop = await api.OpenHouseAsync(priced: false);
        await workshop.PriceAsync("RG-HEURE", 7.10m);
        return workshop;
    }

    private static Task<JsonNode> PayAsync(HouseApi workshop, Resident worker, string period = "2026-03") => workshop.GetAsync($"/stays/{worker.Stay}/pay?period={period}");
}
