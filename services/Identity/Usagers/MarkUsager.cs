using System.ComponentModel.DataAnnotations;
using Identity.History;
using Identity.Protection;
using Identity.Qualification;
using Identity.Rights;
using Platform;

namespace Identity.Usagers;

public sealed record MarksRequest(bool Homonyme, bool Douteuse, bool Fictive, [property: MaxLength(300)] string? Reason = null)
{
    internal IdentityMarks Marks =>
        (Homonyme ? IdentityMarks.Homonyme : 0) | (Douteuse ? IdentityMarks.Douteuse : 0) | (Fictive ? IdentityMarks.Fictive : 0);
}

internal static class MarkUsager
{
    public static async Task<UsagerView> Mark(Guid id, MarksRequest request, HttpContext http, IdentityDbContext db, IdentityRights rights, Insi.Attribution attribution, InsVault vault, TimeProvider clock, CancellationToken ct)
    {
        var usager = await rights.FindAsync(id, "U", "identity.mark", ct);
        http.RequireVersion(usager.Version);
        var before = Snapshot.Of(usager);
        var held = usager.Ins;
        usager.Mark(request.Marks);
        var reason = request.Fictive ? "fictive" : request.Douteuse ? "douteuse" : "marks";
        if (held is not null && usager.Ins is null) await attribution.CloseAsync(usager.Id, reason, ct);
        db.TellChanged(usager, before, "marked", reason, rights.Author, clock.GetUtcNow());
        rights.Audit(usager.Id, "identity.mark");
        await db.SaveChangesAsync(ct);
        http.SetVersion(usager.Version);
        return vault.View(usager);
    }
}
