using Agenda.Booking;
using Agenda.Calendars;
using Agenda.Occurrences;
using Agenda.Rules;
using Contracts.Agenda;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Agenda.Activities;

/// <summary>What time brings: series grow to the horizon, and an occurrence that still lacks somebody two hours before is told once more.</summary>
public sealed partial class PlanningRounds(IServiceScopeFactory scopes, IConfiguration configuration, TimeProvider clock, ILogger<PlanningRounds> log) : BackgroundService
{
    private const int Batch = 100;
    private static readonly TimeSpan Ahead = TimeSpan.FromHours(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var pace = new PeriodicTimer(configuration.GetValue("Agenda:Pace", TimeSpan.FromSeconds(20)));
        do
        {
            try
            {
                foreach (var (tenant, occurrence) in await MissingAsync(stoppingToken)) await InTenantAsync(tenant, round => round.TellUrgencyAsync(occurrence, stoppingToken));
                foreach (var (tenant, activity) in await ShortAsync(stoppingToken)) await InTenantAsync(tenant, round => round.ExtendAsync(activity, stoppingToken));
            }
            catch (DbUpdateException e)
            {
                Overtaken(log, e);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                Failed(log, e);
            }
        } while (await pace.WaitForNextTickAsync(stoppingToken));
    }

    private async Task<List<(Guid Tenant, Guid Occurrence)>> MissingAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var soon = now + Ahead;
        return await SystemAsync(db => db.Occurrences.AsNoTracking().Where(o => o.ToReplace && o.UrgencyToldAt == null && o.StartsAt <= soon && o.StartsAt > now)
            .OrderBy(o => o.StartsAt).Take(Batch).Select(o => new ValueTuple<Guid, Guid>(o.TenantId, o.Id)).ToListAsync(ct));
    }

    private async Task<List<(Guid Tenant, Guid Activity)>> ShortAsync(CancellationToken ct)
    {
        // One day less than the horizon of a new series, so that each is looked at once a day.
        var horizon = WallTime.DayOf(clock.GetUtcNow(), WallTime.Zone(WallTime.Paris)).AddDays(PlanActivity.HorizonDays - 1);
        return await SystemAsync(db => db.Activities.AsNoTracking().Where(a => a.Rule != null && a.PlannedUntil < horizon && (a.EndsOn == null || a.EndsOn > a.PlannedUntil))
            .OrderBy(a => a.PlannedUntil).Take(Batch).Select(a => new ValueTuple<Guid, Guid>(a.TenantId, a.Id)).ToListAsync(ct));
    }

    private async Task<T> SystemAsync<T>(Func<AgendaDbContext, Task<T>> read)
    {
        await using var scope = scopes.CreateAsyncScope();
        using var _ = scope.ServiceProvider.GetRequiredService<TenantScope>().EnterSystem();
        return await read(scope.ServiceProvider.GetRequiredService<AgendaDbContext>());
    }

    private async Task InTenantAsync(Guid tenant, Func<PlanningRound, Task> act)
    {
        await using var scope = scopes.CreateAsyncScope();
        using var _ = scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(tenant);
        await act(scope.ServiceProvider.GetRequiredService<PlanningRound>());
    }

    [LoggerMessage(4500, LogLevel.Error, "The plannings could not be looked at; next try soon")]
    private static partial void Failed(ILogger log, Exception cause);

    [LoggerMessage(4501, LogLevel.Information, "A planning was changed by somebody else meanwhile; it is looked at again")]
    private static partial void Overtaken(ILogger log, Exception cause);
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
