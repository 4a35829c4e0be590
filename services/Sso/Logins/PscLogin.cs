using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Platform;
using Sso.Authorization;
using Sso.Pages;
using Sso.Protocol;

namespace Sso.Logins;

/// <summary>Sends the browser to Pro Santé Connect and knows it again when it returns.</summary>
public sealed class PscLogin(SsoDbContext db, PscProvider provider, Seal seal, IOptions<PscSettings> psc, IOptions<SsoSettings> settings, IOptions<Issuer> issuer, TimeProvider clock)
{
    public const string CallbackPath = "/oauth/psc/callback";
    private const string BrowserCookieName = "__Host-sso-browser", Purpose = "psc-attempt";

    public string CallbackUri => issuer.Value.At(CallbackPath);

    /// <param name="again">The person has a session, but must prove who they are once more.</param>
    public async Task<IResult> StartAsync(HttpContext http, AuthorizeRequest request, bool again, CancellationToken ct)
    {
        string endpoint;
        try
        {
            endpoint = (await provider.GetAsync(ct)).AuthorizationEndpoint;
        }
        catch (Exception failure) when (failure is PscUnavailableException or PscRefusedException)
        {
            throw Unreachable();
        }

        var (state, nonce, verifier) = (Opaque.New(), Opaque.New(), Opaque.New());
        var parked = new Parked(request, verifier, SignsInAgain: again || request.Asks("login"));
        db.PscAttempts.Add(new()
        {
            StateHash = Opaque.Hash(state),
            BrowserHash = Opaque.Hash(BrowserOf(http)),
            Nonce = nonce,
            Sealed = seal.Close(Purpose, parked),
            StartedAt = clock.GetUtcNow(),
        });
        await db.SaveChangesAsync(ct);

        var query = new Dictionary<string, string?>
        {
            ["response_type"] = "code",
            ["client_id"] = psc.Value.ClientId,
            ["redirect_uri"] = CallbackUri,
            ["scope"] = psc.Value.Scope,
            ["acr_values"] = request.Acr is null or AssuranceLevel.Default ? AssuranceLevel.Default : $"{request.Acr} {AssuranceLevel.Default}",
            ["state"] = state,
            ["nonce"] = nonce,
            ["code_challenge"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))),
            ["code_challenge_method"] = "S256",
        };
        if (parked.SignsInAgain) (query["prompt"], query["max_age"]) = ("login", "0");
        else if (request.MaxAge is { } age) query["max_age"] = age.ToString(CultureInfo.InvariantCulture);
        return new SeeOther(QueryHelpers.AddQueryString(endpoint, query));
    }

    /// <summary>The attempt this return belongs to, used up; a page when there is none in this browser.</summary>
    public async Task<(AuthorizeRequest Request, PscExpectation Expected)> TakeAsync(HttpContext http, string? state, CancellationToken ct)
    {
        var hash = Opaque.Hash(state ?? "");
        var now = clock.GetUtcNow();
        var oldest = now - settings.Value.LoginLife;
        var attempt = await db.PscAttempts.AsNoTracking().SingleOrDefaultAsync(a => a.StateHash == hash, ct);
        var browser = http.Request.Cookies[BrowserCookieName];
        if (attempt is null || browser is null || !Opaque.Same(attempt.BrowserHash, Opaque.Hash(browser))) throw Stale();
        var taken = await db.PscAttempts.Where(a => a.StateHash == hash && a.ReturnedAt == null && a.StartedAt > oldest)
            .ExecuteUpdateAsync(set => set.SetProperty(a => a.ReturnedAt, now), ct);
        if (taken == 0 || seal.Open<Parked>(Purpose, attempt.Sealed) is not { } parked) throw Stale();

        var signedInAfter = parked.SignsInAgain ? attempt.StartedAt
            : parked.Request.MaxAge is { } age ? attempt.StartedAt.AddSeconds(-age)
            : (DateTimeOffset?)null;
        return (parked.Request, new(attempt.Nonce, parked.Verifier, parked.Request.Acr ?? AssuranceLevel.Default, signedInAfter));
    }

    public static PageException Unreachable() => PageException.Unavailable(
        "Pro Santé Connect ne répond pas. Vos sessions déjà ouvertes continuent ; réessayez de vous connecter dans quelques minutes.");

    private static PageException Stale() => PageException.BadRequest(
        "Cette tentative de connexion n'est plus valable : elle a déjà servi, a trop attendu ou vient d'un autre navigateur. Revenez à votre logiciel et recommencez.");

    // One value per browser, so that two tabs may sign in side by side.
    private static string BrowserOf(HttpContext http)
    {
        if (http.Request.Cookies[BrowserCookieName] is { Length: > 40 and < 100 } known) return known;
        var fresh = Opaque.New();
        http.Response.Cookies.Append(BrowserCookieName, fresh, Sessions.BrowserCookie.Options);
        return fresh;
    }

    private sealed record Parked(AuthorizeRequest Request, string Verifier, bool SignsInAgain);
}
