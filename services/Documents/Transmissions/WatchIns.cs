using Microsoft.EntityFrameworkCore;
using Platform.Work;

namespace Documents.Transmissions;

/// <summary>Gives the jobs that wait for an INS their second look.</summary>
public sealed class WatchIns(IServiceScopeFactory scopes, TimeProvider clock, ILogger<WatchIns> log) : DueWork<DocumentsDbContext, InsWatch>(scopes, clock, log)
{
    protected override IQueryable<Due> Find(DocumentsDbContext db, DateTimeOffset now) =>
        db.Transmissions.Where(t => t.NextAttemptAt <= now && t.Status == TransmissionStatus.WaitingForIns).OrderBy(t => t.NextAttemptAt).Select(t => new Due { Id = t.Id, TenantId = t.TenantId });

    protected override Task HandleAsync(InsWatch act, Guid id, CancellationToken ct) => act.LookAsync(id, ct);
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
