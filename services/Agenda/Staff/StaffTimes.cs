using Agenda.Calendars;
using Agenda.Occurrences;
using Contracts.Agenda;
using Contracts.Directory;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Agenda.Staff;

/// <summary>When a professional is away, what they were expected at is « à remplacer »: it stays, and somebody has to be found.</summary>
public sealed class StaffTimes(AgendaDbContext db, DirectoryClient directory, TimeProvider clock)
{
    /// <summary>An absence, its change or its end. An older version than the known one changes nothing.</summary>
    public async Task TellAsync(Guid absenceId, Guid situation, DateTimeOffset startsAt, DateTimeOffset endsAt, bool cancelled, string source, int version, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await Calendar.TakeAsync(db, [new(CalendarKind.Staff, situation)], ct);
        var known = await db.StaffAbsences.SingleOrDefaultAsync(a => a.Id == absenceId && a.SituationId == situation, ct);
        if (known is not null && known.Version >= version) return;
        if (known is null) db.StaffAbsences.Add(known = StaffAbsence.Of(db.TenantId, absenceId, situation, startsAt, endsAt, source, version));
        known.Change(startsAt, endsAt, cancelled, version);
        await db.BusyTimes.Where(b => b.SourceId == absenceId && b.CalendarId == situation).ExecuteDeleteAsync(ct);
        if (!cancelled) db.BusyTimes.Add(Busy.For(db.TenantId, situation, startsAt, endsAt, BusyNature.Absence, absenceId));
        await FlagAsync(situation, startsAt, endsAt, cancelled, ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }

    /// <summary>The situation ends: nothing later has this professional any more.</summary>
    public async Task LeaveAsync(Guid situation, DateTimeOffset at, CancellationToken ct)
    {
        directory.Forget(situation);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await Calendar.TakeAsync(db, [new(CalendarKind.Staff, situation)], ct);
        if (await db.StaffMembers.SingleOrDefaultAsync(s => s.SituationId == situation, ct) is { } member) member.Leave(at);
        await FlagAsync(situation, at, DateTimeOffset.MaxValue, cancelled: false, ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }

    private async Task FlagAsync(Guid situation, DateTimeOffset from, DateTimeOffset until, bool cancelled, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var wanted = cancelled ? ParticipationStatus.Missing : ParticipationStatus.Expected;
        var touched = db.Participations.Where(p => p.CalendarId == situation && p.Status == wanted)
            .Join(db.Occurrences.Where(o => o.EndsAt > from && o.EndsAt > now && (o.Status == OccurrenceStatus.Planned || o.Status == OccurrenceStatus.Validated)), p => p.OccurrenceId, o => o.Id, (p, o) => new { Participation = p, Occurrence = o });
        if (until != DateTimeOffset.MaxValue) touched = touched.Where(t => t.Occurrence.StartsAt < until);
        foreach (var one in await touched.ToListAsync(ct))
        {
            if (cancelled) await ReturnAsync(one.Occurrence, one.Participation, ct);
            else
            {
                one.Participation.Leave(ParticipationStatus.Missing, "staff-absent");
                db.Publish(StaffMissing.Topic, one.Occurrence.MissStaff(situation, now), one.Occurrence.Id);
                await db.BusyTimes.Where(b => b.SourceId == one.Occurrence.Id && b.CalendarId == situation).ExecuteDeleteAsync(ct);
            }
        }
    }

    // Back, unless something else has been planned meanwhile.
    private async Task ReturnAsync(Occurrence occurrence, Participation participation, CancellationToken ct)
    {
        var situation = participation.CalendarId;
        if (await db.BusyTimes.AnyAsync(b => b.CalendarId == situation && b.StartsAt < occurrence.EndsAt && b.EndsAt > occurrence.StartsAt, ct)) return;
        participation.Return();
        var joint = await db.Activities.Where(a => a.Id == occurrence.ActivityId).Select(a => a.CoAnimation).SingleAsync(ct);
        db.BusyTimes.Add(Busy.For(occurrence.TenantId, situation, occurrence.StartsAt, occurrence.EndsAt, BusyNature.Occurrence, occurrence.Id, occurrence.EstablishmentId, occurrence.UnitId, joint));
        if (!await db.Participations.AnyAsync(p => p.OccurrenceId == occurrence.Id && p.Status == ParticipationStatus.Missing && p.CalendarId != situation, ct)) occurrence.StaffComplete();
    }
}

/// <summary>What directory tells of its professionals.</summary>
internal static class FollowStaff
{
    public static async Task Absent(StaffAbsent fact, AgendaDbContext db, StaffTimes times, CancellationToken ct)
    {
        foreach (var situation in fact.SituationIds.Order()) await times.TellAsync(fact.AbsenceId, situation, fact.StartsAt, fact.EndsAt, fact.Cancelled, "directory", fact.Version, ct);
    }

    public static Task Left(StaffLeft fact, AgendaDbContext db, StaffTimes times, CancellationToken ct) => times.LeaveAsync(fact.SituationId, fact.LeftAt, ct);
}
