using Billing.Parameters;
using Billing.Prices;
using Billing.Rules;
using Billing.Stays;
using FsCheck;
using FsCheck.Fluent;

namespace Billing.Tests.Rules;

/// <summary>The controls of §12 as properties: days add up to the calendar, payers to the amounts, whatever the absences and the shares.</summary>
public sealed class ControlTests
{
    private static readonly string[] Causes = ["HOSPITAL_MCO", "HOSPITAL_SSR", "HOSPITAL_PSY", "CONVENIENCE", "FAMILY", "OTHER"];

    private sealed record Away(int Left, int Hours, int Cause, bool Notice);

    private sealed record Life(int Month, int Year, int Counting, int Admitted, int? Stays, Away[] Absences, int Percent, int Cents, int? Quota, bool Continuous);

    private static readonly Gen<Away> Aways = from left in Gen.Choose(-40 * 24, 31 * 24) from hours in Gen.Choose(1, 40 * 24) from cause in Gen.Choose(0, Causes.Length - 1) from notice in Gen.Elements(true, false) select new Away(left, hours, cause, notice);

    private static readonly Gen<Life> Lives =
        from month in Gen.Choose(1, 12)
        from year in Gen.Elements(2024, 2025, 2026, 2027, 2028)
        from counting in Gen.Choose(0, 2)
        from admitted in Gen.Choose(-60, 25)
        from stays in Gen.Frequency((3, Gen.Constant<int?>(null)), (1, Gen.Choose(0, 80).Select(n => (int?)n)))
        from count in Gen.Choose(0, 5)
        from absences in Aways.ArrayOf(count)
        from percent in Gen.Choose(0, 100)
        from cents in Gen.Choose(1, 12_000)
        from quota in Gen.Frequency((2, Gen.Constant<int?>(null)), (1, Gen.Choose(0, 20).Select(n => (int?)n)))
        from continuous in Gen.Elements(true, false)
        select new Life(month, year, counting, admitted, stays, absences, percent, cents, quota, continuous);

    [Fact]
    public void Days_present_and_absent_are_the_calendar_days_of_the_stay() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(400), Prop.ForAll(Lives.ToArbitrary(), life =>
    {
        var sheet = Live(life, out var expected);
        var counted = sheet.Days.Where(d => d.Kind is DayKind.Present or DayKind.Absent).Select(d => d.Day).ToList();
        return counted.SequenceEqual(expected) && counted.Distinct().Count() == counted.Count;
    }));

    [Fact]
    public void Payers_add_up_to_the_amounts_and_nothing_is_negative() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(400), Prop.ForAll(Lives.ToArbitrary(), life =>
    {
        var sheet = Live(life, out var expected);
        var heb = sheet.Lines.Where(l => l.Nature == Nature.Heb).ToList();
        var daysHold = heb.GroupBy(l => l.Day).All(day => day.Sum(l => l.Amount) == Money.Round(day.First().UnitPrice) && day.Select(l => l.Payer.Id).Distinct().Count() == day.Count());
        var byPayer = sheet.Lines.GroupBy(l => l.Payer.Id).Sum(g => g.Sum(l => l.Amount));
        return daysHold && byPayer == sheet.Lines.Sum(l => l.Amount) && sheet.Lines.All(l => l.Amount >= 0 && l.Amount == Money.Round(l.Amount)) && sheet.Lines.Count(l => l.Nature == Nature.Dep) <= expected.Count;
    }));

    [Fact]
    public void An_hours_count_never_reduces_before_the_fourth_day_and_never_later_than_the_fifth() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(400), Prop.ForAll(Lives.ToArbitrary(), life =>
    {
        var byHours = Live(life with { Counting = (int)AbsenceCounting.Hours72 }, out _);
        return byHours.Days.Where(d => d.Away is not null).All(d => d.Away!.Long ? d.Away.Number >= 4 : d.Away.Number <= 4);
    }));

    private static Sheet Live(Life life, out List<DateOnly> expected)
    {
        var first = new DateOnly(life.Year, life.Month, 1);
        var house = House.Ehpad().Priced(PriceCodes.Heb, life.Cents / 100m);
        house.Parameters = new((AbsenceCounting)life.Counting, ConvenienceQuota: life.Quota, ContinuousWithin24Hours: life.Continuous);
        foreach (var away in life.Absences)
        {
            var left = first.ToDateTime(TimeOnly.MinValue).AddHours(away.Left);
            house.Away(Causes[away.Cause], left.ToString("yyyy-MM-dd HH:mm"), left.AddHours(away.Hours).ToString("yyyy-MM-dd HH:mm"), away.Notice);
        }
        StayTerms terms = life.Percent == 0 ? new() : new(Shares: [new(PayerKind.Departement, ShareMode.Percent, "CD-69", life.Percent), new(PayerKind.Resident, ShareMode.Remainder)]);
        var stay = house.Stay(Regime.EhpadClassic, terms, first.AddDays(life.Admitted).ToString("yyyy-MM-dd"));
        if (life.Stays is { } length) stay.End(stay.AdmittedOn.AddDays(length), ExitKind.Exit, null, null);
        expected = [.. Enumerable.Range(0, DateTime.DaysInMonth(life.Year, life.Month)).Select(first.AddDays).Where(d => d >= stay.AdmittedOn && (stay.ExitOn is not { } exit || d < exit))];
        return house.Month($"{life.Year}-{life.Month:00}", stay);
    }
}
