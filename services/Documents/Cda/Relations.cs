namespace Documents.Cda;

/// <summary>How a contact is related to the person (JDV_J11, the part an ESMS uses).</summary>
public static class Relations
{
    private static readonly Dictionary<string, string> Labels = new(StringComparer.Ordinal)
    {
        ["MTH"] = "Mère", ["FTH"] = "Père", ["DAU"] = "Fille biologique", ["SON"] = "Fils biologique", ["DAUC"] = "Fille", ["SONC"] = "Fils", ["BRO"] = "Frère",
        ["SIS"] = "Soeur", ["GRNDDAU"] = "Petite-fille", ["GRNDSO"] = "Petit-fils", ["NEPHEW"] = "Neveu", ["NIECE"] = "Nièce", ["HUSB"] = "Epoux", ["WIFE"] = "Epouse",
        ["DOMPART"] = "Concubin(e) ou partenaire PACS", ["SIGOTHR"] = "Conjoint", ["FRND"] = "Autre proche", ["NBOR"] = "Voisin(e)", ["FAMMEMB"] = "Autre membre de la famille",
    };

    private static readonly Dictionary<string, string> Protections = new(StringComparer.Ordinal) { ["TUTEUR"] = "Tuteur", ["CURATEUR"] = "Curateur", ["MSVG"] = "Mandataire de sauvegarde" };

    public static bool Known(string code) => code.Length == 0 || Labels.ContainsKey(code) || Protections.ContainsKey(code);

    public static Coded? Of(string code) => Labels.TryGetValue(code, out var label) ? new(code, label, Oids.Relation)
        : Protections.TryGetValue(code, out var protection) ? new(code, protection, Oids.Protection) : null;
}
