using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Contracts.Agenda;
using Contracts.Identity;
using Testing;

namespace Billing.Tests.Api;

/// <summary>What changes after billing: merges of identities (E16), decisions, cancellations, replays and manual reversals.</summary>
public sealed class CorrectionTests(BillingApi api) : IClassFixture<BillingApi>
{
    [Fact]
    public async Task E16_and_pitfall_11_a_merge_keeps_one_day_and_reverses_the_other()
    {
        var school = await api.OpenHouseAsync(priced: false);
        await school.PriceAsync("JOURNEE", 210m);
        var (kept, absorbed) = (await school.AdmitAsync("ImeSemiInternat"), await school.AdmitAsync("ImeSemiInternat"));
        foreach (var child in new[] { kept, absorbed }) await school.AttendAsync(child.Usager, "2026-03-03");
        await school.AttendAsync(absorbed.Usager, "2026-03-04");
        await school.ConfirmAsync("2026-03");
        await school.ExportAsync("2026-03");

        await api.DeliverAsync(IdentityMerged.Topic, new IdentityMerged(kept.Usager, absorbed.Usager, api.Clock.GetUtcNow()), Demo.Brume);
        await school.ConfirmAsync("2026-04");

        var march = await school.EventsAsync("period=2026-03");
        Assert.Equal("EXPORTED", Day(march, kept, "2026-03-03").Text("status"));
        Assert.Equal("REVERSED", Day(march, absorbed, "2026-03-03").Text("status"));
        Assert.Equal("EXPORTED", Day(march, absorbed, "2026-03-04").Text("status"));
        var reversal = Assert.Single(await school.EventsAsync("originalPeriod=2026-03"));
        Assert.Equal((-210m, "fusion", "2026-04"), (reversal.Amount("amount"), reversal.Text("reason"), reversal.Text("period")));
        Assert.Equal(0, (await school.ConfirmAsync("2026-04"))["lines"]!.GetValue<int>());
    }

    [Fact]
    public async Task E16_two_stays_of_one_person_in_an_EHPAD_make_one_day_after_the_merge()
    {
        var house = await api.OpenHouseAsync();
        var (kept, absorbed) = (await house.AdmitAsync(), await house.AdmitAsync(on: "2026-03-20"));
        await house.ConfirmAsync("2026-03");
        Assert.Equal(31 + 12, (await house.EventsAsync("period=2026-03")).Count("HEB"));

        await api.DeliverAsync(IdentityMerged.Topic, new IdentityMerged(kept.Usager, absorbed.Usager, api.Clock.GetUtcNow()), Demo.Brume);
        await house.ConfirmAsync("2026-03");

        var events = await house.EventsAsync("period=2026-03");
        Assert.Equal(31 * 70.60m, events.Sum());
        Assert.Equal(24, events.Count(e => e.Text("reason") == "fusion"));
        Assert.All(events.Where(e => e.Text("status") == "REVERSED"), e => Assert.Equal(absorbed.Usager.ToString(), e.Text("usagerId")));
    }

    [Fact]
    public async Task Pitfall_6_an_aide_sociale_decided_for_the_past_moves_the_payers()
    {
        var house = await api.OpenHouseAsync();
        var resident = await house.AdmitAsync();
        await house.ConfirmAsync("2026-04");
        await house.ExportAsync("2026-04");

        await DescribeAsync(resident, new
        {
            shares = new object[] { new { payer = "Resident", mode = "PerDay", value = 20m }, new { payer = "Departement", mode = "Remainder", payerId = "CD-69", decisionReference = "AS-7" } },
            decisions = new[] { new { kind = "AIDE_SOCIALE", reference = "AS-7", validFrom = "2026-04-11" } },
        });
        await house.ConfirmAsync("2026-05");

        var late = (await house.EventsAsync("originalPeriod=2026-04")).FindAll(e => e.Text("nature") == "HEB");
        Assert.Equal(20 * 45.00m, late.Where(e => e.Text("payerId") == "CD-69").Sum());
        Assert.Equal(20 * (20.00m - 65.00m), late.Where(e => e.Text("payerKind") == "RESIDENT").Sum());
    }

    [Fact]
    public async Task Pitfall_13_an_absence_cancelled_after_the_export_is_undone_in_the_open_period()
    {
        var house = await api.OpenHouseAsync();
        var resident = await house.AdmitAsync();
        var absence = await house.AwayAsync(resident.Usager, "HOSPITAL_MCO", "2026-02-09 10:00", "2026-02-20 15:00");
        await house.ConfirmAsync("2026-02");
        await house.ExportAsync("2026-02");

        await house.AwayAsync(resident.Usager, "HOSPITAL_MCO", "2026-02-09 10:00", "2026-02-20 15:00", absence: absence, version: 2, cancelled: true);
        await house.ConfirmAsync("2026-03");

        var late = await house.EventsAsync("originalPeriod=2026-02");
        Assert.Equal(8 * 20.00m + 11 * 5.60m, late.Sum());
        Assert.Equal((8, 8, 11), (late.Count(e => e.Text("reversalOf") is not null), late.Count(e => e.Text("replaces") is not null), late.Count("DEP")));
    }

    [Fact]
    public async Task Pitfall_12_an_attendance_corrected_to_another_day_moves_its_line()
    {
        var school = await api.OpenHouseAsync(priced: false);
        await school.PriceAsync("JOURNEE", 210m);
        var child = await school.AdmitAsync("ImeSemiInternat");
        var seen = await school.AttendAsync(child.Usager, "2026-03-31");
        await school.ConfirmAsync("2026-03");
        await school.ExportAsync("2026-03");

        var moved = new AttendanceCorrected(seen.AttendanceId, 2, seen.OccurrenceId, seen.ActivityId, seen.UsagerId, seen.EstablishmentId, Rules.House.Day("2026-04-01"), "FULL", "PRESENT", 1, 360, "2.3.4.2", "late-information", Demo.Montagne, api.Clock.GetUtcNow());
        await api.DeliverAsync(AttendanceCorrected.Topic, moved, Demo.Brume);
        await school.ConfirmAsync("2026-04");

        var april = await school.EventsAsync("period=2026-04");
        Assert.Equal([("2026-03-31", -210m), ("2026-04-01", 210m)], april.Select(e => (e.Text("serviceDate")!, e.Amount("amount"))).Order());
        Assert.All(april, e => Assert.Equal(seen.AttendanceId.ToString(), e.Text("sourceId")));
    }

    [Fact]
    public async Task A_line_reversed_by_hand_is_not_billed_again()
    {
        var house = await api.OpenHouseAsync();
        await house.AdmitAsync();
        await house.ConfirmAsync("2026-02");
        await house.ExportAsync("2026-02");
        var line = (await house.EventsAsync("period=2026-02")).First(e => e.Text("serviceDate") == "2026-02-14" && e.Text("nature") == "HEB");

        var reversal = await house.PostAsync($"/events/{line.Text("eventId")}/reverse", new { reason = "Geste commercial décidé en CVS." });
        await house.ConfirmAsync("2026-02");

        Assert.Equal((-65.00m, "annulation", line.Text("eventId")), (reversal.Amount("amount"), reversal.Text("reason"), reversal.Text("reversalOf")));
        Assert.Equal(28 * 70.60m - 65.00m, (await house.EventsAsync("period=2026-02")).Sum());
        await BillingApi.RefusedAsync(await api.Referent.PostAsJsonAsync($"/events/{line.Text("eventId")}/reverse", new { reason = "Encore une fois, par erreur." }, BillingApi.Ct), HttpStatusCode.Conflict, "event-reversed");
        await house.VerifyAsync();
    }

    [Fact]
    public async Task Two_confirmations_at_once_bill_once()
    {
        var house = await api.OpenHouseAsync();
        await house.AdmitAsync();

        var replies = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => house.TryAsync("confirm", "2026-02")));

        Assert.Contains(replies, r => r.IsSuccessStatusCode);
        Assert.All(replies, r => Assert.True(r.IsSuccessStatusCode || r.StatusCode is HttpStatusCode.Conflict or HttpStatusCode.PreconditionFailed, r.StatusCode.ToString()));
        Assert.Equal(56, (await house.EventsAsync("period=2026-02")).Count);
        await house.VerifyAsync();
    }

    private async Task DescribeAsync(Resident resident, object terms)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/stays/{resident.Stay}") { Content = JsonContent.Create(new { regime = "EhpadClassic", admittedOn = "2025-01-01", terms }) };
        request.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
        await BillingApi.OkAsync(await api.Referent.SendAsync(request, BillingApi.Ct));
    }

    private static JsonNode Day(List<JsonNode> events, Resident who, string day) => Assert.Single(events, e => e.Text("usagerId") == who.Usager.ToString() && e.Text("serviceDate") == day);
}
