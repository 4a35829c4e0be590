using Microsoft.EntityFrameworkCore;
using Telemedicine.Following;
using Telemedicine.Reports;
using Telemedicine.Requests;
using Telemedicine.Sealing;

namespace Telemedicine.Platforms;

/// <summary>One call to a platform: hand over a request, fetch its report, call it off. Down means later, never lost.</summary>
public sealed class TellPlatform(TelemedicineDbContext db, PlatformDirectory platforms, ContextAssembly contexts, TakeReport reports, ClinicalSeal seal, TimeProvider clock)
{
    /// <param name="id">Which.</param>
    /// <param name="claimed">Told the version that is ours once we have it.</param>
    /// <param name="ct">Stops waiting.</param>
    public async Task RunAsync(Guid id, Action<int> claimed, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var job = await db.Dispatches.SingleOrDefaultAsync(d => d.Id == id && d.State == DispatchState.Waiting && d.NextAttemptAt <= now, ct);
        if (job is null) return;
        job.Claim(now);
        await db.SaveChangesAsync(ct);   // another replica that read it too fails here on the version
        claimed(job.Version);
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
        await EndAsync(job, request, ct);
    }

    /// <summary>Gives a call back after something went wrong on our side; one that another replica has taken since is left alone.</summary>
    public async Task GiveBackAsync(Guid id, int version, CancellationToken ct)
    {
        if (await db.Dispatches.SingleOrDefaultAsync(d => d.Id == id && d.Version == version && d.State == DispatchState.Waiting, ct) is not { } job) return;
        job.Release(clock.GetUtcNow());
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

    // Called off, or sent by mail, while the platform was being told: it has the request now, and is told that it is off.
    private async Task EndAsync(Dispatch job, TelemedicineRequest request, CancellationToken ct)
    {
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateConcurrencyException) when (job is { Kind: DispatchKind.Create, State: DispatchState.Done })
        {
            db.ForgetAllButTrail();
            if (!await db.Dispatches.AnyAsync(d => d.Id == job.Id && (d.State == DispatchState.Stopped || d.State == DispatchState.ByMail), ct)) throw;
            db.Dispatches.Add(Dispatch.Of(request, job.PlatformCode, clock.GetUtcNow(), DispatchKind.Cancel, job.PlatformReference));
            await db.SaveChangesAsync(ct);
        }
    }

    private void Postpone(Dispatch job, TelemedicineRequest request)
    {
        var now = clock.GetUtcNow();
        if (!job.Fail(now) || job.Kind != DispatchKind.Create) return;
        db.Ask(seal, request, "platform-down", "ide", $"La plateforme ne répond pas depuis 30 minutes : envoyez la demande {request.Reference} par MSSanté, ou attendez.", now.AddHours(2), now);
    }
}
