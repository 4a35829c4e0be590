using Contracts.Documents;
using Messaging.Addressing;
using Messaging.Conversations;
using Messaging.Deliveries;
using Messaging.Mail;
using Messaging.Messages;
using Messaging.Operators;
using Messaging.Recipients;
using Messaging.Sealing;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Sending;

/// <summary>A document must leave by mail: a message is put in the team's conversation and queued.</summary>
public sealed class QueueTransmission(TeamMailboxes mailboxes, EmergencyRouting routing, MessageSeal seal, TimeProvider clock, SendSignal signal)
{
    public const string Cover = "Veuillez trouver ci-joint un document concernant la personne que nous accompagnons.";
    public const string CitizenCover = "Bonjour,\n\nVotre équipe de soins vous transmet le document ci-joint. Vous pouvez répondre à ce message.";

    public static Task Apply(TransmissionRequested fact, MessagingDbContext db, QueueTransmission queue, CancellationToken ct) => queue.QueueAsync(fact, db, ct);

    private async Task QueueAsync(TransmissionRequested fact, MessagingDbContext db, CancellationToken ct)
    {
        if (fact.Channel is not ("mssante" or "citizen")) return;
        if (await db.Messages.AnyAsync(m => m.TransmissionId == fact.TransmissionId, ct)) return;
        var citizen = fact.Channel == "citizen";
        var now = clock.GetUtcNow();
        var box = mailboxes.Of(db.TenantId, fact.EstablishmentId);
        var conversation = await OpenConversations.ForAsync(db, box, fact.UsagerId, citizen ? Counterpart.Citizen : Counterpart.Professional, "Envoi d'un document", now, ct);
        var message = Message.Write(db.TenantId, conversation.Id, fact.SituationId, "Envoi d'un document", citizen ? CitizenCover : Cover, seal, now, fact.DocumentId, fact.TransmissionId);
        db.Messages.Add(message);
        conversation.Touch(now);

        IReadOnlyList<string> addresses = citizen ? [] : await routing.OrderAsync(Canonical(fact.RecipientAddresses), fact.TypeCode, ct);
        var delivery = Delivery.Queue(db.TenantId, conversation.Id, message.Id, fact.UsagerId, citizen ? Deliveries.Channel.Citizen : Deliveries.Channel.Mssante, addresses, box.Mailbox.Address, now, fact.DocumentId, fact.TransmissionId);
        db.Deliveries.Add(delivery);
        if (!citizen && delivery.Address is null) FailedDelivery.Publish(db, delivery, conversation, "no-recipient", "Aucune adresse MSSanté n'a été donnée : choisissez un destinataire et renvoyez.", now);
        db.Audit(new("message.queue", "delivery", delivery.Id.ToString()) { Category = "MSG", UsagerId = fact.UsagerId });
        signal.Raise();
    }

    /// <summary>An address that cannot be one stays as it is: its delivery fails with its reason.</summary>
    private static IReadOnlyList<string> Canonical(IReadOnlyList<string> addresses) =>
        [.. addresses.Select(a => MailAddress.TryParse(a, out var canonical) ? canonical : a).Distinct(StringComparer.Ordinal)];
}
