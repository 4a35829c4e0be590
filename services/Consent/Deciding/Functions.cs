using System.Collections.Frozen;

namespace Consent.Deciding;

/// <summary>What the sheet gives to functions beside the cells of their rows.</summary>
internal static class Functions
{
    /// <summary>
    /// Offices: without a house of their own they work for all houses, within their cells. Who cares works in a house, or is called by name:
    /// the équipe de soins is of the same establishment (L1110-12, 1°), not of the same employer.
    /// </summary>
    public static readonly FrozenSet<string> OfTheOrganisation =
        Set("directeur", "secretaire-admission", "referent-facturation", "referent-identitovigilance", "dpo", "admin-technique", "ressources-humaines", "editeur");

    /// <summary>Référent, nurse, doctor, social worker, secretary, head of service, director: they open a person's data to somebody more.</summary>
    public static readonly FrozenSet<string> MayOpen =
        Set("medecin-coordonnateur", "medecin-traitant", "medecin", "ide", "educateur-specialise", "assistant-social", "secretaire-admission", "chef-de-service", "directeur");

    /// <summary>Whom a mission may call.</summary>
    public const string MobileTeam = "equipe-mobile";

    private static FrozenSet<string> Set(params string[] codes) => codes.ToFrozenSet(StringComparer.Ordinal);
}
