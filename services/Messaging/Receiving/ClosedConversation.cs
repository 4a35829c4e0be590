using Messaging.Conversations;
using Messaging.Deliveries;
using Messaging.Mail;
using Messaging.Messages;
using Messaging.Operators;
using Messaging.Sealing;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Receiving;

/// <summary>A citizen writes in a conversation the team has closed: the answer is polite, and the message does not enter the file.</summary>
public sealed class ClosedConversation(MessagingDbContext db, MessageSeal seal, Sending.SendSignal signal)
{
    public const string Answer = "Bonjour,\n\nCette conversation est close : votre message n'a pas été transmis à l'équipe. Pour la joindre, appelez l'établissement ; elle pourra rouvrir la conversation. En cas d'urgence, appelez le 15.";
    private const int MostAnswersADay = 5;

    /// <summary>True when the message was turned away.</summary>
    public async Task<bool> TurnsAwayAsync(Guid usager, Conversation? answered, TeamMailbox box, MailPart mail, DateTimeOffset now, CancellationToken ct)
    {
        var address = box.Mailbox.Address.ToLowerInvariant();
        var mine = await db.Conversations.Where(c => c.UsagerId == usager && c.Mailbox == address && c.Counterpart == Counterpart.Citizen).OrderByDescending(c => c.LastActivityAt).ToListAsync(ct);
        if (mine.Count == 0 || mine.Exists(c => c.Status == ConversationStatus.Open)) return false;
        var conversation = answered is { UsagerId: { } person } && person == usager ? answered : mine[0];
        db.Audit(new("message.turn-away", "thread", conversation.Id.ToString()) { Category = "MSG", UsagerId = usager, Outcome = "refused", ReasonCode = "thread-closed" });
        var since = now - TimeSpan.FromDays(1);
        var answers = await db.Messages.CountAsync(m => m.ConversationId == conversation.Id && m.SituationId == null && m.EndsConversation && m.At > since, ct);
        // An automatic mail gets no answer, and nobody gets them without end: two machines would never stop.
        if (answers >= MostAnswersADay || AutomaticMail.Is(mail)) return true;
        var message = Message.Write(db.TenantId, conversation.Id, null, "Conversation close", Answer, seal, now, ends: true);
        db.Messages.Add(message);
        db.Deliveries.Add(Delivery.Queue(db.TenantId, conversation.Id, message.Id, usager, Channel.Citizen, [], address, now));
        signal.Raise();
        return true;
    }
}
