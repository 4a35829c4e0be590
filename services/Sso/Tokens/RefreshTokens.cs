using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Platform;
using Sso.Authorization;
using Sso.Clients;
using Sso.Protocol;
using Sso.Sessions;

namespace Sso.Tokens;

/// <summary>Rotates refresh tokens. A used one that comes back kills the grant: somebody else holds a copy.</summary>
public sealed class RefreshTokens(SsoDbContext db, Seal seal, Grants grants, LoginSessions sessions, SignInTrail trail, IOptions<SsoSettings> settings, TimeProvider clock)
{
    private const string Purpose = "refresh-successor";

    public string Begin(Grant grant)
    {
        var token = Opaque.New();
        Add(grant.Id, grant.ClientId, token);
        return token;
    }

    /// <summary>The grant and the token that follows <paramref name="token"/>. The caller's save commits both.</summary>
    public async Task<(LiveGrant Grant, string Successor)> RotateAsync(Client client, string token, CancellationToken ct)
    {
        var hash = Opaque.Hash(token);
        var row = await db.RefreshTokens.AsNoTracking().SingleOrDefaultAsync(t => t.Hash == hash, ct);
        if (row is null || row.ClientId != client.Id) throw Unknown();
        if (await grants.LiveAsync(row.GrantId, ct) is not { } live) throw Unknown();

        var now = clock.GetUtcNow();
        if (row.UsedAt is null && row.ExpiresAt <= now) throw Unknown();
        var successor = Opaque.New();
        var sealedSuccessor = seal.Close<Successor>(Purpose, new(successor));
        var first = await db.RefreshTokens.Where(t => t.Hash == hash && t.UsedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(t => t.UsedAt, now).SetProperty(t => t.SealedSuccessor, sealedSuccessor), ct) == 1;
        if (first)
        {
            Add(row.GrantId, client.Id, successor);
            return (live, successor);
        }

        var used = await db.RefreshTokens.AsNoTracking().SingleAsync(t => t.Hash == hash, ct);
        if (client.Signs && used.UsedAt + settings.Value.RefreshGrace > now && seal.Open<Successor>(Purpose, used.SealedSuccessor) is { } same)
            return (live, same.Token);

        await KillAsync(live, client, ct);
        throw Unknown();
    }

    private async Task KillAsync(LiveGrant live, Client client, CancellationToken ct)
    {
        await grants.RevokeAsync(live.Grant.Id, ct);
        trail.RefreshReused(live.Session, client.Id);
        await sessions.EndAsync(live.Session, SessionEnd.RefreshReused, ct);
        await db.SaveChangesAsync(ct);
    }

    private void Add(Guid grantId, string clientId, string token) => db.RefreshTokens.Add(new()
    {
        Hash = Opaque.Hash(token),
        GrantId = grantId,
        ClientId = clientId,
        ExpiresAt = clock.GetUtcNow() + settings.Value.IdleLife + settings.Value.AccessTokenLife,
    });

    private static OAuthException Unknown() => OAuthException.InvalidGrant("The refresh token is unknown, used or expired.");

    private sealed record Successor(string Token);
}
