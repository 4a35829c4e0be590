using Contracts.Messaging;
using Messaging.Acknowledgements;
using Messaging.Deliveries;
using Messaging.Submission;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Receiving;

/// <summary>Moves a delivery as the delivery and read reports say. A report seen twice, or late, changes nothing.</summary>
public sealed class FileReports(MessagingDbContext db, TimeProvider clock)
{
    /// <summary>False when the report speaks of no mail of ours.</summary>
    public async Task<bool> FileAsync(DeliveryReport report, CancellationToken ct)
    {
        if (await FindAsync(report.EnvelopeId, report.OriginalMessageIds, ct) is not { } delivery) return await IsReceiptAsync(report.EnvelopeId, ct);
        var now = clock.GetUtcNow();
        foreach (var recipient in report.Recipients)
        {
            if (recipient.Action == DeliveryAction.Failed)
            {
                var (code, reason) = SubmissionRefusal.Explain(recipient.Status);
                var conversation = await db.Conversations.SingleAsync(c => c.Id == delivery.ConversationId, ct);
                FailedDelivery.Publish(db, delivery, conversation, code, reason, now);
            }
            else
            {
                TellSent(delivery, now);
                if (recipient.Action == DeliveryAction.Delivered) TellDelivered(delivery, now);
            }
        }
        return true;
    }

    public async Task<bool> FileAsync(ReadReport report, CancellationToken ct)
    {
        if (await FindAsync(null, report.OriginalMessageIds, ct) is not { } delivery) return false;
        var now = clock.GetUtcNow();
        TellSent(delivery, now);
        switch (report.Outcome)
        {
            case ReadOutcome.Displayed when report.ByPerson:
                TellRead(delivery, now);
                TellConfirmed(delivery, now);
                break;
            case ReadOutcome.Displayed or ReadOutcome.Processed:
                TellIntegrated(delivery, now);
                break;
            case ReadOutcome.Refused:
                var conversation = await db.Conversations.SingleAsync(c => c.Id == delivery.ConversationId, ct);
                FailedDelivery.PublishRefusal(db, delivery, conversation, $"integration-{report.ErrorCode ?? 906}", IntegrationError.Explain(report.ErrorCode), now);
                break;
        }
        return true;
    }

    /// <summary>An answer that a person wrote proves that the mail was read; from a citizen it confirms the reception.</summary>
    public async Task AnsweredAsync(IReadOnlyList<string> messageIds, Guid conversationId, CancellationToken ct)
    {
        if (await FindAsync(null, messageIds, ct) is not { } delivery || delivery.ConversationId != conversationId) return;
        var now = clock.GetUtcNow();
        TellSent(delivery, now);
        TellRead(delivery, now);
        TellConfirmed(delivery, now);
    }

    public async Task<Delivery?> FindAsync(string? envelopeId, IReadOnlyList<string> messageIds, CancellationToken ct)
    {
        if (Guid.TryParseExact(envelopeId, "N", out var id) && await db.Deliveries.SingleOrDefaultAsync(d => d.Id == id, ct) is { } byEnvelope) return byEnvelope;
        var ids = messageIds.Distinct(StringComparer.Ordinal).ToList();
        return ids.Count == 0 ? null : await db.Deliveries.Where(d => ids.Contains(d.MailMessageId)).OrderByDescending(d => d.QueuedAt).FirstOrDefaultAsync(ct);
    }

    /// <summary>The operator had the mail, whatever we knew of it.</summary>
    public void TellSent(Delivery delivery, DateTimeOffset now)
    {
        if (delivery.SentAt is null && delivery.MarkSent(now)) db.Publish(MessageSent.Topic, new MessageSent(delivery.Id, delivery.MessageId, delivery.ConversationId, delivery.TransmissionId, delivery.UsagerId, Channels.Name(delivery.Channel), now, delivery.Address), delivery.ConversationId);
    }

    private void TellDelivered(Delivery delivery, DateTimeOffset now)
    {
        if (delivery.MarkDelivered(now)) db.Publish(MessageDelivered.Topic, new MessageDelivered(delivery.Id, delivery.MessageId, delivery.ConversationId, delivery.TransmissionId, delivery.UsagerId, Channels.Name(delivery.Channel), now, delivery.Address), delivery.ConversationId);
    }

    /// <summary>A software said so by itself: nobody is known to have read it.</summary>
    private void TellIntegrated(Delivery delivery, DateTimeOffset now)
    {
        if (delivery.MarkIntegrated(now)) db.Publish(MessageIntegrated.Topic, new MessageIntegrated(delivery.Id, delivery.MessageId, delivery.ConversationId, delivery.TransmissionId, delivery.UsagerId, Channels.Name(delivery.Channel), now, delivery.Address), delivery.ConversationId);
    }

    private void TellRead(Delivery delivery, DateTimeOffset now)
    {
        if (delivery.MarkRead(now)) db.Publish(MessageRead.Topic, new MessageRead(delivery.Id, delivery.MessageId, delivery.ConversationId, delivery.TransmissionId, delivery.UsagerId, Channels.Name(delivery.Channel), "displayed", now, delivery.Address), delivery.ConversationId);
    }

    private void TellConfirmed(Delivery delivery, DateTimeOffset now)
    {
        if (delivery.Confirm(now)) db.Publish(MessageConfirmed.Topic, new MessageConfirmed(delivery.Id, delivery.MessageId, delivery.ConversationId, delivery.TransmissionId, delivery.UsagerId, now), delivery.ConversationId);
    }

    private async Task<bool> IsReceiptAsync(string? envelopeId, CancellationToken ct) =>
        Guid.TryParseExact(envelopeId, "N", out var id) && await db.OwedReceipts.AnyAsync(r => r.Id == id, ct);
}
