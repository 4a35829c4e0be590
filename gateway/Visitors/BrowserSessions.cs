using System.Collections.Concurrent;
using System.Security.Claims;
using Contracts.Sso;
using Grpc.Core;
using Microsoft.IdentityModel.JsonWebTokens;
using Platform;

namespace Gateway.Visitors;

/// <summary>
/// Sessions behind the cookie. Their tokens are kept while they last and while we hear what is revoked; sso renews them ahead of their end.
/// </summary>
public sealed class BrowserSessions(Sessions.SessionsClient sso, Revoked revoked, TimeProvider clock)
{
    public const string Cookie = "__Host-sid";
    private const int Capacity = 50_000;
    private static readonly TimeSpan Ahead = TimeSpan.FromSeconds(45), Unheard = TimeSpan.FromSeconds(2);
    private readonly ConcurrentDictionary<string, Known> _known = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<Task<Known?>>> _asking = new(StringComparer.Ordinal);

    public ValueTask<Visitor?> FindAsync(string cookie)
    {
        if (_known.TryGetValue(cookie, out var known))
        {
            if (revoked.Covers(known.Visitor)) return new(Drop(cookie));
            var now = clock.GetUtcNow();
            if (known.Visitor.ExpiresAt - Ahead > now && (revoked.IsFresh || now - known.AskedAt < Unheard)) return new(known.Visitor);
        }
        return new(AskOnceAsync(cookie, known));
    }

    public async Task<BrowserSession?> ReadAsync(string cookie, CancellationToken ct)
    {
        try
        {
            return await sso.GetAsync(new() { Cookie = cookie }, deadline: Deadline(), cancellationToken: ct);
        }
        catch (RpcException unknown) when (unknown.StatusCode == StatusCode.NotFound)
        {
            return null;
        }
    }

    public void Forget(string cookie) => _known.TryRemove(cookie, out _);

    // Requests of one page arrive together: one of them asks for all.
    private async Task<Visitor?> AskOnceAsync(string cookie, Known? known)
    {
        var asking = _asking.GetOrAdd(cookie, key => new(() => AskAsync(key, known)));
        try
        {
            return (await asking.Value)?.Visitor;
        }
        finally
        {
            _asking.TryRemove(KeyValuePair.Create(cookie, asking));
        }
    }

    private async Task<Known?> AskAsync(string cookie, Known? known)
    {
        try
        {
            var session = await ReadAsync(cookie, CancellationToken.None);
            if (session is null)
            {
                _known.TryRemove(cookie, out _);
                return null;
            }
            if (_known.Count >= Capacity) ForgetExpired();
            return _known[cookie] = new(Read(session), clock.GetUtcNow());
        }
        catch (Exception failure) when (failure is RpcException or HttpRequestException or OperationCanceledException)
        {
            // sso is down: an open session goes on until its token ends (ADR 11).
            if (known is not null && known.Visitor.ExpiresAt > clock.GetUtcNow()) return known;
            throw new DependencyDownException("sso", "Le service de connexion ne répond pas. Réessayez dans quelques instants.");
        }
    }

    private static Visitor Read(BrowserSession session)
    {
        // Not verified again: it came from sso, over a call that sso signed for.
        var token = new JsonWebToken(session.AccessToken);
        return Visitor.Of(new ClaimsIdentity(token.Claims, "session", "sub", "role"), session.AccessToken, DateTimeOffset.FromUnixTimeSeconds(session.AccessExpiresAt));
    }

    private Visitor? Drop(string cookie)
    {
        _known.TryRemove(cookie, out _);
        return null;
    }

    private void ForgetExpired()
    {
        var now = clock.GetUtcNow();
        foreach (var (cookie, known) in _known) if (known.Visitor.ExpiresAt <= now) _known.TryRemove(cookie, out _);
        if (_known.Count >= Capacity) _known.Clear();
    }

    private static DateTime Deadline() => DateTime.UtcNow.AddSeconds(3);

    private sealed record Known(Visitor Visitor, DateTimeOffset AskedAt);
}
