using Agenda.Absences;
using Agenda.Attendances;
using Agenda.Calendars;
using Agenda.Occurrences;
using Agenda.Rules;
using Contracts.Identity;
using Microsoft.EntityFrameworkCore;

namespace Agenda.Merging;

/// <summary>A merge was a mistake: what was written down as moved goes back, and an attendance that gave way speaks again. What came after the merge stays with the kept one.</summary>
internal sealed class FollowUnmerge(AgendaDbContext db, PersonCalendars calendars, TimeProvider clock)
{
    public static Task Apply(IdentityUnmerged fact, AgendaDbContext db, FollowUnmerge follow, CancellationToken ct) => follow.PartAsync(fact.RestoredUsagerId, ct);

    private async Task PartAsync(Guid restored, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.MergedPersons.AsNoTracking().SingleOrDefaultAsync(m => m.AbsorbedId == restored, ct) is not { KeptId: var kept }) return;
        await calendars.TakeAsync(restored, kept, clock.GetUtcNow(), ct);
        var noted = (await db.Reattached.AsNoTracking().Where(r => r.AbsorbedId == restored).ToListAsync(ct)).ToLookup(r => r.Kind, r => r.RowId);
        foreach (var move in Moves.Of(db, kept, noted)) await move.ToAsync(restored, ct);
        List<Guid> holders = [.. noted[ReattachedKind.Participation], .. noted[ReattachedKind.Absence], .. noted[ReattachedKind.Constraint]];
        await db.BusyTimes.Where(b => b.CalendarId == kept && holders.Contains(b.SourceId)).ExecuteUpdateAsync(set => set.SetProperty(b => b.CalendarId, restored), ct);
        await PlacesAsync(restored, kept, noted, ct);
        await AttendancesAsync(restored, kept, [.. noted[ReattachedKind.Capture]], ct);
        await db.SaveChangesAsync(ct);
        await db.Reattached.Where(r => r.AbsorbedId == restored).ExecuteDeleteAsync(ct);
        await db.MergedPersons.Where(m => m.AbsorbedId == restored).ExecuteDeleteAsync(ct);
        await transaction.CommitAsync(ct);
    }

    // One place becomes two again, as the kept one has it.
    private async Task PlacesAsync(Guid restored, Guid kept, ILookup<ReattachedKind, Guid> noted, CancellationToken ct)
    {
        List<Guid> places = [.. noted[ReattachedKind.GivenUpPlace]], templates = [.. noted[ReattachedKind.GivenUpTemplate]];
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

    private async Task AttendancesAsync(Guid restored, Guid kept, List<Guid> captures, CancellationToken ct)
    {
        var gone = await db.Attendances.IgnoreQueryFilters([Attendance.Standing]).AsNoTracking().Where(a => a.UsagerId == restored && a.MergedInto != null).ToListAsync(ct);
        foreach (var attendance in gone)
            await db.Captures.Where(c => c.AttendanceId == attendance.MergedInto && captures.Contains(c.MutationId)).ExecuteUpdateAsync(set => set.SetProperty(c => c.AttendanceId, attendance.Id), ct);
        await db.Attendances.IgnoreQueryFilters([Attendance.Standing]).Where(a => a.UsagerId == restored && a.MergedInto != null).ExecuteUpdateAsync(set => set.SetProperty(a => a.MergedInto, (Guid?)null), ct);
        var ledger = await AttendanceLedger.ReadAsync(db, gone.ConvertAll(a => a.OccurrenceId), ct);
        foreach (var occurrence in gone.Select(a => a.OccurrenceId))
            foreach (var person in new[] { restored, kept }) ledger.LookAgain(occurrence, person, "identity-unmerged", clock.GetUtcNow());
    }
}
