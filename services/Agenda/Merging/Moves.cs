using Agenda.Calendars;
using Microsoft.EntityFrameworkCore;

namespace Agenda.Merging;

/// <summary>One kind of rows that bear a person's id.</summary>
/// <param name="IdsAsync">Those of the person.</param>
/// <param name="ToAsync">Makes them another person's.</param>
internal sealed record Moves(ReattachedKind Kind, Func<CancellationToken, Task<List<Guid>>> IdsAsync, Func<Guid, CancellationToken, Task> ToAsync)
{
    /// <summary>All that one person has.</summary>
    /// <param name="db">Whose calendars are held.</param>
    /// <param name="person">Whose rows.</param>
    /// <param name="only">The ids to look among; null: all of them.</param>
    public static IEnumerable<Moves> Of(AgendaDbContext db, Guid person, ILookup<ReattachedKind, Guid>? only = null)
    {
        var places = db.Participations.Where(p => p.CalendarId == person);
        var templates = db.ActivityMembers.Where(m => m.CalendarId == person);
        var attendances = db.Attendances.Where(a => a.UsagerId == person);
        var absences = db.UsagerAbsences.Where(a => a.UsagerId == person);
        var constraints = db.Constraints.Where(c => c.UsagerId == person);
        var requests = db.ChangeRequests.Where(r => r.UsagerId == person);
        var feeds = db.FeedAddresses.Where(f => f.Kind == CalendarKind.Usager && f.CalendarId == person);
        // The trip of an attendance that gave way stays with it.
        var trips = db.Trips.Where(t => t.UsagerId == person && db.Attendances.Any(a => a.Id == t.AttendanceId));
        if (only is not null)
        {
            List<Guid> Among(ReattachedKind kind) => [.. only[kind]];
            var (p, t, a, u, c, r, f, d) = (Among(ReattachedKind.Participation), Among(ReattachedKind.Template), Among(ReattachedKind.Attendance), Among(ReattachedKind.Absence), Among(ReattachedKind.Constraint),
                Among(ReattachedKind.Request), Among(ReattachedKind.Feed), Among(ReattachedKind.Trip));
            (places, templates, attendances, absences) = (places.Where(x => p.Contains(x.OccurrenceId)), templates.Where(x => t.Contains(x.ActivityId)), attendances.Where(x => a.Contains(x.Id)), absences.Where(x => u.Contains(x.Id)));
            (constraints, requests, feeds, trips) = (constraints.Where(x => c.Contains(x.Id)), requests.Where(x => r.Contains(x.Id)), feeds.Where(x => f.Contains(x.Id)), trips.Where(x => d.Contains(x.Id)));
        }

        return
        [
            new(ReattachedKind.Participation, ct => places.Select(x => x.OccurrenceId).ToListAsync(ct), (to, ct) => places.ExecuteUpdateAsync(set => set.SetProperty(x => x.CalendarId, to), ct)),
            new(ReattachedKind.Template, ct => templates.Select(x => x.ActivityId).ToListAsync(ct), (to, ct) => templates.ExecuteUpdateAsync(set => set.SetProperty(x => x.CalendarId, to), ct)),
            new(ReattachedKind.Trip, ct => trips.Select(x => x.Id).ToListAsync(ct), (to, ct) => trips.ExecuteUpdateAsync(set => set.SetProperty(x => x.UsagerId, to), ct)),
            new(ReattachedKind.Attendance, ct => attendances.Select(x => x.Id).ToListAsync(ct), (to, ct) => attendances.ExecuteUpdateAsync(set => set.SetProperty(x => x.UsagerId, to), ct)),
            new(ReattachedKind.Absence, ct => absences.Select(x => x.Id).ToListAsync(ct), (to, ct) => absences.ExecuteUpdateAsync(set => set.SetProperty(x => x.UsagerId, to), ct)),
            new(ReattachedKind.Constraint, ct => constraints.Select(x => x.Id).ToListAsync(ct), (to, ct) => constraints.ExecuteUpdateAsync(set => set.SetProperty(x => x.UsagerId, to), ct)),
            new(ReattachedKind.Request, ct => requests.Select(x => x.Id).ToListAsync(ct), (to, ct) => requests.ExecuteUpdateAsync(set => set.SetProperty(x => x.UsagerId, to), ct)),
            new(ReattachedKind.Feed, ct => feeds.Select(x => x.Id).ToListAsync(ct), (to, ct) => feeds.ExecuteUpdateAsync(set => set.SetProperty(x => x.CalendarId, to), ct)),
        ];
    }
}
