using Contracts.Messaging;
using Messaging.Operators;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Platform.Work;

namespace Messaging.Deliveries;

/// <summary>Seven days without a reading, filed by a software or not: somebody of the team must ask the recipient.</summary>
public sealed class WatchReadings(IServiceScopeFactory scopes, IOptions<MssSettings> settings, TimeProvider clock, ILogger<WatchReadings> log)
    : DueWork<MessagingDbContext, OverdueReading>(scopes, clock, log)
{
    protected override TimeSpan Pace => settings.Value.OverduePace;

    protected override IQueryable<Due> Find(MessagingDbContext db, DateTimeOffset now)
    {
        var limit = now - settings.Value.ReadWithin;
        return db.Deliveries.Where(d => (d.Status == DeliveryStatus.Sent || d.Status == DeliveryStatus.Delivered || d.Status == DeliveryStatus.Integrated) && d.SentAt <= limit && d.OverdueAt == null)
            .OrderBy(d => d.SentAt).Select(d => new Due { Id = d.Id, TenantId = d.TenantId });
    }

    protected override Task HandleAsync(OverdueReading act, Guid id, CancellationToken ct) => act.TellAsync(id, ct);
}

/// <summary>Says once that a delivery has not been read in time.</summary>
public sealed class OverdueReading(MessagingDbContext db, TimeProvider clock)
{
    public async Task TellAsync(Guid id, CancellationToken ct)
    {
        var delivery = await db.Deliveries.SingleAsync(d => d.Id == id, ct);
        if (delivery.OverdueAt is not null || delivery.Status is not (DeliveryStatus.Sent or DeliveryStatus.Delivered or DeliveryStatus.Integrated)) return;
        var establishment = await db.Conversations.Where(c => c.Id == delivery.ConversationId).Select(c => c.EstablishmentId).SingleAsync(ct);
        var now = clock.GetUtcNow();
        delivery.MarkOverdue(now);
        db.Publish(ReadOverdue.Topic, new ReadOverdue(delivery.Id, delivery.MessageId, delivery.ConversationId, delivery.TransmissionId, delivery.UsagerId, establishment, now), delivery.ConversationId);
        await db.SaveChangesAsync(ct);
    }
}
