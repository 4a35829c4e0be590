namespace Contracts.Documents;

/// <summary>The document is final and may leave.</summary>
public sealed record DocumentValidated(Guid DocumentId, Guid UsagerId, string TypeCode, int Version, DateTimeOffset ValidatedAt)
{
    public const string Topic = "documents.document-validated.v1";
}

/// <summary>A newer version takes the document's place.</summary>
public sealed record DocumentReplaced(Guid DocumentId, Guid ReplacedById, Guid UsagerId, DateTimeOffset ReplacedAt)
{
    public const string Topic = "documents.document-replaced.v1";
}

/// <summary>The document is void; what has not left will not leave.</summary>
public sealed record DocumentCancelled(Guid DocumentId, Guid UsagerId, DateTimeOffset CancelledAt)
{
    public const string Topic = "documents.document-cancelled.v1";
}

/// <summary>A transmission by mail is asked of messaging.</summary>
/// <param name="Channel">mssante or citizen.</param>
/// <param name="RecipientAddresses">MSSanté addresses in order of trial; empty for the citizen, whose address is never carried.</param>
public sealed record TransmissionRequested(Guid TransmissionId, Guid DocumentId, Guid UsagerId, string Channel, string TypeCode,
    IReadOnlyList<string> RecipientAddresses, Guid? EstablishmentId, Guid? SituationId, DateTimeOffset RequestedAt)
{
    public const string Topic = "documents.transmission-requested.v1";
}

/// <summary>The DMP acknowledged the deposit.</summary>
public sealed record TransmissionDeposited(Guid TransmissionId, Guid DocumentId, Guid UsagerId, string TypeCode, DateTimeOffset DepositedAt)
{
    public const string Topic = "documents.transmission-deposited.v1";
}

/// <summary>A transmission ended without success.</summary>
public sealed record TransmissionFailed(Guid TransmissionId, Guid DocumentId, Guid UsagerId, string Channel, string ReasonCode, DateTimeOffset FailedAt)
{
    public const string Topic = "documents.transmission-failed.v1";
}

/// <summary>A transmission may not leave: opposition, INS lost, right withdrawn. Messaging drops what it still holds.</summary>
public sealed record TransmissionBlocked(Guid TransmissionId, Guid DocumentId, Guid UsagerId, string Channel, string ReasonCode, DateTimeOffset BlockedAt)
{
    public const string Topic = "documents.transmission-blocked.v1";
}
