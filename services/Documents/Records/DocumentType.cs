using Documents.Cda;

namespace Documents.Records;

/// <summary>A type of document of the national nomenclature (JDV_J07) with the class it belongs to (TRE_A03). The class is looked up here and nowhere else.</summary>
/// <param name="EventCode">The act that a document of this type tells of.</param>
public sealed record DocumentType(string Code, string Label, string Class, Coded EventCode)
{
    public const string EmergencyLiaison = "74207-2";

    /// <summary>Sent to a requis when no platform can be reached.</summary>
    public const string TelemedicineRequest = "75496-0";

    private static readonly Coded History = new("34117-2", "Historique et clinique", Oids.Loinc, "LOINC");

    private static readonly Dictionary<string, string> Classes = new(StringComparer.Ordinal)
    {
        ["10"] = "Compte rendu", ["11"] = "Synthèse", ["31"] = "Imagerie médicale", ["42"] = "Prescription", ["43"] = "Dispensation",
        ["44"] = "Plan de soins, protocole de soins", ["45"] = "Traitement administré", ["52"] = "Certificat, déclaration",
        ["60"] = "Données de remboursement", ["90"] = "Autres documents déposés par le patient", ["95"] = "Document de gestion",
    };

    private static readonly Dictionary<string, DocumentType> Known = new (string Code, string Label, string Class)[]
    {
        ("74207-2", "Document de liaison d'urgence", "11"),
        ("60591-5", "Synthèse médicale", "11"),
        ("SYNTH", "Synthèse", "11"),
        ("34133-9", "Synthèse d'épisode de soins", "11"),
        ("11490-0", "Lettre de liaison à la sortie d'un établissement de soins", "10"),
        ("18761-7", "Note de transfert (dont lettre de liaison à l'entrée en établissement de soins)", "11"),
        ("88348-8", "Lettre de liaison d'entrée en structure sociale ou médico-sociale", "11"),
        ("83981-1", "Lettre de liaison à la sortie d'une structure sociale ou médico-sociale", "10"),
        ("34112-3", "CR hospitalier (séjour)", "10"),
        ("11488-4", "CR ou fiche de consultation ou de visite", "10"),
        ("15507-7", "CR de passage aux urgences", "10"),
        ("78341-5", "Fiche de transfert vers le service des urgences", "11"),
        ("60280-5", "Fiche de retour du service des urgences", "11"),
        ("11506-3", "CR ou fiche de suivi de soins par auxiliaire médical", "10"),
        ("28653-4", "Document du secteur social / médico-social", "10"),
        ("80788-3", "Projet personnalisé d'accompagnement", "44"),
        ("80771-9", "Projet d'accueil individualisé", "44"),
        ("18776-5", "Plan personnalisé de soins", "44"),
        ("83869-8", "Plan personnalisé de prévention", "44"),
        ("77604-7", "Planification thérapeutique", "44"),
        ("34842-5", "Grille d'évaluation médico-social", "11"),
        ("BIL_AUTO", "CR de bilan d'évaluation de la perte d'autonomie", "10"),
        ("83901-9", "Bilan psychologique", "11"),
        ("34794-8", "CR de réunion de concertation pluridisciplinaire", "10"),
        ("11502-2", "CR d'examens biologiques", "10"),
        ("18748-4", "CR d'imagerie médicale", "31"),
        ("57833-6", "Prescription de produits de santé", "42"),
        ("57832-8", "Prescription de soins", "42"),
        ("57828-6", "Prescription (autre)", "42"),
        ("60593-1", "Dispensation médicamenteuse", "43"),
        ("80565-5", "CR d'administration de médicaments", "45"),
        ("11369-6", "Historique des vaccinations", "52"),
        ("87273-9", "Note de vaccination", "52"),
        ("89601-9", "Certificat médical", "52"),
        ("CERT_DECL", "Certificat, déclaration", "52"),
        ("EXPPAT_1", "Volontés et droits du patient", "90"),
        ("EXPPAT_2", "Autre document du patient", "90"),
        ("EXPPAT_3", "Directives anticipées", "90"),
        ("85208-7", "CR de télémédecine", "10"),
        ("75496-0", "Demande d'acte de télémédecine", "42"),
        ("51851-4", "Document administratif", "95"),
        ("ATTEST-HEBGT", "Attestation d'hébergement", "95"),
    }.ToDictionary(t => t.Code, t => new DocumentType(t.Code, t.Label, t.Class, History), StringComparer.Ordinal);

    public Coded Coded => new(Code, Label, char.IsAsciiDigit(Code[0]) ? Oids.Loinc : Oids.ComplementaryType, char.IsAsciiDigit(Code[0]) ? "LOINC" : "TRE_A05");

    public Coded ClassCode => new(Class, Classes[Class], Oids.DocumentClass);

    /// <summary>The category of the habilitation matrix that says who may read and write it.</summary>
    public string Category => (Code, Class) switch
    {
        ("80788-3" or "80771-9", _) => "PPA",
        ("83901-9", _) => "PSY",
        ("28653-4", _) => "SOC",
        ("11506-3", _) => "SOI",
        ("34842-5" or "BIL_AUTO", _) => "AVQ",
        ("EXPPAT_1" or "EXPPAT_3", _) => "JUR",
        (_, "95") => "ADM",
        _ => "MED",
    };

    /// <summary>Useful to the coordination of care, hence fit for the DMP; social and educational papers stay in the house.</summary>
    public bool ForDmp => Category is "MED" or "SOI" or "AVQ" or "JUR" or "PPA";

    public static IEnumerable<DocumentType> All => Known.Values;

    /// <summary>The type of a code, or null when the nomenclature of the house does not hold it: an unknown type is refused, never guessed.</summary>
    public static DocumentType? Find(string code) => Known.GetValueOrDefault(code);
}
