using Agenda.Attendances;
using Agenda.Calendars;
using Agenda.Occurrences;
using Contracts.Identity;
using Microsoft.EntityFrameworkCore;
using Platform.Merging;

namespace Agenda.Merging;

/// <summary>
/// A merge was a mistake: what was written down as moved goes back, and an attendance that gave way speaks again. What came after the merge
/// stays with the kept one, and is listed for somebody to sort.
/// </summary>
internal sealed class FollowUnmerge(AgendaDbContext db, PersonCalendars calendars, TimeProvider clock)
{
    public static Task Apply(IdentityUnmerged fact, AgendaDbContext db, FollowUnmerge follow, CancellationToken ct) => follow.PartAsync(fact, ct);

    private Task PartAsync(IdentityUnmerged fact, CancellationToken ct) => new MergeBook(db).PartAsync(fact.RestoredUsagerId, fact.KeptUsagerId, fact.UnmergedAt, Kinds.Of(db), async parting =>
    {
        List<Guid> holders = [.. parting.Moved[Kinds.Participation], .. parting.Moved[Kinds.Absence], .. parting.Moved[Kinds.Constraint]];
        await db.BusyTimes.Where(b => b.CalendarId == parting.Kept && holders.Contains(b.SourceId)).ExecuteUpdateAsync(set => set.SetProperty(b => b.CalendarId, parting.Restored), ct);
        await NotesAsync(parting, ct);
        await PlacesAsync(parting, ct);
        await AttendancesAsync(parting, ct);
        await PlannedMeanwhileAsync(parting, ct);
    }, ct, parting => calendars.TakeAsync(parting.Restored, parting.Kept, clock.GetUtcNow(), ct));

    // Of a group where both were, nobody knows any more whom the note meant.
    private async Task NotesAsync(Parting parting, CancellationToken ct)
    {
        var (named, alone) = (parting.Moved[Kinds.GroupNote].ToList(), parting.Moved[Kinds.Participation].ToHashSet());
        foreach (var note in await db.GroupNotes.Where(n => named.Contains(n.MutationId)).ToListAsync(ct))
        {
            if (alone.Contains(note.OccurrenceId)) note.Reattach(parting.Kept, parting.Restored);
            else parting.Sort(Kinds.GroupNote, note.MutationId);
        }
    }

    // One place becomes two again, as the kept one has it.
    private async Task PlacesAsync(Parting parting, CancellationToken ct)
    {
        var (restored, kept) = (parting.Restored, parting.Kept);
        List<Guid> places = [.. parting.Moved[Kinds.GivenUpPlace]], templates = [.. parting.Moved[Kinds.GivenUpTemplate]];
        var held = await db.Participations.Where(p => p.CalendarId == kept && places.Contains(p.OccurrenceId)).Join(db.Occurrences, p => p.OccurrenceId, o => o.Id, (p, o) => new { Place = p, Occurrence = o }).ToListAsync(ct);
        foreach (var one in held)
        {
            var again = Participation.Of(db.TenantId, one.Occurrence.Id, CalendarKind.Usager, restored, one.Place.Wheelchair);
            if (one.Place.Status != ParticipationStatus.Expected) again.Leave(one.Place.Status, one.Place.Reason ?? "");
            else if (one.Occurrence.Status != OccurrenceStatus.Cancelled)
                db.BusyTimes.Add(Busy.For(db.TenantId, restored, one.Occurrence.StartsAt, one.Occurrence.EndsAt, BusyNature.Occurrence, one.Occurrence.Id, one.Occurrence.EstablishmentId, one.Occurrence.UnitId));
            db.Participations.Add(again);
            one.Occurrence.Touch();
        }

        foreach (var member in await db.ActivityMembers.AsNoTracking().Where(m => m.CalendarId == kept && templates.Contains(m.ActivityId)).ToListAsync(ct)) db.ActivityMembers.Add(member.Beside(restored));
    }

    private async Task AttendancesAsync(Parting parting, CancellationToken ct)
    {
        var (restored, captures) = (parting.Restored, parting.Moved[Kinds.Capture].ToList());
        var gone = await db.Attendances.IgnoreQueryFilters([Attendance.Standing]).AsNoTracking().Where(a => a.UsagerId == restored && a.MergedInto != null).ToListAsync(ct);
        foreach (var attendance in gone)
            await db.Captures.Where(c => c.AttendanceId == attendance.MergedInto && captures.Contains(c.MutationId)).ExecuteUpdateAsync(set => set.SetProperty(c => c.AttendanceId, attendance.Id), ct);
        await db.Attendances.IgnoreQueryFilters([Attendance.Standing]).Where(a => a.UsagerId == restored && a.MergedInto != null).ExecuteUpdateAsync(set => set.SetProperty(a => a.MergedInto, (Guid?)null), ct);
        var ledger = await AttendanceLedger.ReadAsync(db, gone.ConvertAll(a => a.OccurrenceId), ct);
        foreach (var occurrence in gone.Select(a => a.OccurrenceId))
            foreach (var person in new[] { restored, parting.Kept }) ledger.LookAgain(occurrence, person, "identity-unmerged", clock.GetUtcNow());
    }

    // What recurs since before the merge is not in doubt: only what was planned since.
    private async Task PlannedMeanwhileAsync(Parting parting, CancellationToken ct)
    {
        var planned = await db.Participations.AsNoTracking().Where(p => p.CalendarId == parting.Kept).Join(db.Occurrences, p => p.OccurrenceId, o => o.Id, (p, o) => new { o.Id, o.ActivityId }).ToListAsync(ct);
        foreach (var activity in planned.Where(p => !parting.OfOthers.Contains(p.Id)).Select(p => p.ActivityId).Distinct().Where(parting.MadeMeanwhile)) parting.Sort(Kinds.Activity, activity);
    }
}
