using Microsoft.EntityFrameworkCore;
using Sso.Sessions;
using Sso.Tokens;

namespace Sso.Authorization;

/// <summary>Grants that still hold, with the sign-in they hang on.</summary>
public sealed class Grants(SsoDbContext db, LoginSessions sessions, Revoking revoking, TimeProvider clock)
{
    public async Task<LiveGrant?> LiveAsync(Guid id, CancellationToken ct)
    {
        var grant = await db.Grants.AsNoTracking().SingleOrDefaultAsync(g => g.Id == id, ct);
        if (grant is null || grant.RevokedAt is not null || grant.ExpiresAt <= clock.GetUtcNow()) return null;
        return await sessions.LiveAsync(grant.SessionId, ct) is { } session ? new(grant, session) : null;
    }

    /// <summary>Ends every token of the grant, those already handed out included.</summary>
    public async Task RevokeAsync(Guid id, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await db.Grants.Where(g => g.Id == id && g.RevokedAt == null).ExecuteUpdateAsync(set => set.SetProperty(g => g.RevokedAt, now), ct);
        await revoking.RevokeAsync(id.ToString(), ct);
    }
}

public sealed record LiveGrant(Grant Grant, LoginSession Session);
