using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Platform;

namespace HealthDirectory.Annuaire;

/// <summary>Asks the register about newcomers, again when it was silent, and each day about everybody. One by one: it takes 17 calls a second at most.</summary>
internal sealed partial class RepeatChecks(IServiceScopeFactory scopes, AnnuaireClient annuaire, IOptions<AnnuaireSettings> settings, TimeProvider clock, ILogger<RepeatChecks> log) : BackgroundService
{
    private const int Lot = 20;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!annuaire.Configured) return;
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(settings.Value.PollSeconds));
        while (await NextAsync(timer, stoppingToken))
        {
            try
            {
                foreach (var (tenant, professional) in await DueAsync(stoppingToken)) await AskAsync(tenant, professional, stoppingToken);
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

    private async Task<List<(Guid Tenant, Guid Professional)>> DueAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        using var _ = scope.ServiceProvider.GetRequiredService<TenantScope>().EnterSystem();
        var db = scope.ServiceProvider.GetRequiredService<DirectoryDbContext>();
        var now = clock.GetUtcNow();
        var due = await db.RegisterChecks.AsNoTracking().Where(c => c.NextAttemptAt <= now).OrderBy(c => c.NextAttemptAt).Take(Lot).Select(c => new { c.TenantId, c.ProfessionalId }).ToListAsync(ct);
        return [.. due.Select(c => (c.TenantId, c.ProfessionalId))];
    }

    private async Task AskAsync(Guid tenant, Guid professional, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        using var _ = scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(tenant);
        var db = scope.ServiceProvider.GetRequiredService<DirectoryDbContext>();
        var check = await db.RegisterChecks.SingleAsync(c => c.ProfessionalId == professional, ct);
        try
        {
            check.Claim(clock.GetUtcNow());
            await db.SaveChangesAsync(ct);
            await scope.ServiceProvider.GetRequiredService<AskRegister>().AskAsync(check, ct);
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateConcurrencyException)
        {
            Overtaken(log, professional);   // another replica, or somebody's own request
        }
        catch (Exception cause) when (cause is not OperationCanceledException)
        {
            Failed(log, cause, professional);   // claimed for a minute; the others do not wait for it
        }
    }

    [LoggerMessage(3201, LogLevel.Warning, "Professionals could not be checked with the register; the next turn tries again")]
    private static partial void Stumbled(ILogger logger, Exception cause);

    [LoggerMessage(3203, LogLevel.Error, "Professional {Professional} could not be checked with the register; tried again in a minute")]
    private static partial void Failed(ILogger logger, Exception cause, Guid professional);

    [LoggerMessage(3202, LogLevel.Debug, "Professional {Professional} was checked by another replica")]
    private static partial void Overtaken(ILogger logger, Guid professional);
}
