namespace Documents.Cda;

/// <summary>Sectors of activity of structures (TRE_R02) and the practice setting each implies (JDV_J04).</summary>
public static class Sectors
{
    private static readonly Dictionary<string, string> Labels = new(StringComparer.Ordinal)
    {
        ["SA01"] = "Etablissement public de santé", ["SA05"] = "Centre de santé", ["SA07"] = "Cabinet individuel", ["SA08"] = "Cabinet de groupe",
        ["SA15"] = "PMI et Planification familiale", ["SA16"] = "Etablissement pour personnes handicapées", ["SA17"] = "Etablissement pour personnes âgées",
        ["SA18"] = "Etablissement aide à la famille", ["SA20"] = "Etablissement pour la protection de l'enfance", ["SA21"] = "Etablissement d'hébergement et de réadaptation",
        ["SA33"] = "Pharmacie d'officine", ["SA41"] = "Autre établissement du domaine social ou médico-social", ["SA52"] = "Maison de santé ou Pôle de santé",
    };

    public static Coded Of(string sector) => new(sector, Labels.GetValueOrDefault(sector, ""), Oids.Sector);

    public static Coded PracticeOf(string sector) => sector switch
    {
        "SA16" or "SA17" or "SA18" or "SA20" or "SA21" or "SA41" => new("ESSMS", "Etablissement ou Service Social ou Médico-Social", Oids.Practice),
        "SA01" => new("ETABLISSEMENT", "Etablissement de santé", Oids.Practice),
        _ => new("AMBULATOIRE", "Ambulatoire", Oids.Practice),
    };
}
