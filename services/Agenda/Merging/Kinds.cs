using System.Security.Cryptography;
using System.Text;
using Agenda.Calendars;
using Microsoft.EntityFrameworkCore;
using Platform.Merging;

namespace Agenda.Merging;

/// <summary>All rows of agenda that bear a person's id.</summary>
internal static class Kinds
{
    public const string Participation = "participation", Template = "template", Trip = "trip", Attendance = "attendance", Absence = "absence", Constraint = "constraint";

    /// <summary>Both were expected: one place was given up.</summary>
    public const string GivenUpPlace = "given-up-place", GivenUpTemplate = "given-up-template";

    /// <summary>What was said of the absorbed one's attendance.</summary>
    public const string Capture = "capture";

    /// <summary>A note to the group that named the absorbed one.</summary>
    public const string GroupNote = "group-note";

    /// <summary>Planned between a merge and its undoing.</summary>
    public const string Activity = "activity";

    public static IReadOnlyList<SubjectRows> Of(AgendaDbContext db) =>
    [
        SubjectRows.Of(Participation, db.Participations, p => p.OccurrenceId, p => p.CalendarId, follows: true),
        SubjectRows.Of(Template, db.ActivityMembers, m => m.ActivityId, m => m.CalendarId, follows: true),
        // The trip of an attendance that gave way stays with it.
        SubjectRows.Of(Trip, db.Trips.Where(t => db.Attendances.Any(a => a.Id == t.AttendanceId)), t => t.Id, t => t.UsagerId, follows: true),
        SubjectRows.Of(Attendance, db.Attendances, a => a.Id, a => a.UsagerId),
        SubjectRows.Of(Absence, db.UsagerAbsences, a => a.Id, a => a.UsagerId),
        SubjectRows.Of(Constraint, db.Constraints, c => c.Id, c => c.UsagerId),
        SubjectRows.Of("request", db.ChangeRequests, r => r.Id, r => r.UsagerId),
        SubjectRows.Of("feed", db.FeedAddresses.Where(f => f.Kind == CalendarKind.Usager), f => f.Id, f => f.CalendarId, follows: true),
        Names(db),
    ];

    // What a planning to import calls the person: a name has no id, so one is made of it.
    private static SubjectRows Names(AgendaDbContext db)
    {
        Task<List<Imports.PlanningName>> ListAsync(Guid who, CancellationToken ct) => db.PlanningNames.Where(n => n.Kind == CalendarKind.Usager && n.CalendarId == who).ToListAsync(ct);
        return new("planning-name", async (who, ct) => (await ListAsync(who, ct)).ConvertAll(IdOf), async (from, ids, to, ct) =>
        {
            foreach (var name in (await ListAsync(from, ct)).Where(name => ids.Contains(IdOf(name)))) name.Match(to);
        }, Follows: true);
    }

    private static Guid IdOf(Imports.PlanningName name) => new(SHA256.HashData(Encoding.UTF8.GetBytes($"{name.EstablishmentId} {name.Name}")).AsSpan(0, 16));
}
