using Microsoft.Extensions.Options;
using Sso.Authorization;
using Sso.Pages;
using Sso.Protocol;
using Sso.Sessions;

namespace Sso.Logins;

/// <summary>The return from Pro Santé Connect: whose return is it, who is the person, which account is theirs.</summary>
public sealed partial class PscCallback(PscLogin login, PscClient psc, IOptions<PscSettings> settings, DirectoryAccounts directory, LoginSessions sessions, SignInTrail trail,
    AuthorizeEndpoint.Journey journey, SsoDbContext db, TimeProvider clock, ILogger<PscCallback> log)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGroup("").AllowAnonymous().AnswerAsPage().ExcludeFromDescription()
            .MapGet(PscLogin.CallbackPath, (HttpContext http, PscCallback callback, CancellationToken ct) => callback.HandleAsync(http, Parameters.OfQuery(http.Request), ct));

    private async Task<IResult> HandleAsync(HttpContext http, Parameters sent, CancellationToken ct)
    {
        if (sent.Repeated.Count > 0) throw PageException.BadRequest("Le retour de Pro Santé Connect est ambigu : un paramètre y figure deux fois. Revenez à votre logiciel et recommencez.");
        var (request, expected) = await login.TakeAsync(http, sent["state"], ct);
        if (sent["iss"] is { } iss && iss != settings.Value.ExpectedIssuer) return await RefuseAsync("", "issuer-mix-up", NotUnderstood(), ct);
        if (sent["error"] is not null && sent["code"] is not null) return await RefuseAsync("", "error-and-code", NotUnderstood(), ct);
        if (sent["error"] == "access_denied") return await AbandonAsync(request, ct);
        if (sent["code"] is not { } code) return await RefuseAsync("", $"psc-{sent["error"] ?? "no-code"}", NotAccepted(), ct);

        PscIdentity identity;
        try
        {
            identity = await psc.RedeemAsync(code, login.CallbackUri, expected, ct);
        }
        catch (PscRefusedException refused)
        {
            return await RefuseAsync("", refused.Message, NotAccepted(), ct);
        }
        catch (PscUnavailableException)
        {
            return await RefuseAsync("", "psc-unavailable", PscLogin.Unreachable(), ct);
        }
        return await SignInAsync(http, request, identity, ct);
    }

    private async Task<IResult> SignInAsync(HttpContext http, AuthorizeRequest request, PscIdentity identity, CancellationToken ct)
    {
        if (await directory.FindAsync(identity.NationalId, ct) is not { } account) return await RefuseAsync(identity.NationalId, "unknown-account", NoAccount(), ct);
        if (account.Situations.Count == 0) return await RefuseAsync(identity.NationalId, "no-situation", NoSituation(), ct);

        var previous = await sessions.OfBrowserAsync(http, ct);
        var now = clock.GetUtcNow();
        var upstream = new UpstreamTokens(identity.IdToken, identity.AccessToken, identity.RefreshToken, identity.RefreshLifeSeconds is { } life ? now.AddSeconds(life) : null);
        var person = new Person(identity.NationalId, account.FamilyName, account.GivenName);
        var session = await sessions.OpenAsync(http, account.ProfessionalId, person, upstream, identity.Proof, ct);

        // Proving again who one is does not change where one works.
        var kept = previous?.ProfessionalId == account.ProfessionalId ? account.Situations.FirstOrDefault(s => s.Id == previous.SituationId) : null;
        var chosen = kept ?? (account.Situations.Count == 1 ? account.Situations[0] : null);
        if (chosen is not null) session.WorkIn(chosen.Id, chosen.TenantId, chosen.EndsAt);
        trail.Opened(session);
        await db.SaveChangesAsync(ct);
        return await journey.ContinueAsync(session, request, ct);
    }

    private async Task<IResult> AbandonAsync(AuthorizeRequest request, CancellationToken ct)
    {
        trail.Refused("", "abandoned");
        await db.SaveChangesAsync(ct);
        throw new AuthorizeRefusedException(request.RedirectUri, request.State, "access_denied", "The person did not sign in.");
    }

    private async Task<IResult> RefuseAsync(string nationalId, string reason, PageException page, CancellationToken ct)
    {
        Refused(log, reason);
        trail.Refused(nationalId, reason);
        await db.SaveChangesAsync(ct);
        throw page;
    }

    [LoggerMessage(1401, LogLevel.Warning, "A sign-in was refused: {Reason}.")]
    private static partial void Refused(ILogger logger, string reason);

    private static PageException NotUnderstood() => PageException.BadRequest("Le retour de Pro Santé Connect est incohérent ; par prudence, la connexion est abandonnée. Revenez à votre logiciel et recommencez.");

    private static PageException NotAccepted() => PageException.Refused("La preuve d'identité reçue de Pro Santé Connect n'a pas pu être acceptée. Recommencez ; si le refus se répète, prévenez votre support.");

    private static PageException NoAccount() => PageException.Refused(
        "Pro Santé Connect vous a bien reconnu, mais aucun compte n'est ouvert à votre nom sur cette plateforme. Demandez à la direction de votre établissement de vous inscrire à l'annuaire, puis reconnectez-vous.");

    private static PageException NoSituation() => PageException.Refused(
        "Votre compte existe, mais il n'a plus de situation de travail active. Demandez à la direction de votre établissement de vérifier votre inscription à l'annuaire.");
}
