using System.ComponentModel.DataAnnotations;
using Identity.Insi;
using Identity.Matricules;
using Identity.Protection;
using Identity.Rights;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Identity.Usagers;

public sealed record InsQuestion([property: MaxLength(40)] string Matricule, [property: MaxLength(64)] string? Oid = null)
{
    public override string ToString() => "InsQuestion";
}

internal static class FindByIns
{
    public static async Task<IReadOnlyList<UsagerView>> Search(InsQuestion request, IdentityDbContext db, IdentityRights rights, AcceptedAuthorities accepted, InsVault vault, CancellationToken ct)
    {
        if (!Matricule.TryRead(request.Matricule, out var matricule, out var fault)) throw Refusal(fault);
        if (MatriculeRule.Judge(matricule, request.Oid ?? "", MatriculeOrigin.Typed) == MatriculeVerdict.Refused) throw Refusal(MatriculeFault.Key);
        if (request.Oid is { Length: > 0 } oid && !accepted.Oids.Contains(oid)) throw new BadInputException("oid-refused", "Cette autorité d'affectation n'est pas acceptée dans cet environnement. Vérifiez l'OID de l'INS.");

        var people = await HoldersAsync(matricule, request.Oid, db, accepted, vault, ct);
        var readable = await rights.KeepReadableAsync(people, u => (u.Id, u.EstablishmentId, u.UnitId), ct);
        foreach (var usager in readable) rights.AuditRead(usager, "identity.ins-search");
        await db.SaveChangesAsync(ct);
        return [.. readable.Select(vault.View)];
    }

    public static async Task<List<Usager>> HoldersAsync(Matricule matricule, string? oid, IdentityDbContext db, AcceptedAuthorities accepted, InsVault vault, CancellationToken ct)
    {
        var digests = (oid is { Length: > 0 } ? new HashSet<string> { oid } : accepted.Oids).Select(o => vault.Digest(db.TenantId, new(matricule, o))).ToList();
        return await db.Usagers.AsNoTracking().Where(u => u.Active && u.Ins != null && digests.Contains(u.Ins.Digest)).ToListAsync(ct);
    }

    private static BadInputException Refusal(MatriculeFault fault) => new("invalid-matricule", MatriculeRule.Explain(fault));
}
