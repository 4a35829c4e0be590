using Agenda.Access;
using Agenda.Attendances;
using Agenda.Calendars;
using Agenda.Occurrences;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Agenda.Statistics;

internal static class StatisticsEndpoints
{
    public static void MapStatistics(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/statistics/activity").WithTags("Statistiques").RequireAuthorization("agenda:read").ProducesProblem(400).ProducesProblem(404);
        group.MapGet("", Count).WithSummary("L'activité d'une maison entre deux jours : actes côté professionnels, séances côté usagers, durées à part");
        group.MapGet("attendances", CountedAttendances.List).WithSummary("Les présences que ces compteurs comptent, une à une");
    }

    private static async Task<Ok<ActivityCount>> Count(Guid establishmentId, DateOnly from, DateOnly to, PresenceAccess access, AgendaDbContext db, CancellationToken ct)
    {
        Attendances.Period.Require(from, to);
        await access.RequireHouseAsync(establishmentId, ct);
        var occurrences = await db.Occurrences.AsNoTracking().Where(o => o.EstablishmentId == establishmentId && o.Day >= from && o.Day <= to).ToListAsync(ct);
        var days = db.Occurrences.Where(o => o.EstablishmentId == establishmentId && o.Day >= from && o.Day <= to).Select(o => o.Id);
        var participations = await db.Participations.AsNoTracking().Where(p => days.Contains(p.OccurrenceId) && (p.Kind == CalendarKind.Usager || p.Kind == CalendarKind.Staff)).ToListAsync(ct);
        var attendances = await db.Attendances.AsNoTracking().Where(a => days.Contains(a.OccurrenceId) && a.State != null).ToListAsync(ct);
        var persons = attendances.Select(a => a.UsagerId).Concat(participations.Where(p => p.Kind == CalendarKind.Usager).Select(p => p.CalendarId)).Distinct().ToList();
        var readable = await access.CountableAsync(persons, "statistics.read", establishmentId, ct);

        var activities = occurrences.Select(o => o.ActivityId).Distinct().ToList();
        var codes = await db.Activities.AsNoTracking().Where(a => activities.Contains(a.Id)).ToDictionaryAsync(a => a.Id, a => a.SerafinCode ?? "", ct);
        var seen = attendances.Where(a => readable.ContainsKey(a.UsagerId)).ToLookup(a => a.OccurrenceId);
        var registered = participations.Where(p => p.Kind == CalendarKind.Staff || readable.ContainsKey(p.CalendarId)).ToLookup(p => p.OccurrenceId);
        var lines = occurrences.GroupBy(o => codes[o.ActivityId]).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => ActivityLine.Of(g.Key, g, seen, registered)).Where(line => !line.Empty).ToList();
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(new ActivityCount(lines, [.. DayCount.Of(occurrences, seen, registered).Where(d => readable[d.UsagerId].Allowed)]));
    }
}

/// <param name="Days">Journées and half-days counted, by person.</param>
internal sealed record ActivityCount(IReadOnlyList<ActivityLine> Lines, IReadOnlyList<DayCount> Days);

/// <summary>
/// CNSA's counting: actes from the professionals' side, séances from the usagers', durations apart. They are added within each side and
/// never multiplied: four usagers with two professionals are four séances and two actes.
/// </summary>
/// <param name="IndirectActs">Without the usager: synthesis, partners.</param>
/// <param name="NoShowMinutes">Professional time spent on who did not come: no séance and no acte.</param>
internal sealed record ActivityLine(string SerafinCode, int Attendances, int Sessions, int Acts, int IndirectActs, int UsagerMinutes, int StaffMinutes, int NoShowMinutes, int AbsencesPlanned, int AbsencesUnplanned, int Refusals,
    int Cancelled)
{
    public bool Empty => Attendances == 0 && AbsencesPlanned == 0;

    public static ActivityLine Of(string code, IEnumerable<Occurrence> occurrences, ILookup<Guid, Attendance> seen, ILookup<Guid, Participation> registered)
    {
        var line = new ActivityLine(code, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        foreach (var occurrence in occurrences) line = line.With(occurrence, [.. seen[occurrence.Id]], [.. registered[occurrence.Id]]);
        return line;
    }

    private ActivityLine With(Occurrence occurrence, List<Attendance> attendances, List<Participation> registered)
    {
        var staff = registered.Count(p => p is { Kind: CalendarKind.Staff, Status: ParticipationStatus.Expected });
        var minutes = staff * (int)(occurrence.EndsAt - occurrence.StartsAt).TotalMinutes;
        var held = attendances.Exists(a => a.State.IsThere());
        var indirect = !held && attendances.Exists(a => a.State == AttendanceState.WithoutUsager);
        var missed = !held && !indirect && attendances.Exists(a => a.State is AttendanceState.AbsentUnplanned or AttendanceState.Refused);
        // Who had announced an absence was never expected: nobody captured them, and they are absent all the same.
        var announced = registered.Count(p => p is { Kind: CalendarKind.Usager, Status: ParticipationStatus.Absent } && !attendances.Exists(a => a.UsagerId == p.CalendarId));
        return this with
        {
            Attendances = Attendances + attendances.Count, Sessions = Sessions + attendances.Count(a => a.State.IsThere()), Acts = Acts + (held ? staff : 0), IndirectActs = IndirectActs + (indirect ? staff : 0),
            UsagerMinutes = UsagerMinutes + attendances.Where(a => a.State.IsThere()).Sum(a => a.Minutes), StaffMinutes = StaffMinutes + (held || indirect ? minutes : 0), NoShowMinutes = NoShowMinutes + (missed ? minutes : 0),
            AbsencesPlanned = AbsencesPlanned + announced + attendances.Count(a => a.State == AttendanceState.AbsentJustified), AbsencesUnplanned = AbsencesUnplanned + attendances.Count(a => a.State == AttendanceState.AbsentUnplanned),
            Refusals = Refusals + attendances.Count(a => a.State == AttendanceState.Refused), Cancelled = Cancelled + attendances.Count(a => a.State == AttendanceState.Cancelled),
        };
    }
}
