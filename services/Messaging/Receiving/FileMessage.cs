using Contracts.Messaging;
using Messaging.Acknowledgements;
using Messaging.Addressing;
using Messaging.Conversations;
using Messaging.Mail;
using Messaging.Messages;
using Messaging.Operators;
using Messaging.Sealing;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Receiving;

/// <summary>Puts a message from outside in the team's conversation about the person, never in the private box of who wrote last.</summary>
public sealed class FileMessage(MessagingDbContext db, IdentitiesClient identities, FileReports reports, FileAttachments attachments, ClosedConversation closed, MessageSeal seal, TimeProvider clock)
{
    public async Task<string> FileAsync(MailPart mail, TeamMailbox box, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var sender = mail.From!;
        var citizen = CitizenAddress.IsCitizen(sender);
        var package = ReceivedPackage.Of(mail);
        var recognized = package?.Package is { } opened ? await RecognizedPerson.FindAsync(opened, identities, ct) : new(null, package is null ? null : 906);
        var answered = await AnsweredAsync([.. mail.InReplyTo, .. mail.References.Reverse()], ct);
        var usager = citizen ? await CitizenAsync(sender, ct) : recognized.Identity is { } person ? Guid.Parse(person.UsagerId) : package is null ? answered?.UsagerId : null;
        var counterpart = citizen ? Counterpart.Citizen : Counterpart.Professional;

        if (citizen && usager is { } known && await closed.TurnsAwayAsync(known, answered, box, mail, now, ct)) return "closed";
        var conversation = await ConversationAsync(usager, answered, counterpart, box, mail, now, ct);
        var asked = ReadReceipt.AskedBy(mail);
        var message = Message.Receive(db.TenantId, conversation.Id, citizen ? null : sender.Label, citizen ? null : sender.Address, mail.Subject, mail.ReadableText(), mail.MessageId, citizen || package is not null ? null : asked, seal, now);
        db.Messages.Add(message);
        conversation.Touch(now);
        await attachments.FileAsync(mail, message, package?.Package, usager, box, ct);
        if (asked is not null && !citizen && package is not null) db.OwedReceipts.Add(Owe(mail, box, asked, recognized.ErrorCode, now));
        if (!AutomaticMail.Is(mail)) await reports.AnsweredAsync([.. mail.InReplyTo], conversation.Id, ct);

        db.Publish(MessageReceived.Topic, new MessageReceived(message.Id, conversation.Id, usager, citizen ? "citizen" : "professional", conversation.EstablishmentId, now), conversation.Id);
        db.Audit(new("message.receive", "thread", conversation.Id.ToString()) { Category = "MSG", UsagerId = usager });
        return recognized.ErrorCode is { } code ? $"integration-{code}" : package?.Problem ?? "";
    }

    private async Task<Guid?> CitizenAsync(MailAddress sender, CancellationToken ct) =>
        CitizenAddress.Matricule(sender.Address) is { } matricule && await identities.FindByInsAsync(matricule, "", ct) is { } known ? Guid.Parse(known.UsagerId) : null;

    /// <summary>The conversation of the mail it answers, ours or one received before.</summary>
    private async Task<Conversation?> AnsweredAsync(IReadOnlyList<string> messageIds, CancellationToken ct)
    {
        if (await reports.FindAsync(null, messageIds, ct) is { } delivery) return await db.Conversations.SingleAsync(c => c.Id == delivery.ConversationId, ct);
        var ids = messageIds.ToList();
        var earlier = ids.Count == 0 ? null : await db.Messages.Where(m => m.MailMessageId != null && ids.Contains(m.MailMessageId)).OrderByDescending(m => m.At).FirstOrDefaultAsync(ct);
        return earlier is null ? null : await db.Conversations.SingleAsync(c => c.Id == earlier.ConversationId, ct);
    }

    /// <summary>The answered conversation when it is the same person and side and still open; else the open one of the person; else a new one.</summary>
    private async Task<Conversation> ConversationAsync(Guid? usager, Conversation? answered, Counterpart counterpart, TeamMailbox box, MailPart mail, DateTimeOffset now, CancellationToken ct)
    {
        if (answered is { Status: ConversationStatus.Open } && answered.UsagerId == usager && answered.Counterpart == counterpart && answered.Mailbox.Equals(box.Mailbox.Address, StringComparison.OrdinalIgnoreCase)) return answered;
        var subject = MailSubject.Shown(mail.Subject) is { Length: > 0 } shown ? shown : "(sans objet)";
        if (usager is { } known) return await OpenConversations.ForAsync(db, box, known, counterpart, subject, now, ct);
        var waiting = Conversation.Open(db.TenantId, box.Mailbox.Establishment, box.Mailbox.Address.ToLowerInvariant(), null, counterpart, subject, now);
        db.Conversations.Add(waiting);
        return waiting;
    }

    private Receipts.OwedReceipt Owe(MailPart mail, TeamMailbox box, string asked, int? error, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now), TenantId = db.TenantId, Mailbox = box.Mailbox.Address, Recipient = asked, OriginalMessageId = mail.MessageId ?? "",
        Subject = mail.Subject.Length > 250 ? mail.Subject[..250] : mail.Subject, ByPerson = false, ErrorCode = error, NextAttemptAt = now,
    };
}
