using Sso.Authorization;
using Sso.Clients;
using Sso.Protocol;

namespace Sso.Tokens;

/// <summary>Tokens that act for a person: from a code, then from one refresh token to the next.</summary>
public sealed class PersonTokens(SsoDbContext db, CodeRedemption codes, RefreshTokens refreshTokens, AccessTokens accessTokens, IdTokens idTokens, Sessions.LoginSessions sessions)
{
    public async Task<TokenAnswer> FromCodeAsync(Client client, Parameters form, CancellationToken ct)
    {
        var (live, nonce) = await codes.RedeemAsync(client, form, ct);
        var refreshToken = refreshTokens.Begin(live.Grant);
        await db.SaveChangesAsync(ct);
        return Answer(live, live.Grant.Scope, refreshToken, idTokens.Issue(live, nonce));
    }

    public Task<TokenAnswer> FromRefreshTokenAsync(Client client, Parameters form, CancellationToken ct) =>
        RefreshAsync(client, form.Required("refresh_token"), form["scope"], ct);

    public async Task<TokenAnswer> RefreshAsync(Client client, string token, string? scope, CancellationToken ct)
    {
        // Rotation and what depends on it are one transaction: a process that dies in between has rotated nothing.
        await using var transaction = db.Database.CurrentTransaction is null ? await db.Database.BeginTransactionAsync(ct) : null;
        try
        {
            var (live, successor) = await refreshTokens.RotateAsync(client, token, ct);
            var granted = Narrow(live.Grant.Scope, scope);
            await sessions.SeenAsync(live.Session, ct);
            await db.SaveChangesAsync(ct);
            if (transaction is not null) await transaction.CommitAsync(ct);
            return Answer(live, granted, successor, idTokens.Issue(live, nonce: null));
        }
        catch (OAuthException refusal) when (refusal.Error == "invalid_grant" && transaction is not null)
        {
            await transaction.CommitAsync(ct);   // a reuse has just revoked the grant: that must stay
            throw;
        }
    }

    private static string Narrow(string granted, string? asked)
    {
        if (asked is null) return granted;
        var known = granted.Split(' ');
        var wanted = asked.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return wanted.Length > 0 && wanted.All(known.Contains) ? string.Join(' ', wanted) : throw OAuthException.InvalidScope("The scope is wider than what was granted.");
    }

    private TokenAnswer Answer(LiveGrant live, string scope, string refreshToken, string idToken)
    {
        var (grant, session) = live;
        var life = accessTokens.LifeUntil(grant.ExpiresAt);
        var accessToken = accessTokens.Issue(new()
        {
            Subject = session.ProfessionalId.ToString(),
            ClientId = grant.ClientId,
            Scope = scope,
            Kind = "pro",
            GrantId = grant.Id.ToString(),
            Sid = session.Id.ToString(),
            Tenant = grant.TenantId,
            Situation = grant.SituationId,
            Acr = session.Acr,
            AuthTime = session.AuthenticatedAt,
        }, life);
        return new() { AccessToken = accessToken, ExpiresIn = (int)life.TotalSeconds, Scope = scope, IdToken = idToken, RefreshToken = refreshToken };
    }
}
