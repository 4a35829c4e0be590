using Contracts.Documents;
using Contracts.Identity;
using Microsoft.EntityFrameworkCore;

namespace Documents.Transmissions;

/// <summary>The INS is qualified: what waited for it leaves now.</summary>
public static class ReleaseOnInsQualified
{
    public static async Task Apply(InsQualified fact, DocumentsDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var waiting = await db.Transmissions.Where(t => t.UsagerId == fact.UsagerId && t.Status == TransmissionStatus.WaitingForIns).ToListAsync(ct);
        foreach (var job in waiting) Release(job, db, clock.GetUtcNow());
    }

    public static void Release(Transmission job, DocumentsDbContext db, DateTimeOffset now)
    {
        if (job.Channel == Channel.Dmp) job.Release(now);
        else db.Publish(TransmissionRequested.Topic, job.HandOver(now), job.Id);
    }
}

/// <summary>The INS may leave no more: what has not left is blocked until somebody looks. A deposit under way asks identity itself.</summary>
public static class BlockOnInsLost
{
    public static async Task Apply(InsLost fact, DocumentsDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var pending = await db.Transmissions.Where(t => t.UsagerId == fact.UsagerId && !t.Emergency
            && (t.Status == TransmissionStatus.Waiting || t.Status == TransmissionStatus.Sending && t.Channel != Channel.Dmp)).ToListAsync(ct);
        foreach (var job in pending)
            db.Publish(TransmissionBlocked.Topic, job.Block("ins-lost", "L'INS de la personne n'est plus qualifiée : l'envoi est bloqué. Qualifiez de nouveau l'identité, puis relancez-le.", clock.GetUtcNow()), job.Id);
    }
}
