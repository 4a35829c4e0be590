namespace Contracts.Consent;

/// <summary>A consent or an opposition was recorded, changed or withdrawn: queued sends are decided again.</summary>
/// <param name="Kind">OPPOSITION, MES_SEND, DMP_ACCESS, SHARE_OUT_OF_TEAM…</param>
public sealed record ConsentChanged(Guid ConsentId, Guid UsagerId, string Kind, string Status, DateTimeOffset ChangedAt)
{
    public const string Topic = "consent.consent-changed.v1";
}

/// <summary>Somebody opened a file by bris de glace.</summary>
public sealed record BreakGlassOpened(Guid BreakGlassId, Guid UsagerId, Guid SituationId, DateTimeOffset OpenedAt, DateTimeOffset EndsAt)
{
    public const string Topic = "consent.break-glass-opened.v1";
}
