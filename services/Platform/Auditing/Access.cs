namespace Platform;

/// <summary>One access to tell the audit trail about; who and when come from the unit of work.</summary>
/// <param name="Action">A verb of the trade: <c>identity.read</c>, <c>document.validate</c>.</param>
/// <param name="SubjectType">What was reached: person, document, thread…</param>
public sealed record Access(string Action, string SubjectType, string SubjectId)
{
    /// <summary>Data category of the habilitation matrix (IDT, MED, MSG…).</summary>
    public string Category { get; init; } = "";

    /// <summary>The person the data is about.</summary>
    public Guid? UsagerId { get; init; }

    /// <summary>allowed, refused or failed.</summary>
    public string Outcome { get; init; } = "allowed";

    public string ReasonCode { get; init; } = "";
    public IReadOnlyList<string> RuleIds { get; init; } = [];
    public string? Purpose { get; init; }
}

/// <summary>Name of the running service, as its topics and its client id have it.</summary>
internal sealed record ServiceName(string Value);
