using Contracts.Identity;
using Documents.Transmissions;
using Microsoft.EntityFrameworkCore;
using Platform.Merging;

namespace Documents.Records;

/// <summary>
/// Two identities were one person: her documents, what has not left yet and what was received go with the kept one. When they were not, each
/// has again what was theirs; what was written meanwhile, and what left meanwhile under the other one's identity, is to be sorted.
/// </summary>
public sealed class FollowMerge(DocumentsDbContext db, IdentityClient identities, TimeProvider clock) : MergeFollower
{
    public const string Document = "document", Received = "received-document", Sent = "transmission-sent";

    public override IReadOnlyList<SubjectRows> Carried => Rows(db);

    public static Task Apply(IdentityMerged fact, DocumentsDbContext db, FollowMerge follow, CancellationToken ct) =>
        new MergeBook(db).JoinAsync(fact.AbsorbedUsagerId, fact.KeptUsagerId, fact.MergedAt, follow, ct);

    public static Task Undo(IdentityUnmerged fact, DocumentsDbContext db, FollowMerge follow, CancellationToken ct) => follow.PartAsync(fact, ct);

    /// <summary>All that names a person here.</summary>
    public static IReadOnlyList<SubjectRows> Rows(DocumentsDbContext db) =>
    [
        new(Document, (who, ct) => db.Documents.Where(d => d.UsagerId == who).Select(d => d.Id).ToListAsync(ct), (from, ids, to, ct) => GiveAsync(db, ids, from, to, ct)),
        SubjectRows.Of("transmission", db.Transmissions, t => t.Id, t => t.UsagerId, follows: true),
        new(Received, (who, ct) => db.ReceivedDocuments.Where(d => d.UsagerId == who).Select(d => d.Id).ToListAsync(ct),
            (from, ids, to, ct) => db.ReceivedDocuments.Where(d => d.UsagerId == from && ids.Contains(d.Id)).ExecuteUpdateAsync(set => set.SetProperty(d => d.UsagerId, to), ct)),
    ];

    /// <summary>A document takes its sendings with it.</summary>
    public static async Task GiveAsync(DocumentsDbContext db, IReadOnlyCollection<Guid> documents, Guid from, Guid to, CancellationToken ct)
    {
        // A deposit under way, or a page that shows the old file, finds that it has changed.
        await db.Documents.Where(d => d.UsagerId == from && documents.Contains(d.Id)).ExecuteUpdateAsync(set => set.SetProperty(d => d.UsagerId, to).SetProperty(d => d.Version, d => d.Version + 1), ct);
        await db.Transmissions.Where(t => t.UsagerId == from && documents.Contains(t.DocumentId)).ExecuteUpdateAsync(set => set.SetProperty(t => t.UsagerId, to).SetProperty(t => t.Version, t => t.Version + 1), ct);
    }

    // The absorbed one had no INS; the kept one may.
    public override async Task FollowedAsync(Guid kept, CancellationToken ct)
    {
        var waiting = await db.Transmissions.Where(t => t.UsagerId == kept && t.Status == TransmissionStatus.WaitingForIns).ToListAsync(ct);
        if (waiting.Count == 0 || await identities.FindAsync(kept, ct) is not { Qualified: true }) return;
        foreach (var job in waiting) ReleaseOnInsQualified.Release(job, db, clock.GetUtcNow());
    }

    private Task PartAsync(IdentityUnmerged fact, CancellationToken ct) => new MergeBook(db).PartAsync(fact.RestoredUsagerId, fact.KeptUsagerId, fact.UnmergedAt, Rows(db), async parting =>
    {
        var documents = parting.Moved[Document].ToList();
        await GiveAsync(db, documents, parting.Kept, parting.Restored, ct);
        // It bore the kept one's INS: where it went, or may have gone already, somebody takes it back.
        var gone = db.Transmissions.AsNoTracking().Where(t => t.UsagerId == parting.Restored
            && (t.SentAt >= parting.Since || (t.SentAt == null && t.Attempts > 0 && (t.Status == TransmissionStatus.Sending || t.Status == TransmissionStatus.Waiting))));
        foreach (var sent in await gone.Select(t => t.Id).ToListAsync(ct)) parting.Sort(Sent, sent);
    }, ct);
}
