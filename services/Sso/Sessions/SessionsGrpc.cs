using Contracts.Sso;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Platform;
using Sso.Clients;
using Sso.Protocol;
using Sso.Tokens;

namespace Sso.Sessions;

/// <summary>The gateway's questions about browser sessions.</summary>
public sealed class SessionsGrpc(BrowserSessions browsers, LoginSessions logins, Revocations revocations, ClientRegistry clients, Seal seal, SsoDbContext db,
    IOptions<Issuer> issuer, TimeProvider clock) : Contracts.Sso.Sessions.SessionsBase
{
    private const string CookiePurpose = "gateway-cookies";

    public override async Task<OpenedSession> Open(OpenSessionRequest request, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        if (request.Replaces.Length > 0) await browsers.EndAsync(request.Replaces, ct);
        var cookie = await browsers.OpenAsync(new(request.AccessToken, request.RefreshToken, request.IdToken), ct);
        return cookie is not null ? new() { Cookie = cookie } : throw new RpcException(new(StatusCode.InvalidArgument, "The tokens are not live tokens of this provider."));
    }

    public override async Task<Contracts.Sso.BrowserSession> Get(GetSessionRequest request, ServerCallContext context)
    {
        var found = await browsers.GetAsync(request.Cookie, context.CancellationToken) ?? throw new RpcException(new(StatusCode.NotFound, "No such session is open."));
        var person = logins.PersonOf(found.Live.Session);
        return new()
        {
            AccessToken = found.Tokens.AccessToken,
            AccessExpiresAt = found.AccessExpiresAt.ToUnixTimeSeconds(),
            SessionExpiresAt = found.Live.Session.ExpiresAt.ToUnixTimeSeconds(),
            Sid = found.Live.Session.Id.ToString(),
            GrantId = found.Live.Grant.Id.ToString(),
            FamilyName = person.FamilyName,
            GivenName = person.GivenName,
        };
    }

    public override async Task<EndedSession> End(EndSessionRequest request, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        if (await browsers.EndAsync(request.Cookie, ct) is not { } ended) return new();
        await logins.EndAsync(ended.Live.Session, SessionEnd.SignedOut, ct);
        await db.SaveChangesAsync(ct);
        var query = new Dictionary<string, string?> { ["id_token_hint"] = ended.Tokens.IdToken };
        if (clients.Find(ended.Live.Grant.ClientId)?.Registration.PostLogoutRedirectUris is [var home, ..]) query["post_logout_redirect_uri"] = home;
        return new() { EndSessionUrl = QueryHelpers.AddQueryString(issuer.Value.At("/oauth/logout"), query) };
    }

    public override Task<RevokedIds> ListRevoked(ListRevokedRequest request, ServerCallContext context)
    {
        var answer = new RevokedIds { Until = clock.GetUtcNow().ToUnixTimeMilliseconds() };
        answer.Ids.AddRange(revocations.Since(DateTimeOffset.FromUnixTimeMilliseconds(request.Since)).Select(r => r.Id));
        return Task.FromResult(answer);
    }

    public override Task<CookieKeys> ListCookieKeys(ListCookieKeysRequest request, ServerCallContext context)
    {
        var answer = new CookieKeys();
        answer.Keys.AddRange(seal.DerivedKeys(CookiePurpose).Select(key => ByteString.CopyFrom(key)));
        return Task.FromResult(answer);
    }
}
