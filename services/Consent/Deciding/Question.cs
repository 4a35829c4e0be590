namespace Consent.Deciding;

/// <summary>May this situation do this with that person's data?</summary>
/// <param name="Channel">dmp, mssante, citizen, or empty when nothing leaves.</param>
/// <param name="EstablishmentId">Where identity says that the person lives, while no fact has told consent.</param>
internal sealed record Question(Guid SituationId, Guid UsagerId, string Category, string Action, string Purpose, string Channel = "", string Recipient = "",
    Guid? EstablishmentId = null, Guid? UnitId = null)
{
    /// <summary>The house and the unit of the person. What identity has told wins: nobody makes a person theirs by naming their own house.</summary>
    public (Guid? House, Guid? Unit) Whereabouts(PersonRules person) => person.Place is { } told ? (told.EstablishmentId, told.UnitId) : (EstablishmentId, UnitId);

    /// <summary>About no person: the trail as a whole, the mail of a house that is about nobody known yet. Only reading is asked so.</summary>
    public bool OfNoPerson => UsagerId == Guid.Empty && Action == "R" && Category is ("LOG" or "MSG");

    /// <summary>The organisation has no such person.</summary>
    public bool Nobody { get; init; }

    /// <summary>A person or a relative asks, not a professional.</summary>
    public Account? Account { get; init; }

    /// <summary>The part of the category that is meant: alerts, synthesis, raw-notes…; empty: all of it.</summary>
    public string Aspect { get; init; } = "";

    public ItemFacts? Item { get; init; }

    /// <summary>on, off, or empty when the asker does not know the shift.</summary>
    public string Duty { get; init; } = "";

    /// <summary>Records that leave at once.</summary>
    public int Count { get; init; }

    /// <summary>The situation that delegated the task.</summary>
    public Guid? OnBehalfOf { get; init; }

    /// <summary>The colleague who acts for <see cref="SituationId"/>, by delegation.</summary>
    public Hand? Hand { get; init; }

    /// <summary>Who holds the pen: what only its author reads is this one's, whoever the rights are of.</summary>
    public Guid Acting => Hand?.SituationId ?? SituationId;

    /// <summary>About her yes and no themselves: a "no" to sharing does not hide from those who must respect it what it says.</summary>
    public bool OfHerWill { get; init; }

    /// <summary>When the professional last signed in strongly; null when no user is behind the call.</summary>
    public SignIn? SignIn { get; init; }
}

/// <summary>An account by invitation: of the person, or of somebody close.</summary>
internal sealed record Account(string Subject, string Kind);

internal sealed record SignIn(DateTimeOffset? At);

/// <summary>Who acts by delegation.</summary>
internal sealed record Hand(Guid SituationId, string NationalId);

/// <summary>What is known of the one thing asked for.</summary>
internal sealed record ItemFacts
{
    public string Id { get; init; } = "";
    public Guid? Author { get; init; }

    /// <summary>N normal, R restricted, V very restricted.</summary>
    public string Confidentiality { get; init; } = "N";

    public bool AuthorOnly { get; init; }
    public bool ThirdParty { get; init; }
    public DateTimeOffset? VisibleFrom { get; init; }
    public IReadOnlyList<string> HiddenFrom { get; init; } = [];
    public IReadOnlyList<Guid> NamedReaders { get; init; } = [];
}

/// <summary>The answer with its reason. A refusal that the caller may not know of reads as "not found".</summary>
internal sealed record Answer(bool Allowed, string Reason, string Explanation, IReadOnlyList<string> Rules, IReadOnlyList<string> Obligations, bool MayKnow)
{
    private static readonly string[] LogOnly = ["log"];

    public Guid? ConsentId { get; init; }
    public bool BreakGlassOffered { get; init; }
    public bool StepUp { get; init; }
    public string Relation { get; init; } = "";

    /// <summary>A consent for this one time: the answer uses it up.</summary>
    public bool UsesUp { get; init; }

    /// <summary>The decision point keeps a line of it: data leaves the team, or an access that had been open is asked for again.</summary>
    public bool Traced { get; init; }

    /// <summary>Only what is strictly needed may be shown.</summary>
    public bool Minimal => Obligations.Contains("minimal-view");

    public static Answer Deny(string reason, string explanation, bool mayKnow, params string[] rules) => new(false, reason, explanation, rules, LogOnly, mayKnow);
}
