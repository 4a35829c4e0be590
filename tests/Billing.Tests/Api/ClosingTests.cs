using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Contracts.Agenda;
using Contracts.Billing;
using Testing;

namespace Billing.Tests.Api;

/// <summary>A month closes when everything in it is settled (E17), stays closed, and is opened again by a director with a reason.</summary>
public sealed class ClosingTests(BillingApi api) : IClassFixture<BillingApi>
{
    private static readonly Guid Owner = BillingApi.Animator;

    [Fact]
    public async Task E17_a_group_activity_not_validated_keeps_February_open()
    {
        api.Clock.MoveTo(new(2026, 3, 4, 9, 0, 0, TimeSpan.Zero));
        var house = await api.OpenHouseAsync();
        var (one, two) = (await house.AdmitAsync(), await house.AdmitAsync());
        var occurrence = (await house.PlanAsync("2026-02-12 14:00", one.Usager, two.Usager)).OccurrenceId;
        await house.ConfirmAsync("2026-02");
        await house.AttendAsync(one.Usager, "2026-02-12", quantity: 0, occurrence: occurrence);

        var refusal = await BillingApi.RefusedAsync(await house.TryAsync("close", "2026-02"), HttpStatusCode.Conflict, "closing-refused");
        var obstacle = Assert.Single(refusal["obstacles"]!.AsArray())!;
        Assert.Equal(("unsignalled-attendance", occurrence.ToString(), Owner.ToString(), "2026-02-12"), (obstacle.Text("kind"), obstacle.Text("id"), obstacle.Text("ownerSituationId"), obstacle.Text("day")));
        Assert.Equal("CONFIRMED", (await house.GetAsync($"/establishments/{house.Id}/periods/2026-02")).Text("state"));

        await house.AttendAsync(two.Usager, "2026-02-12", "ABSENT_JUSTIFIED", quantity: 0, occurrence: occurrence);
        var closed = await house.CloseAsync("2026-02");

        var record = closed["record"]!;
        Assert.Equal(("CLOSED", true), (closed.Text("state"), closed["signatureHolds"]!.GetValue<bool>()));
        Assert.Equal((112, 2 * 28 * 70.60m), (record["events"]!.GetValue<int>(), record.Amount("amount")));
        Assert.Equal(2 * 28 * 65.00m, record["byNature"]!.AsArray().Single(n => n!.Text("code") == "HEB")!.Amount("amount"));
        Assert.Equal((await house.GetAsync($"/establishments/{house.Id}/ledger/verification")).Text("head"), record.Text("ledgerHead"));
        await api.WaitForAsync(PeriodClosed.Topic, e => e.As<PeriodClosed>() is { Reopened: false } fact && fact.EstablishmentId == house.Id);
    }

    [Fact]
    public async Task A_cancelled_occurrence_and_a_person_away_need_no_attendance()
    {
        api.Clock.MoveTo(new(2026, 3, 4, 9, 0, 0, TimeSpan.Zero));
        var house = await api.OpenHouseAsync();
        var resident = await house.AdmitAsync();
        var cancelled = (await house.PlanAsync("2026-02-03 10:00", resident.Usager)).OccurrenceId;
        await api.DeliverAsync(ActivityCancelled.Topic, new ActivityCancelled(cancelled, Guid.CreateVersion7(), house.Id, "structure", null, api.Clock.GetUtcNow(), 2), Demo.Brume);
        await house.PlanAsync("2026-02-12 10:00", resident.Usager);
        await house.PlanAsync("2026-02-09 09:30", resident.Usager);   // goes on when they leave
        await house.PlanAsync("2026-02-20 14:30", resident.Usager);   // goes on when they come back
        await house.AwayAsync(resident.Usager, "HOSPITAL_MCO", "2026-02-09 10:00", "2026-02-20 15:00");
        await house.PlanAsync("2026-03-02 10:00", resident.Usager);
        await house.ConfirmAsync("2026-02");

        Assert.Equal("CLOSED", (await house.CloseAsync("2026-02")).Text("state"));
    }

    [Fact]
    public async Task Pitfall_12_an_activity_moved_into_the_month_is_asked_for_whatever_the_order_of_the_facts()
    {
        api.Clock.MoveTo(new(2026, 3, 4, 9, 0, 0, TimeSpan.Zero));
        var house = await api.OpenHouseAsync();
        var resident = await house.AdmitAsync();
        var (occurrence, activity) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var moved = new ActivityMoved(occurrence, activity, house.Id, Rules.House.At("2026-02-26 14:00"), Rules.House.At("2026-02-26 15:00"), null, 2);
        var planned = new ActivityPlanned(occurrence, activity, house.Id, "activite", Rules.House.At("2026-03-02 14:00"), Rules.House.At("2026-03-02 15:00"), [resident.Usager], [Owner], null, 1);
        await api.DeliverAsync(ActivityMoved.Topic, moved, Demo.Brume);
        await api.DeliverAsync(ActivityPlanned.Topic, planned, Demo.Brume);
        await house.ConfirmAsync("2026-02");

        var refusal = await BillingApi.RefusedAsync(await house.TryAsync("close", "2026-02"), HttpStatusCode.Conflict, "closing-refused");
        Assert.Equal("2026-02-26", Assert.Single(refusal["obstacles"]!.AsArray())!.Text("day"));
    }

    [Fact]
    public async Task A_month_that_is_not_over_or_not_confirmed_does_not_close()
    {
        api.Clock.MoveTo(new(2026, 2, 20, 9, 0, 0, TimeSpan.Zero));
        var house = await api.OpenHouseAsync();
        await house.AdmitAsync();

        var kinds = Kinds(await BillingApi.RefusedAsync(await house.TryAsync("close", "2026-02"), HttpStatusCode.Conflict, "closing-refused"));
        Assert.Equal(["not-confirmed", "period-not-over"], kinds.Order());

        api.Clock.MoveTo(new(2026, 3, 1, 0, 30, 0, TimeSpan.Zero));
        await house.ConfirmAsync("2026-02");
        await house.PriceAsync("HEB", 66.00m, "2026-02-01");
        Assert.Equal(["not-confirmed"], Kinds(await BillingApi.RefusedAsync(await house.TryAsync("close", "2026-02"), HttpStatusCode.Conflict, "closing-refused")));
    }

    [Fact]
    public async Task A_decision_that_has_ended_keeps_the_month_open_until_it_is_renewed()
    {
        api.Clock.MoveTo(new(2026, 7, 2, 9, 0, 0, TimeSpan.Zero));
        var house = await api.OpenHouseAsync();
        var resident = await house.AdmitAsync(terms: Shared("AS-2025-1", "2026-06-15"));
        await house.ConfirmAsync("2026-06");

        var refusal = await BillingApi.RefusedAsync(await house.TryAsync("close", "2026-06"), HttpStatusCode.Conflict, "closing-refused");
        var obstacle = Assert.Single(refusal["obstacles"]!.AsArray())!;
        Assert.Equal(("decision-expired", "2026-06-16"), (obstacle.Text("kind"), obstacle.Text("day")));
        Assert.Contains(" 1 point(s) à régler", refusal.Text("detail"));

        api.Consent.Hidden[resident.Usager] = true;
        var blind = await BillingApi.RefusedAsync(await house.TryAsync("close", "2026-06"), HttpStatusCode.Conflict, "closing-refused");
        Assert.Empty(blind["obstacles"]!.AsArray());
        Assert.Contains(" 0 point(s) à régler", blind.Text("detail"));
        Assert.Contains("que vous ne pouvez pas voir", blind.Text("detail"));
    }

    [Fact]
    public async Task Pitfall_1_one_person_in_two_structures_the_same_half_day_is_a_conflict()
    {
        api.Clock.MoveTo(new(2026, 4, 2, 9, 0, 0, TimeSpan.Zero));
        var (school, other) = (await api.OpenHouseAsync(priced: false), await api.OpenHouseAsync(priced: false));
        await school.PriceAsync("JOURNEE", 210m);
        var child = await school.AdmitAsync("ImeSemiInternat");
        await school.AttendAsync(child.Usager, "2026-03-03", period: "AM", quantity: 0.5m);
        await other.AttendAsync(child.Usager, "2026-03-03", period: "PM", quantity: 0.5m);
        await school.ConfirmAsync("2026-03");
        Assert.Empty((await school.GetAsync($"/establishments/{school.Id}/periods/2026-03/obstacles")).AsArray());

        var twice = await other.AttendAsync(child.Usager, "2026-03-03", period: "AM", quantity: 0.5m);
        var refusal = await BillingApi.RefusedAsync(await school.TryAsync("close", "2026-03"), HttpStatusCode.Conflict, "closing-refused");
        Assert.Equal("double-presence", Assert.Single(refusal["obstacles"]!.AsArray())!.Text("kind"));

        var corrected = new AttendanceCorrected(twice.AttendanceId, 2, twice.OccurrenceId, twice.ActivityId, twice.UsagerId, twice.EstablishmentId, twice.ServiceDate, "AM", "ABSENT_UNPLANNED", 0, 0, null, "mistake", Owner, api.Clock.GetUtcNow());
        await api.DeliverAsync(AttendanceCorrected.Topic, corrected, Demo.Brume);
        Assert.Equal("CLOSED", (await school.CloseAsync("2026-03")).Text("state"));
    }

    [Fact]
    public async Task What_becomes_known_after_the_closing_is_regularised_in_the_open_month()
    {
        api.Clock.MoveTo(new(2026, 5, 3, 9, 0, 0, TimeSpan.Zero));
        var house = await api.OpenHouseAsync();
        var resident = await house.AdmitAsync();
        foreach (var month in new[] { "2026-02", "2026-03" })
        {
            await house.ConfirmAsync(month);
            await house.ExportAsync(month);
            await house.CloseAsync(month);
        }
        await house.AwayAsync(resident.Usager, "HOSPITAL_MCO", "2026-02-09 10:00", "2026-02-20 15:00");

        await BillingApi.RefusedAsync(await house.TryAsync("confirm", "2026-02"), HttpStatusCode.Conflict, "period-closed");
        var confirmed = await house.ConfirmAsync("2026-04");
        Assert.Equal(1_755.20m - 28 * 70.60m, confirmed.Amount("regularised"));
        Assert.All(await house.EventsAsync("originalPeriod=2026-02"), e => Assert.Equal("2026-04", e.Text("period")));
        Assert.Equal(28 * 70.60m, (await house.EventsAsync("period=2026-02")).Sum());
        await house.VerifyAsync();
    }

    [Fact]
    public async Task Only_a_director_with_a_reason_opens_a_closed_month_again()
    {
        api.Clock.MoveTo(new(2026, 3, 4, 9, 0, 0, TimeSpan.Zero));
        var house = await api.OpenHouseAsync();
        await house.AdmitAsync();
        await house.ConfirmAsync("2026-02");
        await BillingApi.RefusedAsync(await house.TryAsync("reopen", "2026-02", api.Director, new { reason = "Rien à rouvrir encore." }), HttpStatusCode.Conflict, "period-open");
        await house.CloseAsync("2026-02");

        await BillingApi.RefusedAsync(await house.TryAsync("reopen", "2026-02", api.Referent, new { reason = "Erreur de tarif constatée." }), HttpStatusCode.Forbidden, "billing-function");
        await BillingApi.RefusedAsync(await house.TryAsync("reopen", "2026-02", api.Director, new { reason = "non" }), HttpStatusCode.BadRequest, "reason-length");
        await BillingApi.RefusedAsync(await house.TryAsync("close", "2026-02"), HttpStatusCode.Conflict, "period-closed");
        var opened = await BillingApi.OkAsync(await house.TryAsync("reopen", "2026-02", api.Director, new { reason = "Erreur de tarif constatée." }));

        Assert.Equal(("CONFIRMED", "Erreur de tarif constatée."), (opened.Text("state"), opened.Text("reopenReason")));
        await api.WaitForAsync(PeriodClosed.Topic, e => e.As<PeriodClosed>() is { Reopened: true } fact && fact.EstablishmentId == house.Id);
        Assert.Equal(0, (await house.ConfirmAsync("2026-02"))["lines"]!.GetValue<int>());
    }

    private static object Shared(string reference, string until) => new
    {
        shares = new object[] { new { payer = "Resident", mode = "PerDay", value = 20m }, new { payer = "Departement", mode = "Remainder", payerId = "CD-69", decisionReference = reference } },
        decisions = new[] { new { kind = "AIDE_SOCIALE", reference, validFrom = "2025-01-01", validUntil = until } },
    };

    private static List<string> Kinds(JsonNode refusal) => [.. refusal["obstacles"]!.AsArray().Select(o => o!.Text("kind")!)];
}
