using System.ComponentModel.DataAnnotations;
using Contracts.Identity;
using Identity.History;
using Identity.Matching;
using Identity.Protection;
using Identity.Rights;
using Identity.Usagers;
using Platform;

namespace Identity.Merging;

public sealed record UnmergeRequest([property: Required(ErrorMessage = UnmergeRequest.Why), MinLength(3, ErrorMessage = UnmergeRequest.Why), MaxLength(300, ErrorMessage = UnmergeRequest.Why)] string Reason)
{
    internal const string Why = "Expliquez en 3 à 300 caractères pourquoi la fusion était une erreur.";
}

internal static class UndoMerge
{
    public static async Task<UsagerView> Undo(Guid id, UnmergeRequest request, HttpContext http, IdentityDbContext db, IdentityRights rights, SimilarUsagers similar, InsVault vault, TimeProvider clock, CancellationToken ct)
    {
        var usager = await rights.FindAsync(id, "V", "identity.unmerge", ct);
        http.RequireVersion(usager.Version);
        var now = await MergeMoment.AfterLastAsync(db, usager.Id, clock.GetUtcNow(), ct);
        var before = Snapshot.Of(usager);
        var kept = usager.StandAgain();
        await similar.ReindexAsync(usager, ct);
        db.TellChanged(usager, before, MergeMoment.Unmerged, request.Reason, rights.Author, now);
        db.Publish(IdentityUnmerged.Topic, new IdentityUnmerged(usager.Id, kept, now), usager.Id);
        rights.Audit(usager.Id, "identity.unmerge", kept.ToString());
        await db.SaveChangesAsync(ct);
        http.SetVersion(usager.Version);
        return vault.View(usager);
    }
}
