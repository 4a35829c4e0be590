namespace Contracts.Messaging;

/// <summary>The operator accepted the mail.</summary>
/// <param name="Recipient">The MSSanté address the mail went to, which may not be the one that was asked; null for a citizen, whose address is never carried.</param>
public sealed record MessageSent(Guid DeliveryId, Guid MessageId, Guid ThreadId, Guid? TransmissionId, Guid UsagerId, string Channel, DateTimeOffset SentAt, string? Recipient = null)
{
    public const string Topic = "messaging.message-sent.v1";
}

/// <summary>A DSN says that the mail is in the recipient's mailbox.</summary>
/// <param name="Recipient">As in <see cref="MessageSent"/>.</param>
public sealed record MessageDelivered(Guid DeliveryId, Guid MessageId, Guid ThreadId, Guid? TransmissionId, Guid UsagerId, string Channel, DateTimeOffset DeliveredAt, string? Recipient = null)
{
    public const string Topic = "messaging.message-delivered.v1";
}

/// <summary>An MDN says that the recipient's software filed what the mail carried; whether somebody has read it is not known.</summary>
/// <param name="Recipient">As in <see cref="MessageSent"/>.</param>
public sealed record MessageIntegrated(Guid DeliveryId, Guid MessageId, Guid ThreadId, Guid? TransmissionId, Guid UsagerId, string Channel, DateTimeOffset IntegratedAt, string? Recipient = null)
{
    public const string Topic = "messaging.message-integrated.v1";
}

/// <summary>The recipient opened the mail: an MDN or an answer says so.</summary>
/// <param name="Manner">displayed.</param>
/// <param name="Recipient">As in <see cref="MessageSent"/>.</param>
public sealed record MessageRead(Guid DeliveryId, Guid MessageId, Guid ThreadId, Guid? TransmissionId, Guid UsagerId, string Channel, string Manner, DateTimeOffset ReadAt, string? Recipient = null)
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

/// <summary>A mail came that the platform could not read or tie to anything: somebody of the team opens it at the operator's.</summary>
/// <param name="ReasonCode">mail-too-large, handling-failed, unreadable-report, outside-trust-space…</param>
public sealed record MessageUnreadable(Guid IncomingMailId, Guid? EstablishmentId, string ReasonCode, DateTimeOffset FoundAt)
{
    public const string Topic = "messaging.message-unreadable.v1";
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
