using Contracts.Documents;
using Messaging.Deliveries;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Sending;

/// <summary>What is still in the queue leaves no more: the document is void, or documents has blocked the transmission.</summary>
public static class DropTransmission
{
    public static Task Blocked(TransmissionBlocked fact, MessagingDbContext db, TimeProvider clock, CancellationToken ct) =>
        DropAsync(db, db.Deliveries.Where(d => d.TransmissionId == fact.TransmissionId), "blocked", "L'envoi est bloqué : consultez le motif sur le document.", clock, ct);

    public static Task Cancelled(DocumentCancelled fact, MessagingDbContext db, TimeProvider clock, CancellationToken ct) =>
        DropAsync(db, db.Deliveries.Where(d => d.DocumentId == fact.DocumentId), "cancelled", "Le document a été annulé avant son envoi.", clock, ct);

    private static async Task DropAsync(MessagingDbContext db, IQueryable<Delivery> concerned, string code, string reason, TimeProvider clock, CancellationToken ct)
    {
        foreach (var delivery in await concerned.Where(d => d.Status == DeliveryStatus.Queued).ToListAsync(ct))
        {
            var conversation = await db.Conversations.SingleAsync(c => c.Id == delivery.ConversationId, ct);
            FailedDelivery.Publish(db, delivery, conversation, code, reason, clock.GetUtcNow());
        }
    }
}
