using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Sso.Tokens;

/// <summary>What is revoked, in memory, read again each second so that every replica knows within two.</summary>
public sealed class Revocations(TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, Revocation> _known = new(StringComparer.Ordinal);

    public bool Covers(AccessTokenClaims token) =>
        !_known.IsEmpty && (_known.ContainsKey(token.Jti) || _known.ContainsKey(token.GrantId) || (token.Sid is { } sid && _known.ContainsKey(sid)));

    public IReadOnlyList<Revocation> Since(DateTimeOffset moment) => [.. _known.Values.Where(r => r.RevokedAt >= moment)];

    internal void Hold(IEnumerable<Revocation> revocations)
    {
        foreach (var revocation in revocations) _known[revocation.Id] = revocation;
        var now = clock.GetUtcNow();
        foreach (var (id, revocation) in _known)
            if (revocation.ForgetAt < now) _known.TryRemove(id, out _);
    }
}

/// <summary>Adds revocations to a unit of work.</summary>
public sealed class Revoking(SsoDbContext db, Revocations known, IOptions<SsoSettings> settings, TimeProvider clock)
{
    public async Task RevokeAsync(string id, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var revocation = new Revocation { Id = id, RevokedAt = now, ForgetAt = now + settings.Value.AccessTokenLife + TimeSpan.FromMinutes(1) };
        await db.Database.ExecuteSqlAsync($"""
            INSERT INTO "Revocations" ("Id", "RevokedAt", "ForgetAt") VALUES ({id}, {revocation.RevokedAt.UtcDateTime}, {revocation.ForgetAt.UtcDateTime})
            ON CONFLICT ("Id") DO UPDATE SET "RevokedAt" = excluded."RevokedAt", "ForgetAt" = excluded."ForgetAt"
            """, ct);
        known.Hold([revocation]);
    }
}

/// <summary>Reads the revocations of other replicas.</summary>
internal sealed class RevocationReader(IServiceScopeFactory scopes, Revocations known, TimeProvider clock, ILogger<RevocationReader> log) : BackgroundService
{
    // Rows become visible in the order of their commits, not of their instants: look back a little further.
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var since = DateTimeOffset.MinValue;
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), clock);
        do
        {
            var now = clock.GetUtcNow();
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                var db = scope.ServiceProvider.GetRequiredService<SsoDbContext>();
                known.Hold(await db.Revocations.AsNoTracking().Where(r => r.RevokedAt >= since).ToListAsync(stoppingToken));
                since = now - Overlap;
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                RevocationLog.ReadFailed(log, failure);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}

internal static partial class RevocationLog
{
    [LoggerMessage(1201, LogLevel.Error, "The revocations could not be read; those already known still hold.")]
    public static partial void ReadFailed(ILogger logger, Exception failure);
}
