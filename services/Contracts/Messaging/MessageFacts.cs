namespace Contracts.Messaging;

/// <summary>The operator accepted the mail.</summary>
public sealed record MessageSent(Guid DeliveryId, Guid MessageId, Guid ThreadId, Guid? TransmissionId, Guid UsagerId, string Channel, DateTimeOffset SentAt)
{
    public const string Topic = "messaging.message-sent.v1";
}

/// <summary>A DSN says that the mail is in the recipient's mailbox.</summary>
public sealed record MessageDelivered(Guid DeliveryId, Guid MessageId, Guid ThreadId, Guid? TransmissionId, Guid UsagerId, string Channel, DateTimeOffset DeliveredAt)
{
    public const string Topic = "messaging.message-delivered.v1";
}

/// <summary>An MDN says that the recipient opened the mail or that his software integrated it.</summary>
/// <param name="Manner">displayed or processed.</param>
public sealed record MessageRead(Guid DeliveryId, Guid MessageId, Guid ThreadId, Guid? TransmissionId, Guid UsagerId, string Channel, string Manner, DateTimeOffset ReadAt)
{
    public const string Topic = "messaging.message-read.v1";
}

/// <summary>The mail did not arrive, or the reader's software refused it.</summary>
/// <param name="ReasonCode">blocked, unknown-mailbox, too-large, integration-902…</param>
public sealed record MessageFailed(Guid DeliveryId, Guid MessageId, Guid ThreadId, Guid? TransmissionId, Guid UsagerId, string Channel, string ReasonCode,
    Guid? EstablishmentId, DateTimeOffset FailedAt)
{
    public const string Topic = "messaging.message-failed.v1";
}

/// <summary>A mail from outside is in a thread of the team.</summary>
public sealed record MessageReceived(Guid MessageId, Guid ThreadId, Guid? UsagerId, string Origin, Guid? EstablishmentId, DateTimeOffset ReceivedAt)
{
    public const string Topic = "messaging.message-received.v1";
}

/// <summary>The person answered: she confirms that the message arrived.</summary>
public sealed record MessageConfirmed(Guid DeliveryId, Guid MessageId, Guid ThreadId, Guid? TransmissionId, Guid UsagerId, DateTimeOffset ConfirmedAt)
{
    public const string Topic = "messaging.message-confirmed.v1";
}

/// <summary>Nobody has read the message in the time allowed.</summary>
public sealed record ReadOverdue(Guid DeliveryId, Guid MessageId, Guid ThreadId, Guid? TransmissionId, Guid UsagerId, Guid? EstablishmentId, DateTimeOffset OverdueAt)
{
    public const string Topic = "messaging.read-overdue.v1";
}

/// <summary>The conversation is closed to answers.</summary>
public sealed record ThreadClosed(Guid ThreadId, Guid? UsagerId, DateTimeOffset ClosedAt)
{
    public const string Topic = "messaging.thread-closed.v1";
}
