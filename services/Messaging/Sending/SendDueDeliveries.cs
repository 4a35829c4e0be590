using Messaging.Deliveries;
using Messaging.Receipts;
using Microsoft.EntityFrameworkCore;
using Platform;
using Platform.Work;

namespace Messaging.Sending;

/// <summary>Finds what is due in all tenants and sends each in its own; a slow operator holds back only what goes to it.</summary>
public sealed partial class SendDueDeliveries(IServiceScopeFactory scopes, SendSignal signal, TimeProvider clock, ILogger<SendDueDeliveries> log) : BackgroundService
{
    private const int Together = 6;
    private readonly Dictionary<Guid, Task> _running = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await StartDueAsync(stoppingToken);
                await signal.WaitAsync(TimeSpan.FromSeconds(1), stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception cause)
            {
                LogStumbled(log, cause);
                await signal.WaitAsync(TimeSpan.FromSeconds(2), CancellationToken.None);
            }
        }
        await Task.WhenAll(_running.Values);     // what is leaving finishes before the process ends
    }

    private async Task StartDueAsync(CancellationToken ct)
    {
        foreach (var done in _running.Where(r => r.Value.IsCompleted).Select(r => r.Key).ToList()) _running.Remove(done);
        if (_running.Count >= Together) return;
        await using var scope = scopes.CreateAsyncScope();
        using var _ = scope.ServiceProvider.GetRequiredService<TenantScope>().EnterSystem();
        var db = scope.ServiceProvider.GetRequiredService<MessagingDbContext>();
        var now = clock.GetUtcNow();
        var deliveries = await db.Deliveries.AsNoTracking()
            .Where(d => (d.Status == DeliveryStatus.Queued && d.NextAttemptAt <= now)
                || (d.Status == DeliveryStatus.Sending && d.ClaimedUntil < now)
                || (d.Status == DeliveryStatus.Unverified && d.SentAt == null && d.NextAttemptAt <= now))
            .OrderBy(d => d.NextAttemptAt).Take(50).Select(d => new { d.Id, d.TenantId }).ToListAsync(ct);
        var receipts = await db.OwedReceipts.AsNoTracking().Where(r => r.SentAt == null && r.NextAttemptAt <= now).OrderBy(r => r.NextAttemptAt).Take(20).Select(r => new { r.Id, r.TenantId }).ToListAsync(ct);
        foreach (var due in deliveries.Where(d => !_running.ContainsKey(d.Id)).Take(Together - _running.Count)) _running[due.Id] = RunAsync<SendDelivery>(due.TenantId, due.Id, (send, id) => send.RunAsync(id, ct));
        foreach (var due in receipts.Where(r => !_running.ContainsKey(r.Id)).Take(Together - _running.Count)) _running[due.Id] = RunAsync<SendReceipt>(due.TenantId, due.Id, (send, id) => send.RunAsync(id, ct));
    }

    private async Task RunAsync<TAct>(Guid tenant, Guid id, Func<TAct, Guid, Task> act) where TAct : notnull
    {
        await Task.Yield();
        try
        {
            await HeldClaim.WhileAsync(() => InTenantAsync<TAct>(tenant, service => act(service, id)), over => InTenantAsync<MessagingDbContext>(tenant, db => RenewAsync(db, id, over)), log);
        }
        catch (DbUpdateConcurrencyException)
        {
            LogTaken(log, id);      // another replica, or a report, was quicker: the row says what is left to do
        }
        catch (Exception cause)
        {
            LogFailed(log, cause, id);
        }
        finally
        {
            signal.Raise();
        }
    }

    private async Task InTenantAsync<TService>(Guid tenant, Func<TService, Task> act) where TService : notnull
    {
        await using var scope = scopes.CreateAsyncScope();
        using var _ = scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(tenant);
        await act(scope.ServiceProvider.GetRequiredService<TService>());
    }

    private Task RenewAsync(MessagingDbContext db, Guid id, CancellationToken ct)
    {
        var until = clock.GetUtcNow() + HeldClaim.Lease;
        return db.Deliveries.Where(d => d.Id == id && d.Status == DeliveryStatus.Sending).ExecuteUpdateAsync(set => set.SetProperty(d => d.ClaimedUntil, until), ct);
    }

    [LoggerMessage(6110, LogLevel.Warning, "The sender stumbled and goes on")]
    private static partial void LogStumbled(ILogger log, Exception cause);

    [LoggerMessage(6111, LogLevel.Information, "{DeliveryId} was changed by another")]
    private static partial void LogTaken(ILogger log, Guid deliveryId);

    [LoggerMessage(6112, LogLevel.Error, "Sending {DeliveryId} failed unexpectedly; its claim will lapse")]
    private static partial void LogFailed(ILogger log, Exception cause, Guid deliveryId);
}
