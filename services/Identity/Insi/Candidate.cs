using System.Text.Json;
using Identity.Matricules;
using Identity.Protection;
using Identity.Traits;

namespace Identity.Insi;

/// <summary>INSi's identity as it waits, sealed, for a human decision.</summary>
internal sealed record Candidate(string Matricule, string Oid, IReadOnlyList<FormerIns> Former, TypedTraits Traits, bool FirstGivenNameDerived)
{
    public static string Seal(InsVault vault, InsiCall call, InsiIdentity found)
    {
        var t = found.Traits;
        var typed = new TypedTraits(t.BirthName.Value, t.GivenNames.First.Value, t.GivenNames.List, t.BirthDate.Text, t.Sex.ToString(), t.BirthPlace.Code, IncompleteBirthDate: true);
        var candidate = new Candidate(found.Active.Matricule.Value, found.Active.Oid, [.. found.Former.Select(f => new FormerIns(f.Matricule.Value, f.Oid))], typed, found.FirstGivenNameDerived);
        return vault.Seal(call.TenantId, Place(call), JsonSerializer.Serialize(candidate));
    }

    public static InsiIdentity? Open(InsVault vault, InsiCall call)
    {
        if (call.Candidate is null) return null;
        var kept = JsonSerializer.Deserialize<Candidate>(vault.Open(call.TenantId, Place(call), call.Candidate))!;
        return new(Ins(kept.Matricule, kept.Oid), [.. kept.Former.Select(f => Ins(f.Matricule, f.Oid))], kept.Traits.Read(DateOnly.MaxValue).Traits!, kept.FirstGivenNameDerived);
    }

    private static Ins Ins(string text, string oid) =>
        Matricules.Matricule.TryRead(text, out var matricule, out _) ? new(matricule, oid) : throw new InvalidDataException("A sealed matricule is always well formed.");

    private static string Place(InsiCall call) => $"insi-call/{call.Id}";
}

internal sealed record FormerIns(string Matricule, string Oid);
