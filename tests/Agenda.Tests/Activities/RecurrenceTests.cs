using Agenda.Activities;
using FsCheck;
using FsCheck.Fluent;
using Platform;

namespace Agenda.Tests.Activities;

public sealed class RecurrenceTests
{
    private static readonly DateOnly Far = new(2028, 12, 31);

    [Theory]
    [InlineData("FREQ=DAILY;INTERVAL=3;COUNT=3", "2026-03-02", "2026-03-02 2026-03-05 2026-03-08")]
    [InlineData("FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR;COUNT=4", "2026-03-05", "2026-03-05 2026-03-06 2026-03-09 2026-03-10")]
    [InlineData("FREQ=WEEKLY;COUNT=2", "2026-03-03", "2026-03-03 2026-03-10")]
    [InlineData("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;COUNT=4", "2026-03-05", "2026-03-05 2026-03-17 2026-03-19 2026-03-31")]
    [InlineData("FREQ=WEEKLY;BYDAY=SU,MO;UNTIL=20260309", "2026-03-02", "2026-03-02 2026-03-08 2026-03-09")]
    [InlineData("FREQ=MONTHLY;COUNT=3", "2026-01-31", "2026-01-31 2026-03-31 2026-05-31")]
    [InlineData("FREQ=MONTHLY;BYMONTHDAY=29;COUNT=3", "2028-01-29", "2028-01-29 2028-02-29 2028-03-29")]
    [InlineData("FREQ=MONTHLY;BYDAY=1MO;COUNT=2", "2026-03-02", "2026-03-02 2026-04-06")]
    [InlineData("FREQ=MONTHLY;BYDAY=-1FR;COUNT=2", "2026-03-02", "2026-03-27 2026-04-24")]
    [InlineData("FREQ=MONTHLY;BYDAY=5MO;COUNT=2", "2026-03-02", "2026-03-30 2026-06-29")]
    public void A_rule_gives_its_days(string rule, string first, string days) =>
        Assert.Equal(days, string.Join(' ', Recurrence.Parse(rule).From(DateOnly.Parse(first), Far).Select(d => d.ToString("yyyy-MM-dd"))));

    [Theory]
    [InlineData("")]
    [InlineData("FREQ=YEARLY")]
    [InlineData("FREQ=WEEKLY;BYDAY=XX")]
    [InlineData("FREQ=WEEKLY;BYDAY=1MO")]
    [InlineData("FREQ=DAILY;INTERVAL=0")]
    [InlineData("FREQ=DAILY;COUNT=2;UNTIL=20260401")]
    [InlineData("FREQ=DAILY;BYHOUR=9")]
    [InlineData("FREQ=DAILY;FREQ=DAILY")]
    [InlineData("FREQ=DAILY;UNTIL=demain")]
    public void A_rule_it_cannot_keep_is_refused(string rule) => Assert.Equal("recurrence", Assert.Throws<BadInputException>(() => Recurrence.Parse(rule)).Code);

    [Fact]
    public void What_is_written_reads_back_the_same() => Prop.ForAll(Rules().ToArbitrary(), rule => Recurrence.Parse(rule.ToString()).ToString() == rule.ToString()).QuickCheckThrowOnFailure();

    [Fact]
    public void Days_rise_stay_inside_their_limits_and_suit_their_rule() => Prop.ForAll(Rules().ToArbitrary(), Days().ToArbitrary(), (rule, first) =>
    {
        var days = rule.From(first, first.AddDays(900)).ToList();
        return days.Zip(days.Skip(1)).All(p => p.First < p.Second) && days.All(d => d >= first && d <= first.AddDays(900) && (rule.Until is not { } until || d <= until))
            && (rule.Count is not { } count || days.Count <= count) && days.All(d => rule.Days.Count == 0 || rule.Days.Any(r => r.Day == d.DayOfWeek));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Growing_step_by_step_gives_the_same_days_as_all_at_once() => Prop.ForAll(Rules().ToArbitrary(), Days().ToArbitrary(), Gen.Choose(1, 200).ToArbitrary(), (rule, first, step) =>
    {
        Activity Series() => Activity.Plan(Guid.NewGuid(), new(Guid.NewGuid(), "activite", "Atelier", first, new(14, 0), 60) { Rule = rule }, Guid.Empty, DateTimeOffset.UnixEpoch);
        var (whole, grown, last) = (Series(), Series(), first.AddDays(600));
        var days = new List<DateOnly>();
        for (var horizon = first.AddDays(step); horizon < last; horizon = horizon.AddDays(step)) days.AddRange(grown.DaysUntil(horizon));
        days.AddRange(grown.DaysUntil(last));
        return whole.DaysUntil(last).SequenceEqual(days);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void An_hour_on_the_wall_is_kept_across_every_change_of_clocks() => Prop.ForAll(Days().ToArbitrary(), Gen.Choose(0, 24 * 60 - 1).ToArbitrary(), (day, minute) =>
    {
        var (zone, wanted) = (WallTime.Zone("Europe/Paris"), new TimeOnly(minute / 60, minute % 60));
        var at = WallTime.At(day, wanted, zone);
        // The one hour that does not exist, on the last Sunday of March, is moved ahead by an hour.
        var missing = day.Month == 3 && day.DayOfWeek == DayOfWeek.Sunday && day.AddDays(7).Month == 4 && wanted.Hour == 2;
        return WallTime.DayOf(at, zone) == day && WallTime.TimeOf(at, zone) == (missing ? wanted.AddHours(1) : wanted);
    }).QuickCheckThrowOnFailure();

    private static Gen<DateOnly> Days() => Gen.Choose(0, 365 * 4).Select(n => new DateOnly(2025, 1, 1).AddDays(n));

    private static Gen<Recurrence> Rules() =>
        from frequency in Gen.Elements(Frequency.Daily, Frequency.Weekly, Frequency.Monthly)
        from interval in Gen.Choose(1, 4)
        from days in Gen.SubListOf(Enum.GetValues<DayOfWeek>())
        from ordinal in Gen.Elements(0, 1, 2, -1)
        from end in Gen.Choose(0, 2)
        from count in Gen.Choose(1, 60)
        from until in Days()
        select new Recurrence(frequency, interval, [.. days.Select(d => (frequency == Frequency.Monthly ? ordinal : 0, d))], null, end == 1 ? until : null, end == 2 ? count : null);
}
