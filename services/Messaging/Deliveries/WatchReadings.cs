using Contracts.Messaging;
using Messaging.Operators;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Platform;

namespace Messaging.Deliveries;

/// <summary>Seven days without a reading: somebody of the team must ask the recipient.</summary>
public sealed partial class WatchReadings(IServiceScopeFactory scopes, IOptions<MssSettings> settings, TimeProvider clock, ILogger<WatchReadings> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var due = DateTimeOffset.MinValue;
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Every, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            // The database is asked each minute of the clock that counts the days, which tests move.
            if (stoppingToken.IsCancellationRequested || clock.GetUtcNow() < due) continue;
            try
            {
                await PassAsync(stoppingToken);
                due = clock.GetUtcNow() + TimeSpan.FromMinutes(1);
            }
            catch (Exception cause)
            {
                LogStumbled(log, cause);
            }
        }
    }

    private async Task PassAsync(CancellationToken ct)
    {
        var limit = clock.GetUtcNow() - settings.Value.ReadWithin;
        List<(Guid Id, Guid Tenant)> late;
        await using (var scope = scopes.CreateAsyncScope())
        {
            using var _ = scope.ServiceProvider.GetRequiredService<TenantScope>().EnterSystem();
            var db = scope.ServiceProvider.GetRequiredService<MessagingDbContext>();
            var rows = await db.Deliveries.AsNoTracking().Where(d => (d.Status == DeliveryStatus.Sent || d.Status == DeliveryStatus.Delivered) && d.SentAt <= limit && d.OverdueAt == null).OrderBy(d => d.SentAt).Take(200).Select(d => new { d.Id, d.TenantId }).ToListAsync(ct);
            late = [.. rows.Select(r => (r.Id, r.TenantId))];
        }
        foreach (var (id, tenant) in late) await MarkAsync(id, tenant, ct);
    }

    private async Task MarkAsync(Guid id, Guid tenant, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        using var _ = scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(tenant);
        var db = scope.ServiceProvider.GetRequiredService<MessagingDbContext>();
        var delivery = await db.Deliveries.SingleAsync(d => d.Id == id, ct);
        if (delivery.OverdueAt is not null || delivery.Status is not (DeliveryStatus.Sent or DeliveryStatus.Delivered)) return;
        var establishment = await db.Conversations.Where(c => c.Id == delivery.ConversationId).Select(c => c.EstablishmentId).SingleAsync(ct);
        var now = clock.GetUtcNow();
        delivery.MarkOverdue(now);
        db.Publish(ReadOverdue.Topic, new ReadOverdue(delivery.Id, delivery.MessageId, delivery.ConversationId, delivery.TransmissionId, delivery.UsagerId, establishment, now), delivery.ConversationId);
        await db.SaveChangesAsync(ct);
    }

    [LoggerMessage(6130, LogLevel.Warning, "Overdue readings could not be looked for; trying again")]
    private static partial void LogStumbled(ILogger log, Exception cause);
}
