using Billing.Prices;
using Billing.Rules;
using Billing.Stays;

namespace Billing.Tests.Rules;

/// <summary>Accueil de jour (§9): days, half-days, and absences by the time at which they were announced.</summary>
public sealed class DayCareTests
{
    private const string Day = "2026-03-04";

    private static House House => new House().Priced(PriceCodes.DayCare, 32m).Priced(PriceCodes.DayCareHalf, 18m);

    [Fact]
    public void Days_half_days_and_the_place_kept_for_nothing_are_due()
    {
        var sheet = House.Attended("2026-03-02").Attended("2026-03-03", period: "PM", quantity: 0.5m).Attended("2026-03-05", "ABSENT_UNPLANNED").Attended("2026-03-06", "ABSENT_UNPLANNED", "AM").Month("2026-03", Regime.AccueilDeJour);

        Assert.Equal([("AJ-PRESENCE", 32m), ("AJ-PRESENCE", 18m), ("AJ-ABSENCE-IMPREVUE", 32m), ("AJ-ABSENCE-IMPREVUE", 18m)], sheet.Lines.Select(l => (l.Rule.Id, l.Amount)));
        Assert.Empty(sheet.Anomalies);
    }

    [Theory]
    [InlineData(24, "2026-03-03 09:30", "AJ-ABSENCE-PREVUE", 0)]
    [InlineData(24, "2026-03-03 09:31", "AJ-ABSENCE-TARDIVE", 32)]
    [InlineData(48, "2026-03-02 09:30", "AJ-ABSENCE-PREVUE", 0)]
    [InlineData(48, "2026-03-03 09:00", "AJ-ABSENCE-TARDIVE", 32)]
    [InlineData(0, "2026-03-04 09:30", "AJ-ABSENCE-PREVUE", 0)]
    [InlineData(24, "2026-03-05 10:00", "AJ-ABSENCE-TARDIVE", 32)]
    public void An_absence_is_due_when_it_is_announced_after_the_cut_off(int cutOffHours, string told, string rule, decimal amount)
    {
        var house = House.Attended(Day, "ABSENT_JUSTIFIED", told: told, starts: "2026-03-04 09:30");
        house.Parameters = new(DayCareCutOffHours: cutOffHours);
        var sheet = house.Month("2026-03", Regime.AccueilDeJour);

        var line = Assert.Single(sheet.Lines);
        Assert.Equal((rule, amount), (line.Rule.Id, line.Amount));
        Assert.Empty(sheet.Anomalies);
    }

    [Fact]
    public void The_cut_off_is_counted_in_hours_over_the_change_of_the_clock()
    {
        // 23 hours lie between 09:30 of the two days.
        var sheet = House.Attended("2026-03-29", "ABSENT_JUSTIFIED", told: "2026-03-28 09:30", starts: "2026-03-29 09:30").Month("2026-03", Regime.AccueilDeJour);

        Assert.Equal("AJ-ABSENCE-TARDIVE", Assert.Single(sheet.Lines).Rule.Id);
    }

    [Theory]
    [InlineData(null, "2026-03-04 09:30")]
    [InlineData("2026-03-04 09:00", null)]
    public void When_it_is_not_known_how_long_before_it_was_announced_nothing_is_due_and_it_shows(string? told, string? starts)
    {
        var sheet = House.Attended(Day, "ABSENT_JUSTIFIED", told: told, starts: starts).Month("2026-03", Regime.AccueilDeJour);

        Assert.Equal(("AJ-ABSENCE-PREVUE", 0m), (Assert.Single(sheet.Lines).Rule.Id, sheet.Sum()));
        Assert.Equal(("told-at-missing", false), (Assert.Single(sheet.Anomalies).Code, sheet.Anomalies[0].Blocking));
    }

    [Fact]
    public void A_late_morning_and_an_afternoon_told_in_time_are_half_a_day()
    {
        var sheet = House.Attended(Day, "ABSENT_JUSTIFIED", "AM", told: "2026-03-03 11:00", starts: "2026-03-04 09:30").Attended(Day, "ABSENT_JUSTIFIED", "PM", told: "2026-03-03 11:00", starts: "2026-03-04 14:00").Month("2026-03", Regime.AccueilDeJour);

        Assert.Equal((Nature.DemiJournee, 18m), (Assert.Single(sheet.Lines).Nature, sheet.Sum()));
    }

    [Fact]
    public void A_refusal_is_nobodys_bill_however_late()
    {
        var sheet = House.Attended(Day, "REFUSED", told: "2026-03-04 09:30", starts: "2026-03-04 09:30").Month("2026-03", Regime.AccueilDeJour);

        Assert.Equal(("AJ-REFUS", 0m), (Assert.Single(sheet.Lines).Rule.Id, sheet.Sum()));
    }
}
