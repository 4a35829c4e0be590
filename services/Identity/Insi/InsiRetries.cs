using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Platform;

namespace Identity.Insi;

/// <summary>Asks again what INSi did not answer, until it does or a day has passed. The answer then waits for a human decision like any other.</summary>
internal sealed partial class InsiRetries(IServiceScopeFactory scopes, IOptions<InsiSettings> settings, TimeProvider clock, ILogger<InsiRetries> log) : BackgroundService
{
    private const int Lot = 20;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(settings.Value.RetryPollSeconds));
        while (await NextAsync(timer, stoppingToken))
        {
            try
            {
                foreach (var (tenantId, callId) in await DueAsync(stoppingToken)) await AskAgainAsync(tenantId, callId, stoppingToken);
            }
            catch (Exception cause) when (cause is not OperationCanceledException)
            {
                Stumbled(log, cause);   // the rows stay due
            }
        }
    }

    private static async Task<bool> NextAsync(PeriodicTimer timer, CancellationToken ct)
    {
        try { return await timer.WaitForNextTickAsync(ct); }
        catch (OperationCanceledException) { return false; }
    }

    private async Task<List<(Guid TenantId, Guid CallId)>> DueAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        using var _ = scope.ServiceProvider.GetRequiredService<TenantScope>().EnterSystem();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDbContext>();
        var now = clock.GetUtcNow();
        var due = await db.InsiCalls.AsNoTracking().Where(c => c.NextAttemptAt != null && c.NextAttemptAt <= now).OrderBy(c => c.NextAttemptAt).Take(Lot).Select(c => new { c.TenantId, c.Id }).ToListAsync(ct);
        return [.. due.Select(c => (c.TenantId, c.Id))];
    }

    private async Task AskAgainAsync(Guid tenantId, Guid callId, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        using var _ = scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(tenantId);
        var db = scope.ServiceProvider.GetRequiredService<IdentityDbContext>();
        var call = await db.InsiCalls.SingleAsync(c => c.Id == callId, ct);
        var usager = await db.Usagers.SingleAsync(u => u.Id == call.UsagerId, ct);
        if (call.TraitsRevision != usager.TraitsRevision || usager.Reliability.Doubted || usager.Reliability.HasIns || call.Mode == InsiMode.Card)
        {
            call.Abandon();
            await db.SaveChangesAsync(ct);
            return;
        }
        try
        {
            call.Claim(clock.GetUtcNow());
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateConcurrencyException)
        {
            return;   // another replica took it
        }
        await scope.ServiceProvider.GetRequiredService<InsiCalls>().MakeAsync(call, usager, null, db, ct);
        db.Audit(new Access("identity.insi-call", "insi-call", call.Id.ToString()) { Category = "IDT", UsagerId = usager.Id });
        await db.SaveChangesAsync(ct);
    }

    [LoggerMessage(2101, LogLevel.Warning, "Asking INSi again failed; it is tried at the next turn")]
    private static partial void Stumbled(ILogger log, Exception cause);
}
