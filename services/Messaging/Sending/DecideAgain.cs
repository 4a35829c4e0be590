using Contracts.Consent;
using Messaging.Deliveries;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Sending;

/// <summary>A right of the person has changed: what the team wrote and has not left is decided again now. Documents does the same for its transmissions, and says so.</summary>
public sealed class DecideAgain(DecisionsClient decisions, TimeProvider clock)
{
    public static Task Apply(ConsentChanged fact, MessagingDbContext db, DecideAgain again, CancellationToken ct) => again.DecideAsync(fact.UsagerId, db, ct);

    private async Task DecideAsync(Guid usager, MessagingDbContext db, CancellationToken ct)
    {
        foreach (var delivery in await db.Deliveries.Where(d => d.UsagerId == usager && d.TransmissionId == null && d.Status == DeliveryStatus.Queued).ToListAsync(ct))
        {
            var author = await db.Messages.Where(m => m.Id == delivery.MessageId).Select(m => m.SituationId).SingleAsync(ct);
            var decision = await decisions.AskToSendAsync(delivery, author, "", ct);
            if (decision.Allowed) continue;
            db.Audit(new("message.send", "delivery", delivery.Id.ToString()) { Category = "MSG", UsagerId = usager, Outcome = "refused", ReasonCode = decision.ReasonCode, RuleIds = [.. decision.RuleIds] });
            var conversation = await db.Conversations.SingleAsync(c => c.Id == delivery.ConversationId, ct);
            FailedDelivery.Publish(db, delivery, conversation, "not-authorized", decision.Explanation, clock.GetUtcNow());
        }
    }
}
