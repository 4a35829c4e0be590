using Microsoft.EntityFrameworkCore;
using Platform;
using Telemedicine.Following;
using Telemedicine.Reports;
using Telemedicine.Requests;
using Telemedicine.Sealing;

namespace Telemedicine.Platforms;

/// <summary>Carries out what is due towards platforms and documents, each in a unit of work of its own, inside its tenant.</summary>
public sealed partial class CarryOut(IServiceScopeFactory scopes, TimeProvider clock, ILogger<CarryOut> log) : BackgroundService
{
    private const int Batch = 50;
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
        List<(Guid Id, Guid Tenant, bool Report)> due;
        await using (var scope = scopes.CreateAsyncScope())
        {
            using var _ = scope.ServiceProvider.GetRequiredService<TenantScope>().EnterSystem();
            var (db, now) = (scope.ServiceProvider.GetRequiredService<TelemedicineDbContext>(), clock.GetUtcNow());
            var calls = await db.Dispatches.AsNoTracking().Where(d => d.NextAttemptAt <= now && d.State == DispatchState.Waiting).OrderBy(d => d.NextAttemptAt).Take(Batch).Select(d => new { d.Id, d.TenantId }).ToListAsync(ct);
            var reports = await db.Reports.AsNoTracking().Where(r => r.NextAttemptAt <= now && r.State == ReportState.Received).OrderBy(r => r.NextAttemptAt).Take(Batch).Select(r => new { r.Id, r.TenantId }).ToListAsync(ct);
            due = [.. calls.Select(c => (c.Id, c.TenantId, false)), .. reports.Select(r => (r.Id, r.TenantId, true))];
        }

        foreach (var (id, tenant, report) in due)
        {
            await using var scope = scopes.CreateAsyncScope();
            using var _ = scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(tenant);
            try
            {
                if (report) await scope.ServiceProvider.GetRequiredService<FileReport>().RunAsync(id, ct);
                else await scope.ServiceProvider.GetRequiredService<TellPlatform>().RunAsync(id, ct);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // Changed by somebody else meanwhile, or a fault of ours: the next pass sees it as it is now.
                JobFailed(log, e, id);
            }
        }
    }

    [LoggerMessage(8200, LogLevel.Error, "What is due towards platforms could not be listed")]
    private static partial void PassFailed(ILogger log, Exception cause);

    [LoggerMessage(8201, LogLevel.Warning, "Job {JobId} failed and is tried again")]
    private static partial void JobFailed(ILogger log, Exception cause, Guid jobId);
}

/// <summary>One call to a platform: hand over a request, fetch its report, call it off. Down means later, never lost.</summary>
public sealed class TellPlatform(TelemedicineDbContext db, PlatformDirectory platforms, ContextAssembly contexts, TakeReport reports, ClinicalSeal seal, TimeProvider clock)
{
    public async Task RunAsync(Guid id, CancellationToken ct)
    {
        var job = await db.Dispatches.SingleOrDefaultAsync(d => d.Id == id && d.State == DispatchState.Waiting, ct);
        if (job is null) return;
        var request = await db.Requests.SingleAsync(r => r.Id == job.RequestId, ct);
        if (platforms.Find(job.PlatformCode) is not ApiPlatform platform)
        {
            job.Stop();
        }
        else
        {
            try
            {
                await CallAsync(job, request, platform, ct);
            }
            catch (PlatformDownException)
            {
                Postpone(job, request);
            }
        }
        await db.SaveChangesAsync(ct);
    }

    private async Task CallAsync(Dispatch job, TelemedicineRequest request, ApiPlatform platform, CancellationToken ct)
    {
        switch (job.Kind)
        {
            case DispatchKind.Create when !request.State.BeforeAct() || request.State == RequestState.Draft:
                job.Stop();
                break;
            case DispatchKind.Create:
                if (await contexts.GatherAsync(request, platform, "request", request.Requester.SituationId, null, ct) is { } context) job.Succeed(await platform.CreateAsync(context, ct));
                else job.Stop();
                break;
            case DispatchKind.FetchReport:
                var report = await platform.ReportAsync(job.PlatformReference, ct);
                await reports.TakeAsync(request, new("api", report.UniqueId, report.Cda, report.Pdf), ct);
                job.Succeed(job.PlatformReference);
                break;
            default:
                await platform.CancelAsync(job.PlatformReference, ct);
                job.Succeed(job.PlatformReference);
                break;
        }
    }

    private void Postpone(Dispatch job, TelemedicineRequest request)
    {
        var now = clock.GetUtcNow();
        if (!job.Fail(now) || job.Kind != DispatchKind.Create) return;
        db.Ask(seal, request, "platform-down", "ide", $"La plateforme ne répond pas depuis 30 minutes : envoyez la demande {request.Reference} par MSSanté, ou attendez.", now.AddHours(2), now);
    }
}
