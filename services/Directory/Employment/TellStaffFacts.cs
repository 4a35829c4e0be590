using HealthDirectory.Professionals;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace HealthDirectory.Employment;

/// <summary>Opens and closes situations at their minute. Rights follow the dates by themselves; this tells sessions, plannings and teams.</summary>
internal sealed partial class TellStaffFacts(IServiceScopeFactory scopes, TimeProvider clock, ILogger<TellStaffFacts> log) : BackgroundService
{
    private const int Lot = 200;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every);
        do
        {
            try
            {
                foreach (var (tenant, situation) in await DueAsync(stoppingToken)) await TryTellAsync(tenant, situation, stoppingToken);
            }
            catch (Exception cause) when (cause is not OperationCanceledException)
            {
                Stumbled(log, cause);   // the rows stay due
            }
        }
        while (await NextAsync(timer, stoppingToken));
    }

    private static async Task<bool> NextAsync(PeriodicTimer timer, CancellationToken ct)
    {
        try { return await timer.WaitForNextTickAsync(ct); }
        catch (OperationCanceledException) { return false; }
    }

    private async Task<List<(Guid Tenant, Guid Situation)>> DueAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        using var _ = scope.ServiceProvider.GetRequiredService<TenantScope>().EnterSystem();
        var db = scope.ServiceProvider.GetRequiredService<DirectoryDbContext>();
        var now = clock.GetUtcNow();
        var due = await db.Situations.AsNoTracking().Where(s => s.DueAt != null && s.DueAt <= now).OrderBy(s => s.DueAt).Take(Lot).Select(s => new { s.TenantId, s.Id }).ToListAsync(ct);
        return [.. due.Select(s => (s.TenantId, s.Id))];
    }

    // One that cannot be told does not keep the others waiting.
    private async Task TryTellAsync(Guid tenant, Guid id, CancellationToken ct)
    {
        try
        {
            await TellAsync(tenant, id, ct);
        }
        catch (Exception cause) when (cause is not OperationCanceledException)
        {
            Failed(log, cause, id);
        }
    }

    private async Task TellAsync(Guid tenant, Guid id, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        using var _ = scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(tenant);
        var db = scope.ServiceProvider.GetRequiredService<DirectoryDbContext>();
        var situation = await db.Situations.SingleAsync(s => s.Id == id, ct);
        await scope.ServiceProvider.GetRequiredService<StaffRegister>().TellAsync(situation, clock.GetUtcNow(), ct);
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateConcurrencyException)
        {
            Overtaken(log, id);   // another replica has just told it
        }
    }

    [LoggerMessage(3101, LogLevel.Warning, "Starts and ends of situations could not be told; the next turn tries again")]
    private static partial void Stumbled(ILogger logger, Exception cause);

    [LoggerMessage(3103, LogLevel.Error, "Situation {Situation} could not be opened or closed; the next turn tries again")]
    private static partial void Failed(ILogger logger, Exception cause, Guid situation);

    [LoggerMessage(3102, LogLevel.Debug, "Situation {Situation} was told by another replica")]
    private static partial void Overtaken(ILogger logger, Guid situation);
}
