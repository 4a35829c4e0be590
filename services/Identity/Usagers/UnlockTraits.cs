using System.ComponentModel.DataAnnotations;
using Identity.History;
using Identity.Mastery;
using Identity.Protection;
using Identity.Rights;
using Platform;

namespace Identity.Usagers;

public sealed record UnlockRequest([property: Required(ErrorMessage = UnlockRequest.Why), MinLength(5, ErrorMessage = UnlockRequest.Why), MaxLength(300, ErrorMessage = UnlockRequest.Why)] string Reason)
{
    internal const string Why = "Indiquez le motif du déverrouillage, de 5 à 300 caractères.";
}

internal static class UnlockTraits
{
    public static async Task<UsagerView> Unlock(
        Guid id, UnlockRequest request, HttpContext http, IdentityDbContext db, IdentityRights rights, MasterOfTraits master, InsVault vault, TimeProvider clock, CancellationToken ct)
    {
        var usager = await rights.FindAsync(id, "V", "identity.unlock", ct);
        await master.RequireMasterAsync(ct);
        http.CheckVersion(usager.Version);
        var now = clock.GetUtcNow();
        var before = Snapshot.Of(usager);
        usager.Unlock(request.Reason, now);
        db.History.Add(HistoryEntry.Of(usager, before, "unlocked", request.Reason, rights.Author, now));
        rights.Audit(usager.Id, "identity.unlock");
        await db.SaveChangesAsync(ct);
        http.SetVersion(usager.Version);
        return vault.View(usager);
    }
}
