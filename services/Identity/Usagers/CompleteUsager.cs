using Identity.History;
using Identity.Matching;
using Identity.Protection;
using Identity.Rights;
using Platform;

namespace Identity.Usagers;

public sealed record Completion(ComplementaryTraits Complementary, Guid? EstablishmentId = null, Guid? UnitId = null)
{
    public override string ToString() => "Completion";
}

internal static class CompleteUsager
{
    public static async Task<UsagerView> Complete(
        Guid id, Completion request, HttpContext http, IdentityDbContext db, IdentityRights rights, SimilarUsagers similar, InsVault vault, TimeProvider clock, CancellationToken ct)
    {
        var usager = await rights.FindAsync(id, "U", "identity.complete", ct);
        http.RequireVersion(usager.Version);
        var before = Snapshot.Of(usager);
        usager.Complete(request.Complementary, new(request.EstablishmentId, request.UnitId));
        await similar.ReindexAsync(usager, ct);
        db.TellChanged(usager, before, "completed", null, rights.Author, clock.GetUtcNow());
        rights.Audit(usager.Id, "identity.complete");
        await db.SaveChangesAsync(ct);
        http.SetVersion(usager.Version);
        return vault.View(usager);
    }
}
