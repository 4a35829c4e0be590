namespace Contracts.Identity;

/// <summary>A usager now has an identity in the tenant.</summary>
/// <param name="Status">PROV, RECUP, VALI or QUAL.</param>
public sealed record IdentityCreated(Guid UsagerId, string Status, Guid? EstablishmentId, Guid? UnitId, DateTimeOffset CreatedAt)
{
    public const string Topic = "identity.identity-created.v1";
}

/// <summary>A trait, a place of living or the status of an identity changed.</summary>
public sealed record IdentityCorrected(Guid UsagerId, string Status, int Version, Guid? EstablishmentId, Guid? UnitId, DateTimeOffset CorrectedAt)
{
    public const string Topic = "identity.identity-corrected.v1";
}

/// <summary>The identity is qualifiée: its INS may leave.</summary>
public sealed record InsQualified(Guid UsagerId, DateTimeOffset QualifiedAt)
{
    public const string Topic = "identity.ins-qualified.v1";
}

/// <summary>The INS may leave no more.</summary>
/// <param name="Reason">A stable code: trait-changed, douteuse, fictive, verification-failed, proof-withdrawn.</param>
public sealed record InsLost(Guid UsagerId, string Reason, DateTimeOffset LostAt)
{
    public const string Topic = "identity.ins-lost.v1";
}

/// <summary>INSi and the local traits disagree; somebody has to look.</summary>
public sealed record DiscordanceFound(Guid UsagerId, string Severity, Guid? EstablishmentId, DateTimeOffset FoundAt)
{
    public const string Topic = "identity.discordance-found.v1";
}

/// <summary>Two identities were one person: what names the absorbed one now belongs to the kept one.</summary>
public sealed record IdentityMerged(Guid KeptUsagerId, Guid AbsorbedUsagerId, DateTimeOffset MergedAt)
{
    public const string Topic = "identity.identity-merged.v1";
}

/// <summary>A merge was a mistake: the identity stands by itself again. What was re-attached meanwhile is sorted by hand.</summary>
public sealed record IdentityUnmerged(Guid RestoredUsagerId, Guid KeptUsagerId, DateTimeOffset UnmergedAt)
{
    public const string Topic = "identity.identity-unmerged.v1";
}
