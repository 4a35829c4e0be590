using Microsoft.EntityFrameworkCore;
using Platform.Work;
using Telemedicine.Following;
using Telemedicine.Reports;
using Telemedicine.Requests;
using Telemedicine.Sealing;

namespace Telemedicine.Platforms;

/// <summary>Makes the calls to platforms that are due.</summary>
public sealed class TellPlatforms(IServiceScopeFactory scopes, TimeProvider clock, ILogger<TellPlatforms> log) : DueWork<TelemedicineDbContext, TellPlatform>(scopes, clock, log)
{
    protected override IQueryable<Due> Find(TelemedicineDbContext db, DateTimeOffset now) =>
        db.Dispatches.Where(d => d.NextAttemptAt <= now && d.State == DispatchState.Waiting).OrderBy(d => d.NextAttemptAt).Select(d => new Due { Id = d.Id, TenantId = d.TenantId });

    protected override Task HandleAsync(TellPlatform act, Guid id, CancellationToken ct) => act.RunAsync(id, ct);
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
