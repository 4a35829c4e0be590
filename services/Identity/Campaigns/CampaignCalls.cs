using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Platform;

namespace Identity.Campaigns;

/// <summary>Identity:Campaigns.</summary>
public sealed record CampaignSettings
{
    /// <summary>How often campaigns whose turn has come are looked for.</summary>
    [Range(0.02, 3600)] public double PollSeconds { get; init; } = 1;
}

/// <summary>Gives each campaign its turn, one campaign after the other: a process has one call of campaigns under way at most.</summary>
internal sealed partial class CampaignCalls(IServiceScopeFactory scopes, IOptions<CampaignSettings> settings, TimeProvider clock, ILogger<CampaignCalls> log) : BackgroundService
{
    private const int Lot = 50;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(settings.Value.PollSeconds));
        while (await NextAsync(timer, stoppingToken))
        {
            try
            {
                foreach (var (tenantId, campaignId) in await DueAsync(stoppingToken)) await TurnAsync(tenantId, campaignId, stoppingToken);
            }
            catch (Exception cause) when (cause is not OperationCanceledException)
            {
                Stumbled(log, cause);
            }
        }
    }

    private static async Task<bool> NextAsync(PeriodicTimer timer, CancellationToken ct)
    {
        try { return await timer.WaitForNextTickAsync(ct); }
        catch (OperationCanceledException) { return false; }
    }

    private async Task<List<(Guid TenantId, Guid CampaignId)>> DueAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        using var _ = scope.ServiceProvider.GetRequiredService<TenantScope>().EnterSystem();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDbContext>();
        var now = clock.GetUtcNow();
        var due = await db.Campaigns.AsNoTracking().Where(c => c.NextTurnAt != null && c.NextTurnAt <= now).OrderBy(c => c.NextTurnAt).Take(Lot).Select(c => new { c.TenantId, c.Id }).ToListAsync(ct);
        return [.. due.Select(c => (c.TenantId, c.Id))];
    }

    // One campaign that fails does not hold up the others.
    private async Task TurnAsync(Guid tenantId, Guid campaignId, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        using var _ = scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(tenantId);
        try
        {
            await scope.ServiceProvider.GetRequiredService<CampaignTurn>().TakeAsync(campaignId, ct);
        }
        catch (Exception cause) when (cause is not OperationCanceledException)
        {
            TurnFailed(log, cause, campaignId);
        }
    }

    [LoggerMessage(2110, LogLevel.Warning, "Looking for campaigns failed; it is tried again")]
    private static partial void Stumbled(ILogger log, Exception cause);

    [LoggerMessage(2111, LogLevel.Warning, "The turn of campaign {CampaignId} failed; its next turn takes up what is left")]
    private static partial void TurnFailed(ILogger log, Exception cause, Guid campaignId);
}
