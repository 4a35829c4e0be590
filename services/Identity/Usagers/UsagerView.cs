using Identity.Matricules;
using Identity.Protection;
using Identity.Qualification;

namespace Identity.Usagers;

/// <summary>An identity as shown. The INS is there only while the identity is qualifiée.</summary>
public sealed record UsagerView(
    Guid Id, string Ipp, int Version, string Status, string StatusLabel, IReadOnlyList<string> Marks, Guid? EstablishmentId, Guid? UnitId,
    TraitsView Traits, ComplementaryTraits Complementary, InsView? Ins, bool TraitsFrozen, DateTimeOffset? UnlockedUntil, bool Active, IReadOnlyList<string> BlockedFunctions, Guid? MergedInto = null);

public sealed record TraitsView(string BirthName, string BirthNameTyped, string FirstGivenName, string GivenNames, string BirthDate, bool BirthDateIncomplete, string Sex, string BirthPlace);

public sealed record InsView(string Matricule, string Oid);

public static class UsagerViews
{
    private static readonly string[] NeedQualification = ["dmp", "mssante-ins", "messagerie-citoyenne"];

    public static UsagerView View(this InsVault vault, Usager u) => new(
        u.Id, u.Ipp, u.Version, u.Status.Code(), $"Identité {u.Status.French()}", u.Marks.Names(), u.EstablishmentId, u.UnitId, Traits(u), u.Complementary,
        vault.OpenIfQualified(u) is { } ins ? new(ins.Matricule.Value, ins.Oid) : null, u.Reliability.TraitsFrozen, u.UnlockedUntil, u.Active,
        u.Reliability.InsMayLeave ? [] : NeedQualification, u.MergedInto);

    public static TraitsView Traits(Usager u) =>
        new(u.BirthName, u.BirthNameTyped, u.FirstGivenName, u.GivenNames, u.BirthDate, u.Traits.BirthDate.IsIncomplete, u.Sex.ToString(), u.BirthPlace);

    public static SealedIns Seal(this InsVault vault, Guid tenantId, Guid usagerId, Ins ins) =>
        new() { Cipher = vault.Seal(tenantId, Where(usagerId), ins.Matricule.Value), Digest = vault.Digest(tenantId, ins), Oid = ins.Oid };

    public static Ins? OpenIfQualified(this InsVault vault, Usager u) =>
        u is { Ins: { } kept, Reliability.InsMayLeave: true } && Matricule.TryRead(vault.Open(u.TenantId, Where(u.Id), kept.Cipher), out var matricule, out _) ? new(matricule, kept.Oid) : null;

    private static string Where(Guid usagerId) => $"usager/{usagerId}/ins";
}
