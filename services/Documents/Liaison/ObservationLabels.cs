namespace Documents.Liaison;

/// <summary>The observations a DLU may carry, with their French labels.</summary>
public static class ObservationLabels
{
    private static readonly Dictionary<string, string> Labels = new(StringComparer.Ordinal)
    {
        ["communicates"] = "Communique", ["oriented"] = "Orienté(e) dans le temps et l'espace", ["disoriented"] = "Désorienté(e)",
        ["agitation"] = "Agitation", ["non-compliant"] = "Refus de soins", ["suicidal"] = "Idées suicidaires", ["low-vision"] = "Baisse de la vision",
        ["hearing-loss"] = "Baisse de l'audition", ["language-disorder"] = "Trouble du langage", ["falls"] = "Chutes", ["wandering"] = "Déambulation",
        ["runaway"] = "Fugue", ["restraint"] = "Contention", ["pressure-sore-risk"] = "Risque d'escarre", ["aspiration-risk"] = "Risque de fausse route",
    };

    public static bool Known(string code) => Labels.ContainsKey(code);

    public static string Of(string code) => Labels.GetValueOrDefault(code, code);
}
