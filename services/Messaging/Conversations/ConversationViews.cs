using Messaging.Deliveries;
using Messaging.Messages;

namespace Messaging.Conversations;

public sealed record ConversationSummary(Guid Id, Guid? UsagerId, Guid? EstablishmentId, string Counterpart, string Subject, string Status, string? ClosedReason, DateTimeOffset OpenedAt, DateTimeOffset LastActivityAt, int Version)
{
    public static ConversationSummary Of(Conversation c) => new(c.Id, c.UsagerId, c.EstablishmentId, c.Counterpart.ToString().ToLowerInvariant(), c.Subject, c.Status.ToString().ToLowerInvariant(), c.ClosedReason, c.OpenedAt, c.LastActivityAt, c.Version);
}

public sealed record ConversationList(IReadOnlyList<ConversationSummary> Threads, int Total);

/// <summary>The sender of a message: our team, a professional outside, or the person herself.</summary>
public sealed record MessageView(Guid Id, string Direction, string From, string? Address, bool FromCitizen, Guid? SituationId, string Subject, string Text, Guid? DocumentId, Guid? TransmissionId, bool EndsConversation, DateTimeOffset At,
    IReadOnlyList<FileView> Files, IReadOnlyList<DeliveryView> Deliveries);

public sealed record FileView(Guid Id, string Name, string ContentType, Guid? DocumentId, bool AlreadyKnown, bool Kept);

public sealed record ConversationView(ConversationSummary Thread, string? PersonName, IReadOnlyList<MessageView> Messages);

/// <summary>One line of the tracking board: one recipient and where his mail stands.</summary>
public sealed record DeliveryView(Guid Id, Guid MessageId, Guid ThreadId, Guid? DocumentId, Guid? TransmissionId, Guid UsagerId, string Channel, string Recipient, int Rank, string Status, bool ConfirmedByPerson, string ReasonCode, string Reason,
    int Attempts, DateTimeOffset? NextAttemptAt, DateTimeOffset QueuedAt, DateTimeOffset? SentAt, DateTimeOffset? DeliveredAt, DateTimeOffset? ReadAt, DateTimeOffset? FailedAt, DateTimeOffset? ConfirmedAt, DateTimeOffset? OverdueAt, DateTimeOffset? IntegratedAt)
{
    /// <summary>The citizen's address holds the INS: the line names the space, not the address.</summary>
    public static DeliveryView Of(Delivery d) => new(d.Id, d.MessageId, d.ConversationId, d.DocumentId, d.TransmissionId, d.UsagerId, Channels.Name(d.Channel), d.Address ?? (d.Channel == Deliveries.Channel.Citizen ? "Mon espace santé" : ""), d.Rank, d.Status.ToString().ToLowerInvariant(), d.ConfirmedAt is not null,
        d.ReasonCode, d.Reason, d.Attempts, d.Status is DeliveryStatus.Queued or DeliveryStatus.Unverified ? d.NextAttemptAt : null, d.QueuedAt, d.SentAt, d.DeliveredAt, d.ReadAt, d.FailedAt, d.ConfirmedAt, d.OverdueAt, d.IntegratedAt);
}
