using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;
using Sandbox.Ledgers;

namespace Sandbox.Psc;

/// <summary>What a product asked of the authorization page.</summary>
internal sealed record LoginRequest(
    string ClientId, string RedirectUri, string? State, string? Nonce, string Scope, string? Challenge, DateTimeOffset At);

/// <summary>A person's session at PSC: four hours at most, thirty minutes without use.</summary>
internal sealed record PscSession(string Id, string NationalId, string Means, DateTimeOffset AuthenticatedAt, DateTimeOffset UsedAt)
{
    public bool Lives(DateTimeOffset now) => now < AuthenticatedAt.AddHours(4) && now < UsedAt.AddMinutes(30);
}

/// <summary>An authorization code or a refresh token: who, for which product, until when.</summary>
internal sealed record Grant(string SessionId, LoginRequest Login, DateTimeOffset Until);

/// <summary>An access token that was given.</summary>
internal sealed record AccessGrant(string SessionId, string ClientId, string? Nonce, string Scope, DateTimeOffset IssuedAt, DateTimeOffset Until);

/// <summary>Everything PSC has given and may take back. Codes and refresh tokens serve once.</summary>
internal sealed class PscGrants(Ledger ledger, TimeProvider clock)
{
    public static readonly TimeSpan CodeLife = TimeSpan.FromMinutes(1);
    public static readonly TimeSpan AccessLife = TimeSpan.FromMinutes(2);
    public static readonly TimeSpan RefreshLife = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan PageLife = TimeSpan.FromMinutes(10);

    public string Ask(LoginRequest request) => Put("psc.requests", Secret(), request);

    public LoginRequest? TakeRequest(string id) =>
        ledger.Get<LoginRequest>("psc.requests", id) is { } request && ledger.Remove("psc.requests", id) && clock.GetUtcNow() < request.At + PageLife ? request : null;

    public PscSession Open(Professional professional, string means)
    {
        var now = clock.GetUtcNow();
        var session = new PscSession(Secret(), professional.NationalId, means, now, now);
        ledger.Put("psc.sessions", session.Id, session);
        return session;
    }

    public PscSession? Session(string? id) =>
        id is not null && ledger.Get<PscSession>("psc.sessions", id) is { } session && session.Lives(clock.GetUtcNow()) ? session : null;

    public IReadOnlyList<PscSession> Sessions() => [.. ledger.All<PscSession>("psc.sessions").Where(s => s.Lives(clock.GetUtcNow()))];

    public string GiveCode(PscSession session, LoginRequest login)
    {
        ledger.Put("psc.sessions", session.Id, session with { UsedAt = clock.GetUtcNow() });
        return Put("psc.codes", Secret(), new Grant(session.Id, login, clock.GetUtcNow() + CodeLife));
    }

    /// <summary>The grant behind a code or a refresh token, once. A second use ends the session, since one of the two users is a thief.</summary>
    public Grant? Redeem(string shelf, string secret, string clientId)
    {
        var grant = ledger.Get<Grant>(shelf, secret);
        if (grant is null || grant.Login.ClientId != clientId) return null;
        if (!ledger.Remove(shelf, secret) || ledger.Get<Grant>(shelf + ".used", secret) is not null) return null;
        ledger.Put(shelf + ".used", secret, grant);
        return clock.GetUtcNow() < grant.Until ? grant : null;
    }

    public void EndIfReused(string shelf, string secret)
    {
        if (ledger.Get<Grant>(shelf + ".used", secret) is { } grant) End(grant.SessionId);
    }

    public string GiveRefresh(string sessionId, LoginRequest login)
    {
        if (Session(sessionId) is { } session) ledger.Put("psc.sessions", sessionId, session with { UsedAt = clock.GetUtcNow() });
        return Put("psc.refresh", Secret(), new Grant(sessionId, login, clock.GetUtcNow() + RefreshLife));
    }

    public void GiveAccess(string tokenId, AccessGrant grant) => ledger.Put("psc.access", tokenId, grant);

    public AccessGrant? Access(string tokenId) =>
        ledger.Get<AccessGrant>("psc.access", tokenId) is { } grant && clock.GetUtcNow() < grant.Until && Session(grant.SessionId) is not null ? grant : null;

    public Grant? Refresh(string secret) =>
        ledger.Get<Grant>("psc.refresh", secret) is { } grant && clock.GetUtcNow() < grant.Until && Session(grant.SessionId) is not null ? grant : null;

    public bool End(string sessionId) => ledger.Remove("psc.sessions", sessionId);

    public static bool Proves(string? challenge, string? verifier) => challenge is null
        ? string.IsNullOrEmpty(verifier)
        : verifier is { Length: >= 43 and <= 128 }
          && CryptographicOperations.FixedTimeEquals(
              Encoding.ASCII.GetBytes(challenge), Encoding.ASCII.GetBytes(Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)))));

    private string Put<T>(string shelf, string id, T body)
    {
        ledger.Put(shelf, id, body);
        return id;
    }

    private static string Secret() => Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(32));
}
