using Contracts.Documents;
using Documents.Transmissions;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Documents.Records;

/// <summary>What happens to a version when the next one is final, or when it is void.</summary>
public sealed class Succession(DocumentsDbContext db, TimeProvider clock)
{
    public async Task TakePlaceAsync(HealthDocument next, CancellationToken ct)
    {
        if (next.ReplacesId is not { } id) return;
        var old = await db.Documents.SingleAsync(d => d.Id == id, ct);
        if (!old.Final) throw new RuleBrokenException("document-superseded", "Une autre version a déjà pris la place de ce document : repartez de la dernière version.");
        db.Publish(DocumentReplaced.Topic, old.ReplaceBy(next, clock.GetUtcNow()), old.Id);
        await StopAsync(old, "document-replaced", "Une nouvelle version remplace ce document : envoyez-la.", ct);
    }

    /// <summary>What has not left will not leave.</summary>
    public async Task StopAsync(HealthDocument document, string code, string reason, CancellationToken ct)
    {
        var pending = await db.Transmissions.Where(t => t.DocumentId == document.Id
            && (t.Status == TransmissionStatus.Waiting || t.Status == TransmissionStatus.WaitingForIns || t.Status == TransmissionStatus.Sending)).ToListAsync(ct);
        foreach (var job in pending) db.Publish(TransmissionBlocked.Topic, job.Block(code, reason, clock.GetUtcNow()), job.Id);
    }
}
