using Contracts.Sso;
using Gateway.Protection;
using Gateway.Visitors;
using Platform;

namespace Gateway.Browser;

/// <summary>What the portal's pages call for themselves: sign in, who am I, sign out.</summary>
internal static class BrowserEndpoints
{
    public static void MapBrowser(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/bff").AllowAnonymous().AddEndpointFilter(ProviderDown.AnswerAsync).DisableAntiforgery().ExcludeFromDescription();
        group.MapGet("/login", (HttpContext http, SignIn signIn, CancellationToken ct) => signIn.StartAsync(http, ct));
        group.MapGet("/callback", (HttpContext http, SignIn signIn, CancellationToken ct) => signIn.FinishAsync(http, ct));
        group.MapPost("/logout", Leave);
        group.MapGet("/user", ReadUser);
    }

    private static async Task<IResult> ReadUser(HttpContext http, BrowserSessions sessions, CancellationToken ct)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (http.Request.Cookies[BrowserSessions.Cookie] is not { Length: > 0 and < 100 } cookie || await sessions.FindAsync(cookie) is not { } visitor) return Results.StatusCode(401);
        var session = await sessions.ReadAsync(cookie, ct);
        return session is null ? Results.StatusCode(401) : Results.Ok(new
        {
            sub = visitor.Principal.FindFirst("sub")?.Value,
            familyName = session.FamilyName,
            givenName = session.GivenName,
            tenant = visitor.Tenant,
            situation = visitor.Principal.FindFirst("situation")?.Value,
            kind = visitor.Principal.FindFirst("kind")?.Value,
            acr = visitor.Principal.FindFirst("acr")?.Value,
            authenticatedAt = long.TryParse(visitor.Principal.FindFirst("auth_time")?.Value, out var at) ? DateTimeOffset.FromUnixTimeSeconds(at) : (DateTimeOffset?)null,
            sessionEndsAt = DateTimeOffset.FromUnixTimeSeconds(session.SessionExpiresAt),
        });
    }

    private static async Task<IResult> Leave(HttpContext http, BrowserSessions known, Sessions.SessionsClient sso, SameSite sameSite, CancellationToken ct)
    {
        sameSite.Require(http.Request);
        var cookie = http.Request.Cookies[BrowserSessions.Cookie];
        http.Response.Cookies.Delete(BrowserSessions.Cookie, SignIn.CookieOptions());
        if (cookie is not { Length: > 0 and < 100 }) return Results.Ok(new { endSessionUrl = "" });
        known.Forget(cookie);
        var ended = await sso.EndAsync(new() { Cookie = cookie }, cancellationToken: ct);
        return Results.Ok(new { endSessionUrl = ended.EndSessionUrl });
    }
}
