using Agenda.Absences;
using Agenda.Attendances;
using Agenda.Notes;
using Agenda.Occurrences;
using Contracts.Identity;
using Microsoft.EntityFrameworkCore;
using Platform.Merging;

namespace Agenda.Merging;

/// <summary>
/// Two identities were one person: the time, the presences, the absences, the constraints and the feeds of the absorbed one are the kept
/// one's. Where both were expected there is one place; where both were captured all captures speak of one attendance. What is moved is
/// written down, so that it can be given back.
/// </summary>
internal sealed class FollowMerge(AgendaDbContext db, PersonCalendars calendars, AbsencePlanning planning, TimeProvider clock) : MergeFollower
{
    public override IReadOnlyList<SubjectRows> Carried => Kinds.Of(db);

    public static Task Apply(IdentityMerged fact, AgendaDbContext db, FollowMerge follow, CancellationToken ct) =>
        new MergeBook(db).JoinAsync(fact.AbsorbedUsagerId, fact.KeptUsagerId, fact.MergedAt, follow, ct);

    public override async Task BeforeAsync(Guid absorbed, Guid kept, CancellationToken ct)
    {
        await calendars.TakeAsync(absorbed, kept, clock.GetUtcNow(), ct);
        await NotesAsync(absorbed, kept, ct);
        await PlacesAsync(absorbed, kept, ct);
        await TemplatesAsync(absorbed, kept, ct);
        await AttendancesAsync(absorbed, kept, ct);
    }

    public override async Task AfterAsync(Guid absorbed, Guid kept, CancellationToken ct)
    {
        await db.BusyTimes.Where(b => b.CalendarId == absorbed).ExecuteUpdateAsync(set => set.SetProperty(b => b.CalendarId, kept), ct);
        await AbsencesAsync(kept, ct);
    }

    // A note to a group names its participants in its text.
    public override async Task<bool> NamedElsewhereAsync(Guid absorbed, DateTimeOffset since, CancellationToken ct) =>
        (await NotesNear(absorbed).AsNoTracking().Where(n => n.ServerAt >= since).ToListAsync(ct)).Exists(note => note.Names(absorbed));

    private IQueryable<GroupNote> NotesNear(Guid absorbed)
    {
        var expected = db.Participations.Where(p => p.CalendarId == absorbed).Select(p => p.OccurrenceId);
        var gone = db.Set<MovedRow>().Where(row => row.AbsorbedId == absorbed && (row.Kind == Kinds.Participation || row.Kind == Kinds.GivenUpPlace)).Select(row => row.RowId);
        return db.GroupNotes.Where(n => expected.Contains(n.OccurrenceId) || gone.Contains(n.OccurrenceId));
    }

    private async Task NotesAsync(Guid absorbed, Guid kept, CancellationToken ct)
    {
        foreach (var note in await NotesNear(absorbed).ToListAsync(ct))
            if (note.Reattach(absorbed, kept)) await NoteAsync(absorbed, Kinds.GroupNote, [note.MutationId], ct);
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

        await NoteAsync(absorbed, Kinds.GivenUpPlace, shared.Select(p => p.Occurrence.Id), ct);
    }

    private async Task TemplatesAsync(Guid absorbed, Guid kept, CancellationToken ct)
    {
        var given = await db.ActivityMembers.Where(m => m.CalendarId == absorbed && db.ActivityMembers.Any(k => k.ActivityId == m.ActivityId && k.CalendarId == kept)).ToListAsync(ct);
        db.ActivityMembers.RemoveRange(given);
        await NoteAsync(absorbed, Kinds.GivenUpTemplate, given.Select(m => m.ActivityId), ct);
    }

    private async Task AttendancesAsync(Guid absorbed, Guid kept, CancellationToken ct)
    {
        var shared = await db.Attendances.Where(a => a.UsagerId == absorbed && db.Attendances.Any(k => k.OccurrenceId == a.OccurrenceId && k.UsagerId == kept)).Select(a => a.OccurrenceId).ToListAsync(ct);
        if (shared.Count == 0) return;
        var own = (await db.Set<MovedRow>().Where(row => row.AbsorbedId == absorbed && row.Kind == Kinds.Attendance).Select(row => row.RowId).ToListAsync(ct)).ToHashSet();
        var ledger = await AttendanceLedger.ReadAsync(db, shared, ct);
        foreach (var occurrence in shared)
        {
            var (from, into, captures) = ledger.Join(occurrence, absorbed, kept, clock.GetUtcNow());
            await db.Captures.Where(c => c.AttendanceId == from.Id).ExecuteUpdateAsync(set => set.SetProperty(c => c.AttendanceId, into.Id), ct);
            // Both were said of the absorbed one, one of them late: there is nothing to part.
            if (own.Contains(into.Id)) db.Attendances.Remove(from);
            else await NoteAsync(absorbed, Kinds.Capture, captures, ct);
        }
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

    private Task NoteAsync(Guid absorbed, string kind, IEnumerable<Guid> rows, CancellationToken ct) => new CarriedRows(db).NoteAsync(absorbed, kind, rows, ct);
}
