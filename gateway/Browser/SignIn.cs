using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using Contracts.Sso;
using Gateway.Visitors;
using Platform;

namespace Gateway.Browser;

/// <summary>The code flow of the portal: away with state, nonce and PKCE sealed in a cookie, back with a code, into a session.</summary>
public sealed class SignIn(Gateway.Browser.CookieKeys keys, PortalClient portal, BrowserSessions known, Sessions.SessionsClient sso, TimeProvider clock)
{
    public static CookieOptions CookieOptions(TimeSpan? life = null) => new() { Secure = true, HttpOnly = true, SameSite = SameSiteMode.Lax, Path = "/", MaxAge = life };

    /// <summary><c>returnUrl</c>; <c>maxAge</c> or <c>acr</c> for a sensitive act; <c>switch=1</c> to work in another situation.</summary>
    public async Task<IResult> StartAsync(HttpContext http, CancellationToken ct)
    {
        var query = http.Request.Query;
        var more = new Dictionary<string, string?>();
        if (int.TryParse(query["maxAge"], NumberStyles.None, CultureInfo.InvariantCulture, out var age)) more["max_age"] = age.ToString(CultureInfo.InvariantCulture);
        if (query["acr"].ToString() is { Length: > 0 and < 50 } acr) more["acr_values"] = acr;
        if (query["switch"] == "1") more["prompt"] = "select_account";

        var login = new PendingLogin(Random(), Random(), Random(), LocalPath.OrHome(query["returnUrl"]), clock.GetUtcNow());
        var address = await portal.AuthorizeAddressAsync(login, more, ct);
        var box = (await keys.SealAsync(ct)).Close(PendingLogin.Purpose, login);
        http.Response.Cookies.Append(PendingLogin.CookieOf(login.State), box, CookieOptions(PendingLogin.Life));
        return See(http, address);
    }

    public async Task<IResult> FinishAsync(HttpContext http, CancellationToken ct)
    {
        var query = http.Request.Query;
        if (query["state"].Count != 1 || query["code"].Count > 1 || query["iss"].Count > 1) throw Stale();
        var cookie = PendingLogin.CookieOf(query["state"].ToString());
        var login = (await keys.SealAsync(ct)).Open<PendingLogin>(PendingLogin.Purpose, http.Request.Cookies[cookie]);
        http.Response.Cookies.Delete(cookie, CookieOptions());
        if (login is null || login.StartedAt + PendingLogin.Life < clock.GetUtcNow() || !Same(login.State, query["state"].ToString())) throw Stale();
        if (!await portal.IsProviderAsync(query["iss"], ct)) throw Stale();
        if (query.ContainsKey("error")) return See(http, "/?connexion=abandonnee");

        if (await portal.RedeemAsync(query["code"].ToString(), login, ct) is not { } tokens) throw Stale();
        var replaced = http.Request.Cookies[BrowserSessions.Cookie] is { Length: < 100 } old ? old : "";
        var opened = await sso.OpenAsync(new() { AccessToken = tokens.AccessToken, RefreshToken = tokens.RefreshToken, IdToken = tokens.IdToken, ExpiresIn = tokens.ExpiresIn, Replaces = replaced }, cancellationToken: ct);
        if (replaced.Length > 0) known.Forget(replaced);
        http.Response.Cookies.Append(BrowserSessions.Cookie, opened.Cookie, CookieOptions());
        return See(http, login.ReturnUrl);
    }

    private static IResult See(HttpContext http, string address)
    {
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.Location = address;
        return Results.StatusCode(StatusCodes.Status303SeeOther);
    }

    private static string Random() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    private static bool Same(string left, string right) =>
        CryptographicOperations.FixedTimeEquals(System.Text.Encoding.UTF8.GetBytes(left), System.Text.Encoding.UTF8.GetBytes(right));

    private static BadInputException Stale() =>
        new("login-stale", "Cette tentative de connexion n'est plus valable : elle a déjà servi, a trop attendu ou vient d'un autre navigateur. Recommencez depuis l'accueil.");
}
