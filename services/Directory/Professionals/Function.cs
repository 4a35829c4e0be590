namespace HealthDirectory.Professionals;

/// <summary>What a person does in an establishment: the rows of the habilitation matrices (EHPAD, IME).</summary>
public enum Function
{
    MedecinCoordonnateur,
    MedecinTraitant,
    Ide,
    AideSoignant,
    Psychologue,
    Reeducateur,
    Animateur,
    SecretaireAdmission,
    ReferentFacturation,
    Directeur,
    IdeDeNuit,
    Veilleur,
    EquipeMobile,
    Pharmacien,
    ReferentIdentitovigilance,
    Dpo,
    AdminTechnique,
    Editeur,
    Medecin,
    EducateurSpecialise,
    MoniteurEducateur,
    Enseignant,
    AssistantSocial,
    ChefDeService,
    Chauffeur,
    RessourcesHumaines,
}

internal static class FunctionNames
{
    /// <summary>The house code carried between services: medecin-coordonnateur…</summary>
    public static string Code(this Function function) => function switch
    {
        Function.MedecinCoordonnateur => "medecin-coordonnateur",
        Function.MedecinTraitant => "medecin-traitant",
        Function.Ide => "ide",
        Function.AideSoignant => "aide-soignant",
        Function.Psychologue => "psychologue",
        Function.Reeducateur => "reeducateur",
        Function.Animateur => "animateur",
        Function.SecretaireAdmission => "secretaire-admission",
        Function.ReferentFacturation => "referent-facturation",
        Function.Directeur => "directeur",
        Function.IdeDeNuit => "ide-de-nuit",
        Function.Veilleur => "veilleur",
        Function.EquipeMobile => "equipe-mobile",
        Function.Pharmacien => "pharmacien",
        Function.ReferentIdentitovigilance => "referent-identitovigilance",
        Function.Dpo => "dpo",
        Function.AdminTechnique => "admin-technique",
        Function.Medecin => "medecin",
        Function.EducateurSpecialise => "educateur-specialise",
        Function.MoniteurEducateur => "moniteur-educateur",
        Function.Enseignant => "enseignant",
        Function.AssistantSocial => "assistant-social",
        Function.ChefDeService => "chef-de-service",
        Function.Chauffeur => "chauffeur",
        Function.RessourcesHumaines => "ressources-humaines",
        _ => "editeur",
    };

    /// <summary>What people read.</summary>
    public static string Label(this Function function) => function switch
    {
        Function.MedecinCoordonnateur => "Médecin coordonnateur",
        Function.MedecinTraitant => "Médecin traitant",
        Function.Ide => "Infirmier diplômé d'État",
        Function.AideSoignant => "Aide-soignant",
        Function.Psychologue => "Psychologue",
        Function.Reeducateur => "Rééducateur",
        Function.Animateur => "Animateur",
        Function.SecretaireAdmission => "Secrétaire d'admission",
        Function.ReferentFacturation => "Référent facturation",
        Function.Directeur => "Directeur",
        Function.IdeDeNuit => "Infirmier de nuit",
        Function.Veilleur => "Veilleur de nuit",
        Function.EquipeMobile => "Équipe mobile",
        Function.Pharmacien => "Pharmacien",
        Function.ReferentIdentitovigilance => "Référent identitovigilance",
        Function.Dpo => "Délégué à la protection des données",
        Function.AdminTechnique => "Administrateur technique",
        Function.Medecin => "Médecin",
        Function.EducateurSpecialise => "Éducateur spécialisé",
        Function.MoniteurEducateur => "Moniteur-éducateur",
        Function.Enseignant => "Enseignant",
        Function.AssistantSocial => "Assistant de service social",
        Function.ChefDeService => "Chef de service",
        Function.Chauffeur => "Chauffeur",
        Function.RessourcesHumaines => "Ressources humaines",
        _ => "Logiciel tiers",
    };

    /// <summary>A function by its code or by what people call it; null when unknown.</summary>
    public static Function? Read(string text)
    {
        var folded = FoldedName.Of(text);
        foreach (var function in Enum.GetValues<Function>())
            if (function != Function.Editeur && (FoldedName.Of(function.Code()) == folded || FoldedName.Of(function.Label()) == folded)) return function;
        return null;
    }
}
