using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Platform;
using Sso.Protocol;
using Sso.Tokens;

namespace Sso.Sessions;

/// <summary>Finds, opens and ends sign-ins. Ending one kills whatever was issued under it, in the same transaction.</summary>
public sealed class LoginSessions(SsoDbContext db, Seal seal, Revoking revoking, SignInTrail trail, IOptions<SsoSettings> settings, TimeProvider clock)
{
    public const string Cookie = "__Host-sso";
    private const string PersonPurpose = "person", UpstreamPurpose = "upstream";

    private TimeSpan IdleLife => settings.Value.IdleLife + settings.Value.AccessTokenLife;   // activity shows only when a token is renewed

    public async Task<LoginSession?> OfBrowserAsync(HttpContext http, CancellationToken ct)
    {
        if (http.Request.Cookies[Cookie] is not { Length: > 0 and < 100 } cookie) return null;
        var hash = Opaque.Hash(cookie);
        var session = await db.LoginSessions.SingleOrDefaultAsync(s => s.CookieHash == hash, ct);
        return session is not null && session.IsLive(clock.GetUtcNow(), IdleLife) ? session : null;
    }

    public async Task<LoginSession?> LiveAsync(Guid id, CancellationToken ct)
    {
        var session = await db.LoginSessions.SingleOrDefaultAsync(s => s.Id == id, ct);
        return session is not null && session.IsLive(clock.GetUtcNow(), IdleLife) ? session : null;
    }

    /// <summary>A new sign-in always has a new cookie; the one it replaces in this browser ends.</summary>
    public async Task<LoginSession> OpenAsync(HttpContext http, Guid professionalId, Person person, UpstreamTokens upstream, UpstreamProof proof, CancellationToken ct)
    {
        var previous = await OfBrowserAsync(http, ct);
        if (previous is not null) await EndAsync(previous, SessionEnd.Replaced, ct);

        var cookie = Opaque.New();
        var now = clock.GetUtcNow();
        var session = LoginSession.Open(cookie, professionalId, seal.Close(PersonPurpose, person), seal.Close(UpstreamPurpose, upstream), proof, now, settings.Value.SessionLife);
        db.LoginSessions.Add(session);
        http.Response.Cookies.Append(Cookie, cookie, BrowserCookie.Options);
        return session;
    }

    /// <summary>Activity is not a change of the session: two tabs must not refuse each other.</summary>
    public Task SeenAsync(LoginSession session, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return db.LoginSessions.Where(s => s.Id == session.Id).ExecuteUpdateAsync(set => set.SetProperty(s => s.LastSeenAt, now), ct);
    }

    public Person PersonOf(LoginSession session) =>
        seal.Open<Person>(PersonPurpose, session.SealedPerson) ?? throw new InvalidOperationException("The session's person cannot be read.");

    public UpstreamTokens? UpstreamOf(LoginSession session) => seal.Open<UpstreamTokens>(UpstreamPurpose, session.SealedUpstream);

    public async Task EndAsync(LoginSession session, SessionEnd by, CancellationToken ct)
    {
        if (session.EndedAt is not null) return;
        session.End(by, clock.GetUtcNow());
        if (by is SessionEnd.Replaced or SessionEnd.StaffLeft) session.EraseUpstream();
        await revoking.RevokeAsync(session.Id.ToString(), ct);
        trail.Ended(session);
    }
}

/// <summary>Cookies of this provider: this host only, never readable by a script; Lax, or the return from Pro Santé Connect would come without them.</summary>
public static class BrowserCookie
{
    public static CookieOptions Options => new() { Secure = true, HttpOnly = true, SameSite = SameSiteMode.Lax, Path = "/" };
}
