using Agenda.Activities;
using Agenda.Attendances;
using Agenda.Occurrences;
using FsCheck;
using FsCheck.Fluent;

namespace Agenda.Tests.Daily;

/// <summary>Whatever two or three tablets say, and in whatever order and number of times it arrives, the same is true in the end.</summary>
public sealed class MergeProperties
{
    private static readonly DateTimeOffset Start = DayApi.Paris(2026, 6, 9, 10);
    private static readonly Attendance Place = NewPlace();

    private static readonly Gen<Capture> AnyCapture =
        from device in Gen.Elements("a", "b", "c")
        from minute in Gen.Choose(0, 40)
        from state in Gen.Elements<AttendanceState?>(null, AttendanceState.Present, AttendanceState.Partial, AttendanceState.AbsentUnplanned, AttendanceState.Refused)
        from arrived in Gen.Elements<int?>(null, null, 5, 15)
        from left in Gen.Elements<int?>(null, null, 20, 50)
        select Said(device, minute, state, arrived, left, []);

    private static readonly Gen<List<Capture>> AnyCaptures =
        from first in AnyCapture.ListOf(5)
        from later in AnyCapture
        from seen in Gen.Choose(0, 5)
        // The last author had seen some of what was said.
        select first.Append(Said(later.DeviceId, 60, later.State ?? AttendanceState.Present, null, null, [.. first.Take(seen).Select(c => c.MutationId)])).ToList();

    [Fact]
    public void Any_order_and_any_replay_give_the_same() => Check.QuickThrowOnFailure(Prop.ForAll(
        (from said in AnyCaptures
         from order in Gen.Shuffle(said.Concat(said).ToArray())
         select (said, order)).ToArbitrary(),
        both => Same(Merge.Of(both.said), Merge.Of(both.order))));

    [Fact]
    public void Tablets_that_come_back_one_after_the_other_meet_in_the_same_state() => Check.QuickThrowOnFailure(Prop.ForAll(AnyCaptures.ToArbitrary(), said =>
    {
        var (a, others) = (said.FindAll(c => c.DeviceId == "a"), said.FindAll(c => c.DeviceId != "a"));
        return Same(Merge.Of([.. a, .. others]), Merge.Of([.. others, .. a]));
    }));

    [Fact]
    public void Who_has_seen_all_has_the_last_word() => Check.QuickThrowOnFailure(Prop.ForAll(AnyCaptures.ToArbitrary(), said =>
    {
        var last = Said("correction", 90, AttendanceState.Refused, null, null, [.. said.Select(c => c.MutationId)]);
        return Merge.Of([.. said, last]) is { State: AttendanceState.Refused, ToVerify: false, ArrivedAt: null, LeftAt: null };
    }));

    [Fact]
    public void What_differs_between_tablets_that_did_not_see_each_other_is_to_be_verified() => Check.QuickThrowOnFailure(Prop.ForAll(
        (from one in Gen.Elements(AttendanceState.Present, AttendanceState.AbsentUnplanned, AttendanceState.Refused)
         from other in Gen.Elements(AttendanceState.Present, AttendanceState.AbsentUnplanned, AttendanceState.Refused)
         from minutes in Gen.Choose(-10, 10)
         select (one, other, minutes)).ToArbitrary(),
        case_ =>
        {
            var merged = Merge.Of([Said("a", 20, case_.one, null, null, []), Said("b", 20 + case_.minutes, case_.other, null, null, [])]);
            return merged.ToVerify == (case_.one != case_.other) && merged.Heads.Count == 2;
        }));

    private static bool Same(Merged one, Merged other) =>
        (one.State, one.ArrivedAt, one.LeftAt, one.ToldAt, one.ToVerify) == (other.State, other.ArrivedAt, other.LeftAt, other.ToldAt, other.ToVerify) && one.Heads.SequenceEqual(other.Heads);

    private static Capture Said(string device, int minute, AttendanceState? state, int? arrived, int? left, IReadOnlyList<Guid> seen) =>
        Capture.Of(Place, new(Guid.NewGuid(), Place.OccurrenceId, Place.UsagerId, device, Start.AddMinutes(minute))
        {
            State = state, ArrivedAt = arrived is { } a ? Start.AddMinutes(a) : null, LeftAt = left is { } l ? Start.AddMinutes(l) : null, Supersedes = seen,
        }, false, Guid.Empty, Start);

    private static Attendance NewPlace()
    {
        var activity = Activity.Plan(Guid.NewGuid(), new(Guid.NewGuid(), "activite", "Atelier", new(2026, 6, 9), new(10, 0), 60), Guid.Empty, Start);
        return Attendance.For(Occurrence.Of(activity, Start, Start.AddHours(1), null, Start), activity, Guid.NewGuid(), Start);
    }
}
