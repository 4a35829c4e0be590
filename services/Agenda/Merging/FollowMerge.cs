using Agenda.Absences;
using Agenda.Attendances;
using Agenda.Calendars;
using Agenda.Occurrences;
using Contracts.Identity;
using Microsoft.EntityFrameworkCore;

namespace Agenda.Merging;

/// <summary>
/// Two identities were one person: the time, the presences, the absences, the constraints and the feeds of the absorbed one are the kept
/// one's. Where both were expected there is one place; where both were captured all captures speak of one attendance. What is moved is
/// written down, so that it can be given back.
/// </summary>
internal sealed class FollowMerge(AgendaDbContext db, PersonCalendars calendars, AbsencePlanning planning, TimeProvider clock)
{
    public static Task Apply(IdentityMerged fact, AgendaDbContext db, FollowMerge follow, CancellationToken ct) => follow.JoinAsync(fact.AbsorbedUsagerId, fact.KeptUsagerId, ct);

    private async Task JoinAsync(Guid absorbed, Guid kept, CancellationToken ct)
    {
        if (absorbed == kept) return;
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await calendars.TakeAsync(absorbed, kept, clock.GetUtcNow(), ct);
        if (await db.MergedPersons.AnyAsync(m => m.AbsorbedId == absorbed, ct)) return;
        await db.MergedPersons.Where(m => m.KeptId == absorbed).ExecuteUpdateAsync(set => set.SetProperty(m => m.KeptId, kept), ct);
        db.MergedPersons.Add(MergedPerson.Of(db.TenantId, absorbed, kept, clock.GetUtcNow()));

        await NotesAsync(absorbed, kept, ct);
        await PlacesAsync(absorbed, kept, ct);
        await TemplatesAsync(absorbed, kept, ct);
        await AttendancesAsync(absorbed, kept, ct);
        await db.SaveChangesAsync(ct);
        await MoveAsync(absorbed, kept, ct);
        await db.SaveChangesAsync(ct);
        await AbsencesAsync(kept, ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }

    private async Task NotesAsync(Guid absorbed, Guid kept, CancellationToken ct)
    {
        var occurrences = db.Participations.Where(p => p.CalendarId == absorbed).Select(p => p.OccurrenceId);
        foreach (var note in await db.GroupNotes.Where(n => occurrences.Contains(n.OccurrenceId)).ToListAsync(ct)) note.Reattach(absorbed, kept);
    }

    private async Task PlacesAsync(Guid absorbed, Guid kept, CancellationToken ct)
    {
        var shared = await (from o in db.Occurrences
                            join one in db.Participations on o.Id equals one.OccurrenceId
                            join other in db.Participations on o.Id equals other.OccurrenceId
                            where one.CalendarId == kept && other.CalendarId == absorbed
                            select new { Occurrence = o, Stays = one, Goes = other }).ToListAsync(ct);
        foreach (var place in shared)
        {
            if (place is { Stays.Status: ParticipationStatus.Expected, Goes.Status: ParticipationStatus.Expected })
                await db.BusyTimes.Where(b => b.SourceId == place.Occurrence.Id && b.CalendarId == absorbed).ExecuteDeleteAsync(ct);
            place.Stays.Join(place.Goes);
            db.Participations.Remove(place.Goes);
            place.Occurrence.Touch();
        }

        Note(absorbed, ReattachedKind.GivenUpPlace, shared.Select(p => p.Occurrence.Id));
    }

    private async Task TemplatesAsync(Guid absorbed, Guid kept, CancellationToken ct)
    {
        var given = await db.ActivityMembers.Where(m => m.CalendarId == absorbed && db.ActivityMembers.Any(k => k.ActivityId == m.ActivityId && k.CalendarId == kept)).ToListAsync(ct);
        db.ActivityMembers.RemoveRange(given);
        Note(absorbed, ReattachedKind.GivenUpTemplate, given.Select(m => m.ActivityId));
    }

    private async Task AttendancesAsync(Guid absorbed, Guid kept, CancellationToken ct)
    {
        var shared = await db.Attendances.Where(a => a.UsagerId == absorbed && db.Attendances.Any(k => k.OccurrenceId == a.OccurrenceId && k.UsagerId == kept)).Select(a => a.OccurrenceId).ToListAsync(ct);
        if (shared.Count == 0) return;
        var ledger = await AttendanceLedger.ReadAsync(db, shared, ct);
        foreach (var occurrence in shared)
        {
            var (from, into, captures) = ledger.Join(occurrence, absorbed, kept, clock.GetUtcNow());
            await db.Captures.Where(c => c.AttendanceId == from).ExecuteUpdateAsync(set => set.SetProperty(c => c.AttendanceId, into), ct);
            Note(absorbed, ReattachedKind.Capture, captures);
        }
    }

    // What only one of the two had changes its owner and nothing else.
    private async Task MoveAsync(Guid absorbed, Guid kept, CancellationToken ct)
    {
        foreach (var move in Moves.Of(db, absorbed))
        {
            Note(absorbed, move.Kind, await move.IdsAsync(ct));
            await move.ToAsync(kept, ct);
        }

        await db.BusyTimes.Where(b => b.CalendarId == absorbed).ExecuteUpdateAsync(set => set.SetProperty(b => b.CalendarId, kept), ct);
        await db.PlanningNames.Where(n => n.Kind == CalendarKind.Usager && n.CalendarId == absorbed).ExecuteUpdateAsync(set => set.SetProperty(n => n.CalendarId, kept), ct);
    }

    // The kept one may be expected while the absorbed one was said to be away, and the other way round.
    private async Task AbsencesAsync(Guid kept, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var all = await db.UsagerAbsences.AsNoTracking().Where(a => a.UsagerId == kept && !a.Cancelled).ToListAsync(ct);
        foreach (var absence in all.Where(a => a.Until > now))
        {
            await planning.FollowAsync(absence, all.FindAll(other => other.Id != absence.Id), Guid.Empty, now, ct);
            await db.SaveChangesAsync(ct);
        }
    }

    private void Note(Guid absorbed, ReattachedKind kind, IEnumerable<Guid> rows) => db.Reattached.AddRange(rows.Select(row => Reattached.Of(db.TenantId, absorbed, kind, row)));
}
