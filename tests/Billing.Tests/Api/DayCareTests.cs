using System.Text.Json.Nodes;
using Contracts.Agenda;
using Testing;

namespace Billing.Tests.Api;

/// <summary>Accueil de jour as facts tell it: an absence is due or not after the time at which it was announced, and after the contract's cut-off.</summary>
public sealed class DayCareTests(BillingApi api) : IClassFixture<BillingApi>
{
    [Fact]
    public async Task An_absence_is_due_when_it_was_announced_after_the_cut_off_of_the_house()
    {
        var (house, person) = await OpenAsync();
        var planned = await house.PlanAsync("2026-03-04 09:30", person.Usager);
        await house.AttendAsync(person.Usager, "2026-03-04", "ABSENT_JUSTIFIED", quantity: 0, occurrence: planned.OccurrenceId, told: "2026-03-03 08:00");
        Assert.Equal(0m, (await house.PreviewAsync("2026-03")).Amount("total"));

        await house.ParametersAsync(new { dayCareCutOffHours = 48 }, "2026-03-01");
        await house.ConfirmAsync("2026-03");
        var line = Assert.Single(await house.EventsAsync("period=2026-03"));
        Assert.Equal(("AJ-ABSENCE-TARDIVE", 32m), (line.Text("ruleId"), line.Amount("amount")));
        Assert.Contains("\"cutOffHours\":48", line.Text("inputs"));
    }

    [Fact]
    public async Task When_the_time_is_corrected_or_the_activity_moved_the_month_is_looked_at_again()
    {
        var (house, person) = await OpenAsync();
        var planned = await house.PlanAsync("2026-03-04 09:30", person.Usager);
        var told = await house.AttendAsync(person.Usager, "2026-03-04", "ABSENT_JUSTIFIED", quantity: 0, occurrence: planned.OccurrenceId, told: "2026-03-03 14:00");
        await house.ConfirmAsync("2026-03");
        await house.ExportAsync("2026-03");

        // Told 19 hours and a half before the morning, 24 before the afternoon.
        await api.DeliverAsync(ActivityMoved.Topic, new ActivityMoved(planned.OccurrenceId, planned.ActivityId, house.Id, Rules.House.At("2026-03-04 14:00"), Rules.House.At("2026-03-04 15:00"), null, 2), Demo.Brume);
        Assert.Equal(-32m, (await house.ConfirmAsync("2026-04")).Amount("regularised"));

        var corrected = new AttendanceCorrected(told.AttendanceId, 2, told.OccurrenceId, told.ActivityId, told.UsagerId, told.EstablishmentId, told.ServiceDate, "FULL", "ABSENT_JUSTIFIED", 0, 0, null, "mistake", Demo.Montagne, api.Clock.GetUtcNow(), Rules.House.At("2026-03-03 14:01"));
        await api.DeliverAsync(AttendanceCorrected.Topic, corrected, Demo.Brume);
        Assert.Equal(32m, (await house.ConfirmAsync("2026-04")).Amount("regularised"));
        await house.VerifyAsync();
    }

    private async Task<(HouseApi House, Resident Person)> OpenAsync()
    {
        var house = await api.OpenHouseAsync(priced: false);
        await house.PriceAsync("AJ-JOUR", 32m);
        return (house, await house.AdmitAsync("AccueilDeJour"));
    }
}
