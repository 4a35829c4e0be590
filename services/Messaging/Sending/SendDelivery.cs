using Contracts.Messaging;
using Grpc.Core;
using Messaging.Addressing;
using Messaging.Conversations;
using Messaging.Deliveries;
using Messaging.Messages;
using Messaging.Operators;
using Messaging.Sealing;
using Messaging.Submission;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Messaging.Sending;

/// <summary>
/// Sends one delivery. Everything is asked again at the last moment: document, identity, right. The row says when the bytes begin to leave,
/// so that a crash or a lost connection is resolved by looking into the operator's folder, never by sending blindly again.
/// </summary>
public sealed partial class SendDelivery(MessagingDbContext db, DocumentsClient documents, IdentitiesClient identities, DecisionsClient decisions, TeamMailboxes mailboxes,
    ProofOfSending proof, MessageSeal seal, IOptions<MssSettings> settings, TimeProvider clock, ILogger<SendDelivery> log)
{
    private readonly MssSettings _settings = settings.Value;

    public async Task RunAsync(Guid deliveryId, CancellationToken ct)
    {
        var delivery = await db.Deliveries.SingleAsync(d => d.Id == deliveryId, ct);
        var conversation = await db.Conversations.SingleAsync(c => c.Id == delivery.ConversationId, ct);
        var box = mailboxes.Find(delivery.TenantId, conversation.Mailbox);
        if (box is null)
        {
            FailedDelivery.Publish(db, delivery, conversation, "no-team-mailbox", "La boîte MSSanté de l'équipe n'est plus configurée : prévenez l'administrateur.", clock.GetUtcNow());
            await db.SaveChangesAsync(ct);
            return;
        }
        if (await StillUnknownAsync(delivery, conversation, box, ct)) return;
        delivery.Claim(clock.GetUtcNow() + Platform.Work.HeldClaim.Lease);
        await db.SaveChangesAsync(ct);     // another replica that took it too fails here on the version
        try
        {
            await AttemptAsync(delivery, conversation, box, ct);
        }
        catch (DocumentHeldBackException e)
        {
            FailedDelivery.Publish(db, delivery, conversation, "blocked", e.Message, clock.GetUtcNow());
        }
        catch (RpcException e)
        {
            LogWaiting(log, delivery.Id, e.StatusCode.ToString());
            Retry(delivery, conversation, "dependency-down", "Un service interne ne répond pas");
        }
        catch (OperatorRefusedException e)
        {
            LogWaiting(log, delivery.Id, e.Message);
            Retry(delivery, conversation, "operator-login", "L'opérateur MSSanté refuse la connexion de la boîte");
        }
        catch (OperatorUnreachableException e)
        {
            LogWaiting(log, delivery.Id, e.Message);
            Retry(delivery, conversation, "operator-unreachable", "L'opérateur MSSanté ne répond pas");
        }
        await db.SaveChangesAsync(CancellationToken.None);
    }

    /// <summary>A mail that may have left: true while nobody can say yet, or when it is found to have left.</summary>
    private async Task<bool> StillUnknownAsync(Delivery delivery, Conversation conversation, TeamMailbox box, CancellationToken ct)
    {
        if (delivery.Status == DeliveryStatus.Sending && delivery.LeavingAt is not null) delivery.LoseSight(clock.GetUtcNow());
        if (!delivery.Uncertain) return false;
        var looked = clock.GetUtcNow();
        var found = await proof.LookAsync(box, delivery.MailMessageId, ct);
        if (found == true) Sent(delivery);
        else if (found == false && looked >= delivery.LeavingAt + _settings.ProofWithin) return false;
        else delivery.LoseSight(looked + (found is null ? Delay(delivery.Attempts) : TimeSpan.FromSeconds(1)));
        if (delivery.Uncertain && looked - delivery.QueuedAt > _settings.GiveUpAfter) FailedDelivery.Publish(db, delivery, conversation, "outcome-unknown", "Impossible de savoir si le message est parti : appelez le destinataire.", looked);
        await db.SaveChangesAsync(ct);
        return true;
    }

    private async Task AttemptAsync(Delivery delivery, Conversation conversation, TeamMailbox box, CancellationToken ct)
    {
        var message = await db.Messages.SingleAsync(m => m.Id == delivery.MessageId, ct);
        var person = await identities.FindAsync(delivery.UsagerId, ct);
        if (person is null)
        {
            FailedDelivery.Publish(db, delivery, conversation, "unknown-person", "La personne n'existe plus dans votre organisme.", clock.GetUtcNow());
            return;
        }
        var package = delivery.DocumentId is { } document ? await documents.PackageAsync(document, delivery.TransmissionId, ct) : null;
        var recipient = delivery.Channel == Deliveries.Channel.Citizen ? CitizenAddress.Of(person.Matricule, person.Status) : delivery.Address;
        if (SendingRules.Refusal(delivery, recipient, package) is { } refusal)
        {
            FailedDelivery.Publish(db, delivery, conversation, refusal.Code, refusal.Reason, clock.GetUtcNow());
            return;
        }
        var matter = new MailMatter(delivery, message, message.Text(seal), conversation, person, package, recipient!, await ThreadAsync(conversation.Id, message, ct));
        var mail = ComposedMail.Write(matter, box, _settings, clock.GetUtcNow());
        await using var session = await SmtpSession.OpenAsync(TeamMailboxes.Submission(box), TeamMailboxes.Credential(box), conversation.Mailbox[(conversation.Mailbox.IndexOf('@', StringComparison.Ordinal) + 1)..], ct);

        // The right is asked last: a withdrawal acknowledged before the bytes leave holds them back.
        var decision = await decisions.AskToSendAsync(delivery, message.SituationId, package?.TypeCode ?? "", ct);
        if (!decision.Allowed)
        {
            db.Audit(Trail(delivery, "refused", decision.ReasonCode, decision.RuleIds));
            FailedDelivery.Publish(db, delivery, conversation, "not-authorized", decision.Explanation, clock.GetUtcNow());
            return;
        }
        delivery.Leave(clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        var outcome = await session.SendAsync(new(conversation.Mailbox, recipient!, delivery.Id.ToString("N"), box.Operator.CopyToSelf ? conversation.Mailbox : null), mail, ct);
        await ConcludeAsync(delivery, conversation, outcome, decision.RuleIds);
    }

    /// <summary>A report may be filed before our own save: what it says is kept, and the outcome is written over it again.</summary>
    private async Task ConcludeAsync(Delivery delivery, Conversation conversation, SubmissionOutcome outcome, IReadOnlyList<string> rules)
    {
        Conclude(delivery, conversation, outcome, rules);
        try
        {
            await db.SaveChangesAsync(CancellationToken.None);
        }
        catch (DbUpdateConcurrencyException)
        {
            db.ChangeTracker.Clear();
            delivery = await db.Deliveries.SingleAsync(d => d.Id == delivery.Id, CancellationToken.None);
            if (outcome.Result == SubmissionResult.Accepted) Conclude(delivery, conversation, outcome, rules);
            else LogOvertaken(log, delivery.Id, outcome.Result);
            await db.SaveChangesAsync(CancellationToken.None);
        }
    }

    private void Conclude(Delivery delivery, Conversation conversation, SubmissionOutcome outcome, IReadOnlyList<string> rules)
    {
        var now = clock.GetUtcNow();
        switch (outcome.Result)
        {
            case SubmissionResult.Accepted:
                Sent(delivery);
                db.Audit(Trail(delivery, "allowed", "", rules));
                break;
            case SubmissionResult.RefusedForGood:
                var (code, reason) = SubmissionRefusal.Explain(outcome);
                FailedDelivery.Publish(db, delivery, conversation, code, reason, now);
                break;
            case SubmissionResult.Uncertain:
                delivery.LoseSight(now + TimeSpan.FromSeconds(1));
                break;
            case SubmissionResult.RefusedForNow:
                Retry(delivery, conversation, "operator-busy", "L'opérateur MSSanté demande d'attendre");
                break;
            default:
                Retry(delivery, conversation, "operator-unreachable", "L'opérateur MSSanté ne répond pas");
                break;
        }
    }

    private void Sent(Delivery delivery)
    {
        var now = clock.GetUtcNow();
        if (delivery.MarkSent(now)) db.Publish(MessageSent.Topic, new MessageSent(delivery.Id, delivery.MessageId, delivery.ConversationId, delivery.TransmissionId, delivery.UsagerId, Channels.Name(delivery.Channel), now, delivery.Address), delivery.ConversationId);
    }

    private void Retry(Delivery delivery, Conversation conversation, string code, string reason)
    {
        var now = clock.GetUtcNow();
        var next = now + Delay(delivery.Attempts);
        if (now - delivery.QueuedAt > _settings.GiveUpAfter) FailedDelivery.Publish(db, delivery, conversation, code, $"{reason} depuis trop longtemps : vérifiez la boîte de l'équipe, puis renvoyez.", now);
        else delivery.Wait(code, $"{reason} : en attente, nouvel essai à {ParisTime.HourOf(next)}.", next);
    }

    private TimeSpan Delay(int attempts) =>
        TimeSpan.FromMilliseconds(Math.Min(_settings.LongestRetry.TotalMilliseconds, _settings.FirstRetry.TotalMilliseconds * Math.Pow(2, Math.Clamp(attempts - 1, 0, 12))) * (0.9 + Random.Shared.NextDouble() * 0.2));

    /// <summary>The mails this one follows, oldest first: what we sent to the same side and what it answered.</summary>
    private async Task<IReadOnlyList<string>> ThreadAsync(Guid conversationId, Message message, CancellationToken ct)
    {
        var sent = await db.Deliveries.Where(d => d.ConversationId == conversationId && d.MessageId != message.Id && d.SentAt != null && d.QueuedAt < message.At).Select(d => new { d.MailMessageId, At = d.QueuedAt }).ToListAsync(ct);
        var received = await db.Messages.Where(m => m.ConversationId == conversationId && m.MailMessageId != null && m.At < message.At).Select(m => new { MailMessageId = m.MailMessageId!, m.At }).ToListAsync(ct);
        return [.. sent.Concat(received).OrderBy(m => m.At).Select(m => m.MailMessageId).TakeLast(10)];
    }

    private static Platform.Access Trail(Delivery delivery, string outcome, string reason, IReadOnlyList<string> rules) =>
        new("message.send", "delivery", delivery.Id.ToString()) { Category = "MSG", UsagerId = delivery.UsagerId, Outcome = outcome, ReasonCode = reason, RuleIds = [.. rules] };

    [LoggerMessage(6103, LogLevel.Information, "A report on {DeliveryId} came before its outcome {Outcome}")]
    private static partial void LogOvertaken(ILogger log, Guid deliveryId, SubmissionResult outcome);

    [LoggerMessage(6101, LogLevel.Warning, "Delivery {DeliveryId} waits: {Cause}")]
    private static partial void LogWaiting(ILogger log, Guid deliveryId, string cause);
}
