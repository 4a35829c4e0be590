using Agenda.Booking;
using Agenda.Calendars;
using Agenda.Occurrences;
using Agenda.Rules;
using Contracts.Agenda;
using Microsoft.EntityFrameworkCore;
using Platform.Work;

namespace Agenda.Activities;

/// <summary>An occurrence that still lacks somebody two hours before is told once more.</summary>
public sealed class TellUrgencies(IServiceScopeFactory scopes, IConfiguration configuration, TimeProvider clock, ILogger<TellUrgencies> log) : DueWork<AgendaDbContext, PlanningRound>(scopes, clock, log)
{
    private static readonly TimeSpan Ahead = TimeSpan.FromHours(2);

    protected override TimeSpan Pace => configuration.GetValue("Agenda:Pace", TimeSpan.FromSeconds(20));

    protected override IQueryable<Due> Find(AgendaDbContext db, DateTimeOffset now)
    {
        var soon = now + Ahead;
        return db.Occurrences.Where(o => o.ToReplace && o.UrgencyToldAt == null && o.StartsAt <= soon && o.StartsAt > now).OrderBy(o => o.StartsAt).Select(o => new Due { Id = o.Id, TenantId = o.TenantId });
    }

    protected override Task HandleAsync(PlanningRound act, Guid id, CancellationToken ct) => act.TellUrgencyAsync(id, ct);
}

/// <summary>Series grow to the horizon.</summary>
public sealed class ExtendSeries(IServiceScopeFactory scopes, IConfiguration configuration, TimeProvider clock, ILogger<ExtendSeries> log) : DueWork<AgendaDbContext, PlanningRound>(scopes, clock, log)
{
    protected override TimeSpan Pace => configuration.GetValue("Agenda:Pace", TimeSpan.FromSeconds(20));

    protected override IQueryable<Due> Find(AgendaDbContext db, DateTimeOffset now)
    {
        // One day less than the horizon of a new series, so that each is looked at once a day.
        var horizon = WallTime.DayOf(now, WallTime.Zone(WallTime.Paris)).AddDays(PlanActivity.HorizonDays - 1);
        return db.Activities.Where(a => a.Rule != null && a.PlannedUntil < horizon && (a.EndsOn == null || a.EndsOn > a.PlannedUntil)).OrderBy(a => a.PlannedUntil).Select(a => new Due { Id = a.Id, TenantId = a.TenantId });
    }

    protected override Task HandleAsync(PlanningRound act, Guid id, CancellationToken ct) => act.ExtendAsync(id, ct);
}

/// <summary>One thing to do, in its tenant.</summary>
public sealed class PlanningRound(AgendaDbContext db, Planner planner, TimeProvider clock)
{
    public async Task TellUrgencyAsync(Guid id, CancellationToken ct)
    {
        var occurrence = await db.Occurrences.SingleAsync(o => o.Id == id, ct);
        if (!occurrence.ToReplace || occurrence.UrgencyToldAt is not null) return;
        var missing = await db.Participations.Where(p => p.OccurrenceId == id && p.Kind == CalendarKind.Staff && p.Status == ParticipationStatus.Missing).Select(p => p.CalendarId).FirstOrDefaultAsync(ct);
        db.Publish(StaffMissing.Topic, occurrence.TellUrgency(missing, clock.GetUtcNow()), id);
        await db.SaveChangesAsync(ct);
    }

    /// <summary>The series goes on with the members its template has; a day without room is kept as a conflict.</summary>
    public async Task ExtendAsync(Guid id, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var activity = await db.Activities.SingleAsync(a => a.Id == id, ct);
        var members = (await db.ActivityMembers.AsNoTracking().Where(m => m.ActivityId == id).ToListAsync(ct)).ConvertAll(Member.Of);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var (days, _) = await planner.PlanAsync(activity, members, activity.DaysUntil(PlanActivity.Horizon(activity, now)), null, ct);
        foreach (var conflict in days.Where(d => d.Outcome == DayOutcome.Conflict))
            db.OccurrenceChanges.Add(OccurrenceChange.NotPlanned(activity, conflict.StartsAt, string.Join(',', conflict.Findings.Select(f => f.Rule).Distinct()), Guid.Empty, now));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }
}
