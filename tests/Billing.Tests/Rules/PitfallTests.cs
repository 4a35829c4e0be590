using Billing.Parameters;
using Billing.Prices;
using Billing.Rules;
using Billing.Stays;

namespace Billing.Tests.Rules;

/// <summary>Pitfalls of the trade that the rules alone answer for.</summary>
public sealed class PitfallTests
{
    [Fact]
    public void Pitfall_3_the_day_of_return_from_the_hospital_is_a_full_day()
    {
        var sheet = House.Ehpad().Away("HOSPITAL_MCO", "2026-02-09 10:00", "2026-02-20 15:00").Month("2026-02");

        Assert.Equal((65.00m, 5.60m), (sheet.On("2026-02-20"), sheet.On("2026-02-20", Nature.Dep)));
        Assert.Empty(sheet.Anomalies);
    }

    [Fact]
    public void Pitfall_4_internat_de_semaine_never_bills_a_weekend_and_internat_complet_keeps_it()
    {
        var house = new House().Priced(PriceCodes.Journee, 250m).Away("CONVENIENCE", "2026-03-06 17:00", "2026-03-09 08:00");

        var week = house.Month("2026-03", Regime.ImeInternatSemaine);
        Assert.Equal(22, week.Count(Nature.Journee));
        Assert.DoesNotContain(week.Lines, l => l.Day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday);

        var whole = house.Month("2026-03", Regime.ImeInternatComplet);
        Assert.Equal((31, 3), (whole.Count(Nature.Journee), whole.Absent()));
        Assert.Equal(31 * 250m, whole.Sum());
    }

    [Fact]
    public void Pitfall_7_each_day_takes_off_the_forfait_of_that_day()
    {
        var sheet = House.Ehpad().Away("HOSPITAL_SSR", "2026-02-20 08:00", "2026-03-10 17:00").Month("2026-03");

        Assert.All(Enumerable.Range(1, 9), day => Assert.Equal(42.00m, sheet.On($"2026-03-{day:00}")));
    }

    [Theory]
    [InlineData("2024-02-27 08:00", "2024-03-05 17:00", "2024-02", 29)]
    [InlineData("2028-02-27 08:00", "2028-03-05 17:00", "2028-02", 29)]
    [InlineData("2026-03-27 23:30", "2026-04-02 09:00", "2026-03", 31)]
    [InlineData("2026-10-23 23:30", "2026-10-30 09:00", "2026-10", 31)]
    public void Pitfall_8_leap_days_and_the_nights_of_the_clock_change_count_once(string left, string back, string month, int days)
    {
        foreach (var counting in Enum.GetValues<AbsenceCounting>())
        {
            var sheet = House.Ehpad(counting).Away("HOSPITAL_MCO", left, back).Month(month);

            Assert.Equal(days, sheet.Days.Count);
            Assert.Equal(Enumerable.Range(0, days).Select(n => House.Day(month + "-01").AddDays(n)), sheet.Days.Select(d => d.Day));
            Assert.Equal(days, sheet.Count(Nature.Heb));
        }
    }

    [Fact]
    public void Pitfall_8_72_hours_are_real_hours_over_the_night_that_has_23()
    {
        // The 29th of March lasts 23 hours: 72 hours after 27/03 00:00 are over at 01:00 on the 30th.
        var spring = House.Ehpad(AbsenceCounting.Hours72).Away("HOSPITAL_MCO", "2026-03-27 00:00", "2026-04-03 09:00").Month("2026-03");
        var usual = House.Ehpad(AbsenceCounting.Hours72).Away("HOSPITAL_MCO", "2026-03-20 00:00", "2026-03-26 09:00").Month("2026-03");

        Assert.Equal((65.00m, 42.00m), (spring.On("2026-03-30"), spring.On("2026-03-31")));
        Assert.Equal(42.00m, usual.On("2026-03-23"));
    }

    [Fact]
    public void Pitfall_15_under_sixty_pays_a_tariff_of_its_own_until_the_birthday()
    {
        var sheet = House.Ehpad().Priced(PriceCodes.HebUnderSixty, 84.30m).Month("2026-06", Regime.EhpadClassic, new(BirthDate: House.Day("1966-06-11")));

        Assert.Equal((84.30m, 0m, 65.00m, 5.60m), (sheet.On("2026-06-10"), sheet.On("2026-06-10", Nature.Dep), sheet.On("2026-06-11"), sheet.On("2026-06-11", Nature.Dep)));
        Assert.Equal(10 * 84.30m + 20 * 70.60m, sheet.Sum());
    }

    [Theory]
    [InlineData(33.333)]
    [InlineData(50)]
    [InlineData(0.01)]
    public void Pitfall_16_two_payers_never_lose_a_cent(decimal percent)
    {
        var terms = new StayTerms(Shares: [new(PayerKind.Departement, ShareMode.Percent, "CD-69", percent), new(PayerKind.Resident, ShareMode.Remainder)]);
        var sheet = House.Ehpad().Priced(PriceCodes.Heb, 65.01m).Month("2026-06", Regime.EhpadClassic, terms);

        Assert.All(sheet.Days, d => Assert.Equal(65.01m, sheet.On(d.Day.ToString("yyyy-MM-dd"))));
        Assert.All(sheet.Lines, l => Assert.Equal(Money.Round(l.Amount), l.Amount));
    }

    [Fact]
    public void Pitfall_17_an_absence_that_ends_before_it_begins_blocks_instead_of_billing()
    {
        var sheet = House.Ehpad().Away("HOSPITAL_MCO", "2026-02-20 10:00", "2026-02-09 15:00").Month("2026-02");

        Assert.Equal(0, sheet.Absent());
        Assert.Contains(sheet.Anomalies, a => a is { Code: "absence-reversed", Blocking: true });
    }

    [Fact]
    public void Pitfall_18_the_hospital_wins_inside_a_holiday()
    {
        var sheet = House.Ehpad().Away("CONVENIENCE", "2026-08-05 09:00", "2026-08-19 18:00").Away("HOSPITAL_MCO", "2026-08-10 09:00", "2026-08-14 18:00").Month("2026-08");

        Assert.Equal(14, sheet.Absent());
        Assert.Equal((58.50m, 42.00m, 42.00m, 58.50m), (sheet.On("2026-08-09"), sheet.On("2026-08-10"), sheet.On("2026-08-13"), sheet.On("2026-08-14")));
        Assert.Equal(31, sheet.Count(Nature.Heb));
    }

    [Fact]
    public void Pitfall_19_back_at_the_hospital_within_a_day_counts_anew_unless_the_parameter_says_otherwise()
    {
        House Twice() => House.Ehpad().Away("HOSPITAL_MCO", "2026-05-01 09:00", "2026-05-11 10:00").Away("HOSPITAL_MCO", "2026-05-11 20:00", "2026-05-20 10:00");
        var continuous = Twice();
        continuous.Parameters = new(ContinuousWithin24Hours: true);

        var anew = Twice().Month("2026-05");
        Assert.Equal((65.00m, 65.00m, 42.00m), (anew.On("2026-05-11"), anew.On("2026-05-13"), anew.On("2026-05-14")));
        Assert.Equal(42.00m, continuous.Month("2026-05").On("2026-05-11"));
    }

    [Fact]
    public void Pitfall_20_a_death_at_the_hospital_ends_dependence_and_leaves_a_few_days_of_room()
    {
        var house = House.Ehpad().Away("HOSPITAL_MCO", "2026-05-04 09:00", null).Away("DEATH", "2026-05-10 03:00", null);
        var sheet = house.Month("2026-05");

        Assert.Equal((65.00m, 42.00m, 42.00m), (sheet.On("2026-05-06"), sheet.On("2026-05-07"), sheet.On("2026-05-10")));
        Assert.Equal((58.50m, 58.50m, 0m), (sheet.On("2026-05-11"), sheet.On("2026-05-16"), sheet.On("2026-05-17")));
        Assert.DoesNotContain(sheet.Lines, l => l.Nature == Nature.Dep && l.Day > House.Day("2026-05-03"));
        Assert.Contains(sheet.Anomalies, a => a is { Code: "room-not-freed", Blocking: false });

        var freed = house.Stay();
        freed.End(House.Day("2026-05-10"), ExitKind.Death, null, House.Day("2026-05-12"));
        Assert.Equal((58.50m, 0m), (house.Month("2026-05", freed).On("2026-05-11"), house.Month("2026-05", freed).On("2026-05-12")));
    }

    [Fact]
    public void A_day_without_a_price_is_an_anomaly_and_never_zero()
    {
        var sheet = new House().Priced(PriceCodes.Heb, 65m, "2026-01-01", "2026-05-20").Priced(PriceCodes.DepGir56, 5.60m).Month("2026-05");

        Assert.Equal(11, sheet.Anomalies.Count(a => a is { Code: "price-missing", Blocking: true }));
        Assert.Equal(20, sheet.Count(Nature.Heb));
        Assert.Contains("21/05/2026", sheet.Anomalies[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_national_participation_ends_with_its_trial()
    {
        var sheet = House.Ehpad().Month("2027-01", Regime.EhpadTrial);

        Assert.Equal((0, 31), (sheet.Count(Nature.Fgu), sheet.Anomalies.Count(a => a.Code == "figure-missing")));
    }

    [Fact]
    public void Beyond_the_yearly_quota_convenience_is_due_in_full()
    {
        var house = House.Ehpad().Away("CONVENIENCE", "2026-02-01 09:00", "2026-02-11 09:00").Away("CONVENIENCE", "2026-08-01 09:00", "2026-08-11 09:00");
        house.Parameters = new(ConvenienceQuota: 15);
        var sheet = house.Month("2026-08");

        Assert.Equal((58.50m, 65.00m, "ABS-QUOTA"), (sheet.On("2026-08-05"), sheet.On("2026-08-06"), sheet.RuleOn("2026-08-06")));
        Assert.Equal(0m, sheet.On("2026-08-06", Nature.Dep));
    }

    [Fact]
    public void Aide_sociale_may_reduce_from_the_second_day()
    {
        var terms = new StayTerms(Shares: [new(PayerKind.Resident, ShareMode.PerDay, Value: 20m), new(PayerKind.Departement, ShareMode.Remainder, "CD-69", DecisionReference: "AS-1")],
            Decisions: [new(Decision.AideSociale, "AS-1", House.Day("2026-01-01"), House.Day("2026-12-31"))]);
        var house = House.Ehpad().Priced(PriceCodes.RdasAideSociale, 12m).Away("CONVENIENCE", "2026-08-05 09:00", "2026-08-10 09:00");
        house.Parameters = new(AideSocialeFromDay: 2);
        var sheet = house.Month("2026-08", Regime.EhpadClassic, terms);

        Assert.Equal((65.00m, 53.00m, "ABS-CONV-AS"), (sheet.On("2026-08-05"), sheet.On("2026-08-06"), sheet.Lines.First(l => l.Day == House.Day("2026-08-06")).Rule.Id));
        Assert.Equal(33.00m, sheet.Lines.Single(l => l.Day == House.Day("2026-08-06") && l.Payer.Id == "CD-69").Amount);
    }

    [Fact]
    public void A_payer_whose_decision_has_ended_no_longer_pays()
    {
        var terms = new StayTerms(Shares: [new(PayerKind.Departement, ShareMode.Remainder, "CD-69", DecisionReference: "AS-1")], Decisions: [new(Decision.AideSociale, "AS-1", House.Day("2026-01-01"), House.Day("2026-06-15"))]);
        var sheet = House.Ehpad().Month("2026-06", Regime.EhpadClassic, terms);

        Assert.Equal((15 * 65m, 15 * 65m + 30 * 5.60m), (sheet.Sum(PayerKind.Departement), sheet.Sum(PayerKind.Resident)));
        Assert.Equal(15, sheet.Anomalies.Count(a => a.Code == "decision-expired"));
    }

    [Fact]
    public void A_notice_of_exit_is_billed_to_its_end_without_dependence()
    {
        var house = House.Ehpad();
        var stay = house.Stay();
        stay.End(House.Day("2026-06-11"), ExitKind.Exit, House.Day("2026-06-20"), null);
        var sheet = house.Month("2026-06", stay);

        Assert.Equal((20 * 65m, 10 * 5.60m), (sheet.Sum(Nature.Heb), sheet.Sum(Nature.Dep)));
    }
}
