using Microsoft.EntityFrameworkCore;

namespace Sso.Sessions;

/// <summary>Each minute, drops what can no longer be used. Tokens of Pro Santé Connect must not stay (SC.MSS/CONF.28).</summary>
internal sealed partial class Forgetting(IServiceScopeFactory scopes, TimeProvider clock, ILogger<Forgetting> log) : BackgroundService
{
    // Long enough to recognise a code or refresh token that comes back late as a reuse.
    private static readonly TimeSpan Memory = TimeSpan.FromHours(1), LogoutTime = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(1), clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                await ForgetAsync(scope.ServiceProvider.GetRequiredService<SsoDbContext>(), clock.GetUtcNow(), stoppingToken);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                Failed(log, failure);
            }
        }
    }

    internal static async Task ForgetAsync(SsoDbContext db, DateTimeOffset now, CancellationToken ct)
    {
        var old = now - Memory;
        var signedOut = now - LogoutTime;
        await db.UsedAssertions.Where(a => a.ForgetAt < now).ExecuteDeleteAsync(ct);
        await db.PscAttempts.Where(a => a.StartedAt < old).ExecuteDeleteAsync(ct);
        await db.AuthorizationCodes.Where(c => c.ExpiresAt < old).ExecuteDeleteAsync(ct);
        await db.RefreshTokens.Where(t => t.ExpiresAt < old).ExecuteDeleteAsync(ct);
        await db.RefreshTokens.Where(t => t.UsedAt < signedOut && t.SealedSuccessor != null).ExecuteUpdateAsync(set => set.SetProperty(t => t.SealedSuccessor, (string?)null), ct);
        await db.Revocations.Where(r => r.ForgetAt < now).ExecuteDeleteAsync(ct);
        await db.BrowserSessions.Where(s => s.ExpiresAt < now || s.EndedAt < old).ExecuteDeleteAsync(ct);
        await db.LoginSessions.Where(s => s.SealedUpstream != null && (s.EndedAt < signedOut || s.ExpiresAt < now))
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.SealedUpstream, (string?)null), ct);
        await db.Grants.Where(g => g.ExpiresAt < old).ExecuteDeleteAsync(ct);
        await db.LoginSessions.Where(s => s.ExpiresAt < old).ExecuteDeleteAsync(ct);
    }

    [LoggerMessage(1301, LogLevel.Error, "Expired rows could not be dropped; the next minute tries again.")]
    private static partial void Failed(ILogger logger, Exception failure);
}
