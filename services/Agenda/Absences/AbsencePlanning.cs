using Agenda.Calendars;
using Agenda.Occurrences;
using Contracts.Agenda;
using Microsoft.EntityFrameworkCore;

namespace Agenda.Absences;

/// <summary>What an absence does to the planning of the person: what they are no longer expected at, and what is given back when they are there after all.</summary>
internal sealed class AbsencePlanning(AgendaDbContext db)
{
    private const string Reason = "absence";

    /// <summary>Takes the person's calendar and those of what they alone are expected at, so that rooms and staff are free at once.</summary>
    public async Task TakeAsync(Guid usager, DateTimeOffset from, DateTimeOffset until, CancellationToken ct)
    {
        var touched = Expected(usager, from, until).Select(o => o.Id);
        var calendars = await db.Participations.AsNoTracking().Where(p => touched.Contains(p.OccurrenceId)).Select(p => new { p.Kind, p.CalendarId }).Distinct().ToListAsync(ct);
        await Calendar.TakeAsync(db, calendars.Select(c => new Calendars.CalendarRef(c.Kind, c.CalendarId)).Append(new Calendars.CalendarRef(CalendarKind.Usager, usager)), ct);
    }

    public async Task<PlanningEffect> FollowAsync(UsagerAbsence absence, IReadOnlyList<UsagerAbsence> others, Guid by, DateTimeOffset now, CancellationToken ct)
    {
        await db.BusyTimes.Where(b => b.SourceId == absence.Id).ExecuteDeleteAsync(ct);
        if (!absence.Cancelled) db.BusyTimes.Add(Busy.For(absence.TenantId, absence.UsagerId, absence.LeftAt, absence.Until, BusyNature.Absence, absence.Id));
        var effect = new PlanningEffect([], [], [], []);
        if (!absence.Cancelled) await LeaveAsync(absence, effect, by, now, ct);
        await GiveBackAsync(absence, [.. others.Append(absence).Where(a => !a.Cancelled)], effect, by, now, ct);
        return effect;
    }

    private async Task LeaveAsync(UsagerAbsence absence, PlanningEffect effect, Guid by, DateTimeOffset now, CancellationToken ct)
    {
        var from = absence.LeftAt > now ? absence.LeftAt : now;
        foreach (var occurrence in await Expected(absence.UsagerId, from, absence.Until).Where(o => o.StartsAt >= now).ToListAsync(ct))
        {
            var members = await db.Participations.Where(p => p.OccurrenceId == occurrence.Id).ToListAsync(ct);
            members.Single(p => p.CalendarId == absence.UsagerId).Leave(ParticipationStatus.Absent, Reason);
            db.OccurrenceChanges.Add(OccurrenceChange.Of(occurrence, ChangeKind.Members, occurrence.StartsAt, Reason, by, now));
            if (members.Count(p => p.Kind == CalendarKind.Usager) > 1)
            {
                await db.BusyTimes.Where(b => b.SourceId == occurrence.Id && b.CalendarId == absence.UsagerId).ExecuteDeleteAsync(ct);
                occurrence.Touch();
                effect.Left.Add(occurrence.Id);
                continue;
            }

            var source = await db.Activities.Where(a => a.Id == occurrence.ActivityId).Select(a => a.SourceId).SingleAsync(ct);
            await db.BusyTimes.Where(b => b.SourceId == occurrence.Id).ExecuteDeleteAsync(ct);
            db.Publish(ActivityCancelled.Topic, occurrence.Cancel(Reason, source, now), occurrence.Id);
            effect.CancelledOccurrences.Add(occurrence.Id);
        }
    }

    // What no absence covers any more. An occurrence that was held for this person alone is gone: somebody plans it again.
    private async Task GiveBackAsync(UsagerAbsence absence, IReadOnlyList<UsagerAbsence> standing, PlanningEffect effect, Guid by, DateTimeOffset now, CancellationToken ct)
    {
        var away = await (from o in db.Occurrences
                          join p in db.Participations on o.Id equals p.OccurrenceId
                          where p.CalendarId == absence.UsagerId && p.Status == ParticipationStatus.Absent && p.Reason == Reason && o.StartsAt >= now
                          select new { Occurrence = o, Participation = p }).ToListAsync(ct);
        foreach (var found in away.Where(f => !standing.Any(a => a.LeftAt < f.Occurrence.EndsAt && a.Until > f.Occurrence.StartsAt)))
        {
            var (occurrence, participation) = (found.Occurrence, found.Participation);
            if (!occurrence.Open) effect.ToPlanAgain.Add(occurrence.Id);
            else if (await db.BusyTimes.AnyAsync(b => b.CalendarId == absence.UsagerId && b.SourceId != absence.Id && b.StartsAt < occurrence.EndsAt && b.EndsAt > occurrence.StartsAt, ct)) effect.ToPlanAgain.Add(occurrence.Id);
            else
            {
                var joint = await db.Activities.Where(a => a.Id == occurrence.ActivityId).Select(a => a.CoAnimation).SingleAsync(ct);
                participation.Return();
                occurrence.Touch();
                db.BusyTimes.Add(Busy.For(absence.TenantId, absence.UsagerId, occurrence.StartsAt, occurrence.EndsAt, BusyNature.Occurrence, occurrence.Id, occurrence.EstablishmentId, occurrence.UnitId, joint));
                db.OccurrenceChanges.Add(OccurrenceChange.Of(occurrence, ChangeKind.Members, occurrence.StartsAt, "absence-corrected", by, now));
                effect.GivenBack.Add(occurrence.Id);
            }
        }
    }

    private IQueryable<Occurrence> Expected(Guid usager, DateTimeOffset from, DateTimeOffset until) =>
        from o in db.Occurrences
        join p in db.Participations on o.Id equals p.OccurrenceId
        where p.CalendarId == usager && p.Status == ParticipationStatus.Expected && o.StartsAt < until && o.EndsAt > @from
            && (o.Status == OccurrenceStatus.Planned || o.Status == OccurrenceStatus.Validated)
        select o;
}

/// <param name="Left">Groups that go on without the person.</param>
/// <param name="CancelledOccurrences">Held for the person alone: cancelled, room and staff are free.</param>
/// <param name="GivenBack">Expected again.</param>
/// <param name="ToPlanAgain">Could not be given back: cancelled meanwhile, or the hour is taken.</param>
internal sealed record PlanningEffect(List<Guid> Left, List<Guid> CancelledOccurrences, List<Guid> GivenBack, List<Guid> ToPlanAgain);
