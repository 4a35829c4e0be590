namespace Documents.Cda;

/// <summary>What an author is, as documents (JDV_J01) and identification tokens (JDV_J65) write it.</summary>
public static class Professions
{
    private const string ProfessionOfToken = "1.2.250.1.71.1.2.7", SkillOfToken = "1.2.250.1.71.4.2.5";

    private static readonly Dictionary<string, string> Health = new(StringComparer.Ordinal)
    {
        ["10"] = "Médecin", ["21"] = "Pharmacien", ["35"] = "Aide-soignant", ["40"] = "Chirurgien-Dentiste", ["50"] = "Sage-Femme", ["60"] = "Infirmier",
        ["69"] = "Infirmier psychiatrique", ["70"] = "Masseur-Kinésithérapeute", ["80"] = "Pédicure-Podologue", ["91"] = "Orthophoniste", ["92"] = "Orthoptiste",
        ["94"] = "Ergothérapeute", ["95"] = "Diététicien", ["96"] = "Psychomotricien", ["98"] = "Manipulateur ERM",
    };

    private static readonly Dictionary<string, string> Skills = new(StringComparer.Ordinal)
    {
        ["SM04"] = "Cardiologie et maladies vasculaires", ["SM18"] = "Gériatrie", ["SM26"] = "Qualifié en Médecine Générale", ["SM27"] = "Médecine interne",
        ["SM29"] = "Médecine physique et réadaptation", ["SM32"] = "Neurologie", ["SM42"] = "Psychiatrie", ["SM53"] = "Spécialiste en Médecine Générale",
        ["SM54"] = "Médecine Générale", ["SM59"] = "Médecine d'urgence",
    };

    // Staff without a health profession sign under a role of TRE_R85.
    private static readonly Dictionary<string, (string Code, string Label)> RolesByFunction = new(StringComparer.Ordinal)
    {
        ["directeur"] = ("359", "Directeur d'établissement"), ["secretaire-admission"] = ("331", "Secrétaire assistante médico-administrative"),
        ["educateur-specialise"] = ("326", "Educateur spécialisé"), ["moniteur-educateur"] = ("324", "Moniteur éducateur"), ["aes"] = ("328", "Accompagnant éducatif et social"),
        ["amp"] = ("323", "Aide médico-psychologique (AMP)"), ["animateur"] = ("368", "Animateur"), ["coordonnateur"] = ("330", "Coordonnateur de parcours"),
    };

    public static readonly Coded Software = new("LOGICIEL_DUI", "Logiciel de Dossier Usager Informatisé", Oids.Producer);

    /// <summary>What people call a health profession; null when it is none.</summary>
    public static string? NameOf(string profession) => Health.GetValueOrDefault(profession);

    public static Coded AuthorCode(string profession, string skill, string function)
    {
        if (profession == "10" && Skills.TryGetValue(skill, out var label)) return new($"G15_10/{skill}", $"Médecin - {label} (SM)", Oids.Profession);
        if (Health.TryGetValue(profession, out var name)) return new("G15_" + profession, name, Oids.Profession);
        return Role(function);
    }

    public static IReadOnlyList<Coded> Roles(string profession, string skill, string function)
    {
        if (!Health.TryGetValue(profession, out var name)) return [Role(function)];
        var first = new Coded(profession, name, ProfessionOfToken);
        return Skills.TryGetValue(skill, out var label) ? [first, new(skill, label + " (SM)", SkillOfToken)] : [first];
    }

    private static Coded Role(string function) => RolesByFunction.TryGetValue(function, out var role)
        ? new(role.Code, role.Label, Oids.Role)
        : new("353", "Membre de l'équipe de soins", Oids.Role);
}
