namespace Contracts.Consent;

/// <summary>A consent or an opposition was recorded, changed or withdrawn: queued sends are decided again.</summary>
/// <param name="Kind">OPPOSITION, MES_SEND, DMP_ACCESS, SHARE_OUT_OF_TEAM…</param>
public sealed record ConsentChanged(Guid ConsentId, Guid UsagerId, string Kind, string Status, DateTimeOffset ChangedAt)
{
    public const string Topic = "consent.consent-changed.v1";
}

/// <summary>Somebody opened a file by bris de glace.</summary>
/// <param name="EstablishmentId">Where the person lives.</param>
/// <param name="ReviewDueAt">By when somebody else must have given a verdict.</param>
/// <param name="Notify">Who has to be told: medecin-coordonnateur, dpo, person or representative, medecin-traitant.</param>
/// <param name="ReasonCode">vital-emergency, continuity, on-call or other; the words of the professional stay in consent.</param>
public sealed record BreakGlassOpened(Guid BreakGlassId, Guid UsagerId, Guid SituationId, DateTimeOffset OpenedAt, DateTimeOffset EndsAt,
    Guid? EstablishmentId = null, DateTimeOffset? ReviewDueAt = null, IReadOnlyList<string>? Notify = null, string? ReasonCode = null)
{
    public const string Topic = "consent.break-glass-opened.v1";
}

/// <summary>A bris de glace has its verdict.</summary>
/// <param name="Verdict">justified, to-explain or abuse; an abuse suspends the professional's rights.</param>
public sealed record BreakGlassReviewed(Guid BreakGlassId, Guid UsagerId, Guid SituationId, string Verdict, DateTimeOffset ReviewedAt)
{
    public const string Topic = "consent.break-glass-reviewed.v1";
}

/// <summary>A date of the person's rights comes near: somebody has to prepare it.</summary>
/// <param name="Kind">judgment-expiry, majority, consent-review, break-glass-review.</param>
/// <param name="SubjectId">The measure, consent or bris de glace; the person for a majority.</param>
/// <param name="DaysLeft">The step that was reached: 90, 60, 30, 0.</param>
public sealed record DeadlineNear(string Kind, Guid SubjectId, Guid UsagerId, Guid? EstablishmentId, DateOnly DueOn, int DaysLeft, DateTimeOffset NoticedAt)
{
    public const string Topic = "consent.deadline-near.v1";
}

/// <summary>A version of a habilitation matrix has its two approvals and applies from a date.</summary>
/// <param name="EstablishmentKind">ehpad or ime.</param>
public sealed record MatrixPublished(Guid MatrixId, string EstablishmentKind, int Number, DateTimeOffset EffectiveAt)
{
    public const string Topic = "consent.matrix-published.v1";
}

/// <summary>Something unusual was allowed and somebody must look at it.</summary>
/// <param name="Kind">bulk-export.</param>
public sealed record AlertRaised(string Kind, Guid SituationId, int Count, DateTimeOffset RaisedAt)
{
    public const string Topic = "consent.alert-raised.v1";
}
