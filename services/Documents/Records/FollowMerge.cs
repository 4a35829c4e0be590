using Contracts.Identity;
using Documents.Transmissions;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Documents.Records;

/// <summary>Two identities were one person: her documents, what has not left yet and what was received go with the kept one.</summary>
public sealed class FollowMerge(DocumentsDbContext db, IdentityClient identities, TimeProvider clock)
{
    public static Task Apply(IdentityMerged fact, DocumentsDbContext db, FollowMerge follow, CancellationToken ct) => follow.AttachAsync(fact.AbsorbedUsagerId, fact.KeptUsagerId, ct);

    private async Task AttachAsync(Guid absorbed, Guid kept, CancellationToken ct)
    {
        foreach (var document in await db.Documents.Where(d => d.UsagerId == absorbed).ToListAsync(ct)) document.AttachTo(kept);
        foreach (var received in await db.ReceivedDocuments.Where(d => d.UsagerId == absorbed).ToListAsync(ct)) received.AttachTo(kept);
        var jobs = await db.Transmissions.Where(t => t.UsagerId == absorbed).ToListAsync(ct);
        foreach (var job in jobs) job.AttachTo(kept);

        // The absorbed one had no INS; the kept one may.
        if (!jobs.Exists(job => job.Status == TransmissionStatus.WaitingForIns) || await identities.FindAsync(kept, ct) is not { Qualified: true }) return;
        foreach (var job in jobs.Where(job => job.Status == TransmissionStatus.WaitingForIns)) ReleaseOnInsQualified.Release(job, db, clock.GetUtcNow());
    }
}
