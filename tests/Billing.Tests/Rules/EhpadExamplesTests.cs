using Billing.Parameters;
using Billing.Prices;
using Billing.Rules;
using Billing.Stays;

namespace Billing.Tests.Rules;

/// <summary>Worked examples E1 to E5 and E19, to the cent.</summary>
public sealed class EhpadExamplesTests
{
    [Fact]
    public void E1_eleven_days_at_the_hospital_in_February()
    {
        var sheet = House.Ehpad().Away("HOSPITAL_MCO", "2026-02-09 10:00", "2026-02-20 15:00").Month("2026-02");

        Assert.Equal(11, sheet.Absent());
        Assert.Equal(20, sheet.Lines.Count(l => l is { Nature: Nature.Heb, Amount: 65.00m }));
        Assert.Equal(8, sheet.Lines.Count(l => l is { Nature: Nature.Heb, Amount: 45.00m }));
        Assert.Equal(1_660.00m, sheet.Sum(Nature.Heb));
        Assert.Equal(95.20m, sheet.Sum(Nature.Dep));
        Assert.Equal(1_755.20m, sheet.Sum());
        Assert.Equal((28, 17), (sheet.Count(Nature.Heb), sheet.Count(Nature.Dep)));
        Assert.Equal(("ABS-COURTE-HOSPIT", "ABS-HOSPIT", "EHPAD-PRESENCE"), (sheet.RuleOn("2026-02-11"), sheet.RuleOn("2026-02-12"), sheet.RuleOn("2026-02-20")));
    }

    [Fact]
    public void E2_the_forfait_journalier_changes_inside_the_absence()
    {
        var house = House.Ehpad().Away("HOSPITAL_MCO", "2026-02-25 08:00", "2026-03-05 17:00");
        var (february, march) = (house.Month("2026-02"), house.Month("2026-03"));

        Assert.Equal([65.00m, 65.00m, 65.00m, 45.00m], Slice(february, 25, 28, "2026-02"));
        Assert.Equal(240.00m, Slice(february, 25, 28, "2026-02").Sum());
        Assert.Equal([42.00m, 42.00m, 42.00m, 42.00m, 65.00m], Slice(march, 1, 5, "2026-03"));
        Assert.Equal(233.00m, Slice(march, 1, 5, "2026-03").Sum());
    }

    [Fact]
    public void E2b_the_same_counted_in_hours()
    {
        var house = House.Ehpad(AbsenceCounting.Hours72).Away("HOSPITAL_MCO", "2026-02-25 08:00", "2026-03-05 17:00");

        Assert.Equal(260.00m, Slice(house.Month("2026-02"), 25, 28, "2026-02").Sum());
        Assert.Equal(233.00m, Slice(house.Month("2026-03"), 1, 5, "2026-03").Sum());
    }

    [Fact]
    public void The_same_again_reduced_from_the_first_day_once_72_hours_are_passed()
    {
        var house = House.Ehpad(AbsenceCounting.Retro);

        Assert.Equal(180.00m, Slice(house.Away("HOSPITAL_MCO", "2026-02-25 08:00", "2026-03-05 17:00").Month("2026-02"), 25, 28, "2026-02").Sum());
        Assert.Equal(195.00m, Slice(House.Ehpad(AbsenceCounting.Retro).Away("HOSPITAL_MCO", "2026-02-10 08:00", "2026-02-13 08:00").Month("2026-02"), 10, 12, "2026-02").Sum());
        Assert.Equal(135.00m, Slice(House.Ehpad(AbsenceCounting.Retro).Away("HOSPITAL_MCO", "2026-02-10 08:00", "2026-02-13 08:01").Month("2026-02"), 10, 12, "2026-02").Sum());
    }

    [Theory]
    [InlineData(true, 95.20, 2_038.70)]
    [InlineData(false, 173.60, 2_117.10)]
    public void E3_two_weeks_of_convenience_in_August(bool notice, decimal dependence, decimal total)
    {
        var sheet = House.Ehpad().Away("CONVENIENCE", "2026-08-05 09:00", "2026-08-19 18:00", notice).Month("2026-08");

        Assert.Equal(14, sheet.Absent());
        Assert.Equal(11, sheet.Lines.Count(l => l is { Nature: Nature.Heb, Amount: 58.50m }));
        Assert.Equal(1_943.50m, sheet.Sum(Nature.Heb));
        Assert.Equal(dependence, sheet.Sum(Nature.Dep));
        Assert.Equal(total, sheet.Sum());
    }

    [Fact]
    public void E4_a_long_weekend_in_a_trial_departement()
    {
        var sheet = House.Ehpad().Away("CONVENIENCE", "2026-04-10 09:00", "2026-04-13 18:00").Month("2026-04", Regime.EhpadTrial);

        Assert.Equal(1_950.00m, sheet.Sum(Nature.Heb));
        Assert.Equal((27, 164.70m), (sheet.Count(Nature.Fgu), sheet.Sum(Nature.Fgu)));
        Assert.Equal(0, sheet.Count(Nature.Dep));
        Assert.Equal(2_114.70m, sheet.Sum());
    }

    [Fact]
    public void E5_psychiatry_takes_off_its_own_forfait()
    {
        var sheet = House.Ehpad().Away("HOSPITAL_PSY", "2026-05-04 11:00", "2026-05-15 11:00").Month("2026-05");

        Assert.Equal((11, 8), (sheet.Absent(), sheet.Lines.Count(l => l is { Nature: Nature.Heb, Amount: 48.00m })));
        Assert.Equal(1_879.00m, sheet.Sum(Nature.Heb));
    }

    [Fact]
    public void E19_a_new_evaluation_waits_for_the_next_GMP()
    {
        var house = House.Ehpad().Priced(PriceCodes.DepGir12, 21.40m).Priced(PriceCodes.DepGir34, 13.60m);
        var girs = new List<GirEvaluation> { new(House.Day("2026-01-10"), 4), new(House.Day("2026-05-15"), 2, SetsTariff: false) };
        var sheet = house.Month("2026-05", Regime.EhpadClassic, new(BirthDate: House.Day("1938-05-01"), Girs: girs, OutsideDepartement: "73"));

        Assert.Equal(31 * (13.60m - 5.60m), sheet.Sum(PayerKind.Departement));
        var alert = Assert.Single(sheet.Anomalies);
        Assert.Equal(("gir-gap", House.Day("2026-05-15"), false), (alert.Code, alert.Day, alert.Blocking));
        Assert.StartsWith("Écart GIR", alert.Message, StringComparison.Ordinal);

        girs.Add(new(House.Day("2027-01-10"), 2));
        var next = house.Priced(PriceCodes.Heb, 65m).Month("2027-01", Regime.EhpadClassic, new(BirthDate: House.Day("1938-05-01"), Girs: girs, OutsideDepartement: "73"));
        Assert.Equal(9 * 8.00m + 22 * 15.80m, next.Sum(PayerKind.Departement));
        Assert.Empty(next.Anomalies);
    }

    [Fact]
    public void Nine_days_at_the_hospital_are_three_full_and_six_reduced_with_their_rule()
    {
        var sheet = House.Ehpad().Away("HOSPITAL_MCO", "2026-01-06 10:00", "2026-01-15 15:00").Month("2026-01");
        var away = sheet.Days.Where(d => d.Kind == DayKind.Absent).Select(d => sheet.Lines.Single(l => l.Day == d.Day && l.Nature == Nature.Heb)).ToList();

        Assert.Equal(9, away.Count);
        Assert.Equal(3, away.Count(l => l is { Amount: 65.00m, Rule.Id: "ABS-COURTE-HOSPIT", Rule.Version: 1 }));
        Assert.Equal(6, away.Count(l => l is { Amount: 45.00m, Rule.Id: "ABS-HOSPIT", Rule.Version: 1 }));
        Assert.Equal("""{"price":65.00,"minus":20.00,"cause":"HOSPITAL_MCO","day":4,"long":true,"notice":true,"counting":"DAY4"}""", away[3].Inputs);
    }

    private static List<decimal> Slice(Sheet sheet, int first, int last, string month) =>
        [.. Enumerable.Range(first, last - first + 1).Select(day => sheet.On($"{month}-{day:00}"))];
}
