using Documents.Dmp;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Documents.Transmissions;

/// <summary>Carries out what is due: deposits to the DMP, and a second look at what waits for an INS. Each job has a unit of work of its own, inside its tenant.</summary>
public sealed partial class TransmissionWorker(IServiceScopeFactory scopes, TimeProvider clock, ILogger<TransmissionWorker> log) : BackgroundService
{
    private const int Batch = 50, Side = 4;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var pace = new PeriodicTimer(Pace);
        do
        {
            try
            {
                await PassAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                PassFailed(log, e);
            }
        } while (await pace.WaitForNextTickAsync(stoppingToken));
    }

    private async Task PassAsync(CancellationToken ct)
    {
        List<(Guid Id, Guid Tenant, bool Waiting)> due;
        await using (var scope = scopes.CreateAsyncScope())
        {
            using var _ = scope.ServiceProvider.GetRequiredService<TenantScope>().EnterSystem();
            due = await DueAsync(scope.ServiceProvider.GetRequiredService<DocumentsDbContext>(), ct);
        }

        await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = Side, CancellationToken = ct }, async (job, stop) =>
        {
            try
            {
                if (job.Waiting) await InTenantAsync<InsWatch>(job.Tenant, watch => watch.LookAsync(job.Id, stop));
                else await InTenantAsync<DmpDeposit>(job.Tenant, deposit => deposit.RunAsync(job.Id, stop));
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // A row was changed by someone else meanwhile: the next pass sees it as it is now. Anything else waits its turn.
                var overtaken = e is DbUpdateException;
                if (overtaken) Overtaken(log, job.Id);
                else JobFailed(log, e, job.Id);
                await InTenantAsync<DmpDeposit>(job.Tenant, deposit => deposit.GiveBackAsync(job.Id, overtaken, stop));
            }
        });
    }

    private async Task InTenantAsync<TService>(Guid tenant, Func<TService, Task> act) where TService : notnull
    {
        await using var scope = scopes.CreateAsyncScope();
        using var _ = scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(tenant);
        await act(scope.ServiceProvider.GetRequiredService<TService>());
    }

    private async Task<List<(Guid, Guid, bool)>> DueAsync(DocumentsDbContext db, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var rows = await db.Transmissions.AsNoTracking()
            .Where(t => t.NextAttemptAt <= now && (t.Status == TransmissionStatus.WaitingForIns
                || t.Channel == Channel.Dmp && (t.Status == TransmissionStatus.Waiting || t.Status == TransmissionStatus.Sending)))
            .OrderBy(t => t.NextAttemptAt).Take(Batch).Select(t => new { t.Id, t.TenantId, t.Status }).ToListAsync(ct);
        return [.. rows.Select(r => (r.Id, r.TenantId, r.Status == TransmissionStatus.WaitingForIns))];
    }

    [LoggerMessage(6100, LogLevel.Error, "The due transmissions could not be listed")]
    private static partial void PassFailed(ILogger log, Exception cause);

    [LoggerMessage(6101, LogLevel.Error, "Transmission {TransmissionId} failed and is tried again later")]
    private static partial void JobFailed(ILogger log, Exception cause, Guid transmissionId);

    [LoggerMessage(6102, LogLevel.Information, "Transmission {TransmissionId} met a change made meanwhile")]
    private static partial void Overtaken(ILogger log, Guid transmissionId);
}

/// <summary>Looks again at a job that waits for an INS: the news of its qualification may have come before the job.</summary>
public sealed class InsWatch(DocumentsDbContext db, IdentityClient identities, TimeProvider clock)
{
    public async Task LookAsync(Guid id, CancellationToken ct)
    {
        var job = await db.Transmissions.SingleAsync(t => t.Id == id, ct);
        if (job.Status != TransmissionStatus.WaitingForIns) return;
        if (await identities.FindAsync(job.UsagerId, ct) is { Qualified: true }) ReleaseOnInsQualified.Release(job, db, clock.GetUtcNow());
        else job.WaitForIns(clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
    }
}
