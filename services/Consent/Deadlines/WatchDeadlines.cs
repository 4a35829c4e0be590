using Microsoft.EntityFrameworkCore;
using Platform;

namespace Consent.Deadlines;

/// <summary>Looks every minute, so that the birthday's midnight is told within the minute. Rights themselves never wait for it.</summary>
internal sealed partial class WatchDeadlines(IServiceScopeFactory scopes, ILogger<WatchDeadlines> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    public async Task LookAsync(CancellationToken ct)
    {
        foreach (var tenant in await TenantsAsync(ct))
        {
            await using var scope = scopes.CreateAsyncScope();
            using var entered = scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(tenant);
            try
            {
                await scope.ServiceProvider.GetRequiredService<DeadlineRound>().RunAsync(ct);
            }
            catch (DbUpdateException other)
            {
                // Another replica told the same step at the same moment.
                LogTaken(logger, tenant, other);
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                LogFailed(logger, failure);
            }
        }
    }

    private async Task<List<Guid>> TenantsAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        using var all = scope.ServiceProvider.GetRequiredService<TenantScope>().EnterSystem();
        return await scope.ServiceProvider.GetRequiredService<ConsentDbContext>().RulesVersions.AsNoTracking().Select(v => v.TenantId).ToListAsync(ct);
    }

    [LoggerMessage(4111, LogLevel.Information, "Deadlines of tenant {Tenant} are told by another replica.")]
    private static partial void LogTaken(ILogger logger, Guid tenant, Exception other);

    [LoggerMessage(4112, LogLevel.Error, "Deadlines could not be looked at; next try in a minute.")]
    private static partial void LogFailed(ILogger logger, Exception failure);
}
