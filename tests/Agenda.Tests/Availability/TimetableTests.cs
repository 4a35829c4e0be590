using Agenda.Calendars;
using FsCheck;
using FsCheck.Fluent;

namespace Agenda.Tests.Availability;

/// <summary>The interval algebra against the plain question asked of every stretch.</summary>
public sealed class TimetableTests
{
    [Fact]
    public void What_overlaps_is_what_a_look_at_every_stretch_finds() => Prop.ForAll(Stretches().ToArbitrary(), Gen.Choose(0, 500).ToArbitrary(), Gen.Choose(1, 80).ToArbitrary(), (stretches, start, length) =>
    {
        var (times, end) = (Timetable.Of(stretches), start + length);
        var expected = stretches.Where(s => s.Start < end && s.End > start).OrderBy(s => s.Start).ThenBy(s => s.End).ThenBy(s => s.SourceId).ToList();
        return times.In(start, end).OrderBy(s => s.Start).ThenBy(s => s.End).ThenBy(s => s.SourceId).SequenceEqual(expected);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Taking_one_more_stretch_keeps_the_others() => Prop.ForAll(Stretches().ToArbitrary(), Stretch().ToArbitrary(), (stretches, more) =>
        Timetable.Of(stretches).With(more).In(0, 1000).Count() == stretches.Count + 1).QuickCheckThrowOnFailure();

    private static Gen<List<Stretch>> Stretches() => Gen.ListOf(Stretch()).Select(list => list.ToList());

    private static Gen<Stretch> Stretch() =>
        from start in Gen.Choose(0, 500)
        from length in Gen.Choose(1, 120)
        select new Stretch(start, start + length, BusyNature.Occurrence, Guid.NewGuid());
}
