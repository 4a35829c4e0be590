using Agenda.Access;
using Agenda.Calendars;
using Agenda.Rules;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Agenda.Booking;

/// <summary>Who holds what is in the way, as far as the caller may know: an activity of which a person may be seen, or one without persons.</summary>
public sealed class Holders(AgendaDbContext db, AgendaAccess access, Caller caller)
{
    public const string HealthLabel = "Rendez-vous";

    /// <summary>Label by occurrence or constraint; what may not be known is not there.</summary>
    public async Task<IReadOnlyDictionary<Guid, string>> NameAsync(IReadOnlyCollection<Finding> findings, CancellationToken ct)
    {
        var named = new Dictionary<Guid, string>();
        if (caller.IsService || caller.SituationId is null) return named;
        var occurrences = findings.Where(f => f.What.Nature == BusyNature.Occurrence && f.What.SourceId != Guid.Empty).Select(f => f.What.SourceId).Distinct().ToList();
        if (occurrences.Count > 0)
        {
            var held = await db.Occurrences.AsNoTracking().Where(o => occurrences.Contains(o.Id))
                .Join(db.Activities, o => o.ActivityId, a => a.Id, (o, a) => new { o.Id, a.Label, a.Health }).ToListAsync(ct);
            var persons = (await db.Participations.AsNoTracking().Where(p => occurrences.Contains(p.OccurrenceId) && p.Kind == CalendarKind.Usager).Select(p => new { p.OccurrenceId, p.CalendarId }).ToListAsync(ct))
                .ToLookup(p => p.OccurrenceId, p => p.CalendarId);
            var verdicts = await access.SeeAsync([.. persons.SelectMany(p => p).Distinct()], "agenda.conflict", "calendar", Guid.Empty, null, ct);
            foreach (var one in held)
            {
                var seen = persons[one.Id].Where(p => verdicts[p].Allowed).ToList();
                if (persons[one.Id].Any() && seen.Count == 0) continue;
                named[one.Id] = one.Health && persons[one.Id].Any() && seen.TrueForAll(p => verdicts[p].Minimal) ? HealthLabel : one.Label;
            }
        }

        var constraints = findings.Where(f => f.What.Nature is BusyNature.DeclaredConstraint or BusyNature.JustifiedConstraint).Select(f => f.What.SourceId).Distinct().ToList();
        if (constraints.Count > 0 && caller.Kind is "pro")
            foreach (var one in await db.Constraints.AsNoTracking().Where(c => constraints.Contains(c.Id)).Select(c => new { c.Id, c.Label }).ToListAsync(ct)) named[one.Id] = one.Label;
        return named;
    }

    public async Task<IReadOnlyList<Breach>> SayAsync(IReadOnlyCollection<Finding> findings, PlanningFacts facts, Guid establishment, CancellationToken ct)
    {
        if (findings.Count == 0) return [];
        var named = await NameAsync(findings, ct);
        return [.. findings.Select(f => Wording.Say(f, facts, establishment, named))];
    }
}
