namespace Documents.Liaison;

/// <summary>What an emergency liaison document (DLU) tells the team that takes over. A null list means "not filled in"; an empty one with <c>None</c> set means "looked for, none".</summary>
public sealed record LiaisonContent
{
    /// <summary>Why the person is sent: the reason of the call or of the transfer.</summary>
    public string Reason { get; init; } = "";

    public Answered<Problem> CurrentProblems { get; init; } = new();
    public Answered<Problem> MedicalHistory { get; init; } = new();
    public Answered<Allergy> Allergies { get; init; } = new();
    public Answered<Treatment> Treatments { get; init; } = new();
    public IReadOnlyList<EmergencyContact> Contacts { get; init; } = [];
    public TreatingDoctor? TreatingDoctor { get; init; }

    /// <summary>Hospital that the person or the team prefers.</summary>
    public string PreferredHospital { get; init; } = "";

    public bool? PalliativeCare { get; init; }
    public bool? AdvanceDirectives { get; init; }
    public IReadOnlyList<Observation> Observations { get; init; } = [];

    /// <summary>Carrier of multi-resistant bacteria.</summary>
    public bool? ResistantBacteria { get; init; }

    public IReadOnlyList<string> Vaccinations { get; init; } = [];
    public IReadOnlyList<string> Attachments { get; init; } = [];
    public string Comment { get; init; } = "";
}

/// <summary>A list that is either filled in, or known to be empty: silence and "none" are not the same in an emergency.</summary>
public sealed record Answered<T>
{
    public IReadOnlyList<T> Items { get; init; } = [];
    public bool None { get; init; }
    public bool Filled => Items.Count > 0 || None;
}

public sealed record Problem(string Label, string Code = "", string Since = "");

public sealed record Allergy(string Substance, string Reaction = "");

public sealed record Treatment(string Drug, string Dosage, string LastIntake = "");

/// <param name="Role">emergency (to call in an emergency) or trusted (personne de confiance).</param>
/// <param name="Relation">Code of JDV_J11, e.g. DAUC, SONC, WIFE; empty when unknown.</param>
public sealed record EmergencyContact(string FamilyName, string GivenName, string Phone, string Role = "emergency", string Relation = "");

public sealed record TreatingDoctor(string FamilyName, string GivenName, string Rpps = "", string Phone = "");

/// <param name="Code">communicates, oriented, disoriented, agitation, falls, wandering, runaway, restraint, pressure-sore-risk, aspiration-risk…</param>
public sealed record Observation(string Code, bool Present, string Detail = "");
