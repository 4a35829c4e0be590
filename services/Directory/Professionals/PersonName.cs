using Platform;

namespace HealthDirectory.Professionals;

/// <summary>An account is somebody's: what names a desk, a function or a machine is refused.</summary>
internal static class PersonName
{
    private static readonly HashSet<string> Desks = new(StringComparer.Ordinal)
    {
        "ACCUEIL", "ADMIN", "ADMINISTRATEUR", "ADMINISTRATION", "AGENT", "AIDE SOIGNANT", "AIDE SOIGNANTE", "ANIMATEUR", "ANIMATRICE", "ANONYME", "AS", "ASTREINTE", "BUREAU", "COMMUN", "COMPTA", "COMPTABILITE", "COMPTE",
        "CUISINE", "DIRECTEUR", "DIRECTION", "DIRECTRICE", "DOCTEUR", "EDUCATEUR", "EDUCATRICE", "EQUIPE", "FACTURATION", "GENERIQUE", "IDE", "IDEC", "INFIRMERIE", "INFIRMIER", "INFIRMIERE", "INFORMATIQUE", "INTERIM",
        "INTERIMAIRE", "INVITE", "JOUR", "KINE", "LINGERIE", "MEDECIN", "NUIT", "ORDINATEUR", "PARTAGE", "POSTE", "PSYCHOLOGUE", "RDC", "REMPLACANT", "REMPLACANTE", "SALLE", "SECRETAIRE", "SECRETARIAT", "SERVICE", "SOINS",
        "STAGIAIRE", "TABLETTE", "TEST", "UNITE", "UTILISATEUR", "VACATAIRE", "VEILLEUR",
    };

    /// <summary>Refuses a name that nobody bears.</summary>
    public static void Require(string nationalId, string familyName, string givenName)
    {
        var (family, given) = (FoldedName.Of(familyName), FoldedName.Of(givenName));
        var internalNumber = nationalId.IndexOf('/', StringComparison.Ordinal) is var slash and >= 0 ? FoldedName.Of(nationalId[(slash + 1)..]) : "";
        // « Infirmier » is a family name, « Infirmier Nuit » is nobody.
        if (Desk(given) || Desk($"{family} {given}") || Desk(internalNumber) && internalNumber.Any(char.IsAsciiLetter))
            throw new BadInputException("generic-account", "Un compte est celui d'une personne : les comptes de service, de poste ou d'équipe ne sont pas créés. Enregistrez chaque professionnel sous son nom et son identifiant ; une équipe partage une boîte ou une liste de tâches, jamais un compte.");
    }

    // « IDE 2 » is the desk « IDE »; a name that is only a number is nobody's either.
    private static bool Desk(string name)
    {
        var words = string.Concat(name.Where(letter => !char.IsAsciiDigit(letter))).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return Desks.Contains(string.Join(' ', words)) || words.All(Desks.Contains);
    }
}
