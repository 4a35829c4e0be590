using Contracts.Messaging;
using Messaging.Conversations;

namespace Messaging.Deliveries;

/// <summary>A delivery that will not succeed: the next address is tried; when there is none left, the team is alerted.</summary>
public static class FailedDelivery
{
    public static void Publish(MessagingDbContext db, Delivery delivery, Conversation conversation, string code, string reason, DateTimeOffset now)
    {
        if (!delivery.Fail(code, reason, now)) return;
        Continue(db, delivery, conversation, code, now);
    }

    public static void PublishRefusal(MessagingDbContext db, Delivery delivery, Conversation conversation, string code, string reason, DateTimeOffset now)
    {
        // A refusal comes from somebody who has the mail: writing elsewhere is a person's decision.
        if (delivery.MarkRefused(code, reason, now)) Alert(db, delivery, conversation, code, now);
    }

    private static void Continue(MessagingDbContext db, Delivery delivery, Conversation conversation, string code, DateTimeOffset now)
    {
        if (delivery.NextAddresses.Count == 0 || Stops(code))
        {
            Alert(db, delivery, conversation, code, now);
            return;
        }
        db.Deliveries.Add(Delivery.Queue(delivery.TenantId, delivery.ConversationId, delivery.MessageId, delivery.UsagerId, delivery.Channel, delivery.NextAddresses, conversation.Mailbox, now, delivery.DocumentId, delivery.TransmissionId, delivery.Rank + 1, delivery.NoticeId));
    }

    /// <summary>What another address would not change.</summary>
    private static bool Stops(string code) => code is "blocked" or "ins-not-qualified" or "not-authorized" or "cancelled" or "unknown-person";

    private static void Alert(MessagingDbContext db, Delivery delivery, Conversation conversation, string code, DateTimeOffset now)
    {
        // For each bris de glace somebody of the house already has to see that the person knows: a mail that never left adds no second task.
        if (delivery is { NoticeId: not null, Channel: Channel.Citizen, SentAt: null }) return;
        db.Publish(MessageFailed.Topic, new MessageFailed(delivery.Id, delivery.MessageId, delivery.ConversationId, delivery.TransmissionId, delivery.UsagerId, Channels.Name(delivery.Channel), code, conversation.EstablishmentId, now), delivery.ConversationId);
    }
}

public static class Channels
{
    public static string Name(Channel channel) => channel == Channel.Citizen ? "citizen" : "mssante";
}
