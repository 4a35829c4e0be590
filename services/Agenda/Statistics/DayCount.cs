using Agenda.Attendances;
using Agenda.Calendars;
using Agenda.Occurrences;

namespace Agenda.Statistics;

/// <summary>The days of a person: each started half counts once, however many activities it holds, as billing counts it.</summary>
/// <param name="AbsencesPlanned">Days on which the person was nowhere and all of it was told before.</param>
/// <param name="AbsencesUnplanned">Days on which the person was nowhere and somebody was left waiting.</param>
internal sealed record DayCount(Guid UsagerId, decimal Quantity, int AbsencesPlanned, int AbsencesUnplanned)
{
    public static IEnumerable<DayCount> Of(IReadOnlyList<Occurrence> occurrences, ILookup<Guid, Attendance> seen, ILookup<Guid, Participation> registered) => occurrences
        .SelectMany(o => Said(o, [.. seen[o.Id]], registered[o.Id]))
        .GroupBy(said => said.Usager).OrderBy(person => person.Key)
        .Select(person => person.GroupBy(said => said.Day, said => said.Attendance).Aggregate(new DayCount(person.Key, 0, 0, 0), (count, day) => count.With([.. day])));

    // Who had announced an absence was never expected and nobody captured them: they are absent all the same.
    private static IEnumerable<(Guid Usager, DateOnly Day, Attendance? Attendance)> Said(Occurrence occurrence, List<Attendance> captured, IEnumerable<Participation> registered) => captured
        .Select(a => (a.UsagerId, occurrence.Day, (Attendance?)a))
        .Concat(registered.Where(p => p is { Kind: CalendarKind.Usager, Status: ParticipationStatus.Absent } && !captured.Exists(a => a.UsagerId == p.CalendarId)).Select(p => (p.CalendarId, occurrence.Day, (Attendance?)null)));

    private DayCount With(IReadOnlyList<Attendance?> day)
    {
        if (day.Any(a => a?.State.IsThere() == true)) return this with { Quantity = Quantity + 0.5m * day.OfType<Attendance>().Where(a => a.State.IsThere()).SelectMany(Halves).Distinct().Count() };
        if (day.Any(a => a?.State == AttendanceState.AbsentUnplanned)) return this with { AbsencesUnplanned = AbsencesUnplanned + 1 };
        return day.Any(a => a is null || a.State == AttendanceState.AbsentJustified) ? this with { AbsencesPlanned = AbsencesPlanned + 1 } : this;
    }

    // None when the activity is not counted in days; the morning when half a day was spread over both.
    private static IEnumerable<string> Halves(Attendance attendance) => attendance switch
    {
        { Quantity: 0 } => [],
        { Period: "FULL", Quantity: 1 } => ["AM", "PM"],
        { Period: "PM" } => ["PM"],
        _ => ["AM"],
    };
}
