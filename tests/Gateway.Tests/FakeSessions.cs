using System.Collections.Concurrent;
using System.Security.Cryptography;
using Contracts.Sso;
using Google.Protobuf;
using Grpc.Core;
using Testing;

namespace Gateway.Tests;

/// <summary>sso's sessions, as the gateway asks for them.</summary>
public sealed class FakeSessions(TimeProvider clock) : Sessions.SessionsBase
{
    private readonly ByteString _key = ByteString.CopyFrom(RandomNumberGenerator.GetBytes(32));
    private int _asked;

    public ConcurrentDictionary<string, BrowserSession> Known { get; } = new();
    public ConcurrentBag<string> RevokedIds { get; } = [];
    public bool Down { get; set; }
    public int Asked => _asked;
    public OpenSessionRequest? LastOpened { get; private set; }

    public string Add(Guid tenant, TimeSpan? life = null, string scopes = "identity:read identity:write")
    {
        var cookie = Guid.NewGuid().ToString("N");
        Renew(cookie, tenant, life, scopes);
        return cookie;
    }

    public void Renew(string cookie, Guid tenant, TimeSpan? life = null, string scopes = "identity:read identity:write")
    {
        var now = clock.GetUtcNow();
        var ends = now + (life ?? TimeSpan.FromMinutes(5));
        var sid = Known.TryGetValue(cookie, out var known) ? known.Sid : Guid.NewGuid().ToString();
        var token = TestIssuer.Current.Token(new() { Tenant = tenant, Situation = Demo.Situation(tenant), Scopes = scopes, SessionId = sid, Life = ends - now }, now);
        Known[cookie] = new() { AccessToken = token, AccessExpiresAt = ends.ToUnixTimeSeconds(), SessionExpiresAt = now.AddHours(12).ToUnixTimeSeconds(), Sid = sid, FamilyName = "VASSEUR", GivenName = "Hélène" };
    }

    public override Task<OpenedSession> Open(OpenSessionRequest request, ServerCallContext context)
    {
        LastOpened = request;
        Known.TryRemove(request.Replaces, out _);
        return Task.FromResult(new OpenedSession { Cookie = Add(Demo.Brume) });
    }

    public override Task<BrowserSession> Get(GetSessionRequest request, ServerCallContext context)
    {
        Interlocked.Increment(ref _asked);
        RefuseIfDown();
        return Known.TryGetValue(request.Cookie, out var session) ? Task.FromResult(session) : throw new RpcException(new(StatusCode.NotFound, "none"));
    }

    public override Task<EndedSession> End(EndSessionRequest request, ServerCallContext context)
    {
        RefuseIfDown();
        if (Known.TryRemove(request.Cookie, out var session)) RevokedIds.Add(session.Sid);
        return Task.FromResult(new EndedSession { EndSessionUrl = "https://issuer.test/oauth/logout?id_token_hint=x" });
    }

    public override Task<RevokedIds> ListRevoked(ListRevokedRequest request, ServerCallContext context)
    {
        RefuseIfDown();
        var answer = new RevokedIds { Until = clock.GetUtcNow().ToUnixTimeMilliseconds() };
        answer.Ids.AddRange(RevokedIds);
        return Task.FromResult(answer);
    }

    public override Task<CookieKeys> ListCookieKeys(ListCookieKeysRequest request, ServerCallContext context)
    {
        RefuseIfDown();
        return Task.FromResult(new CookieKeys { Keys = { _key } });
    }

    private void RefuseIfDown()
    {
        if (Down) throw new RpcException(new(StatusCode.Unavailable, "down"));
    }
}
