using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Platform;
using Sso.Clients;
using Sso.Logins;
using Sso.Pages;
using Sso.Protocol;
using Sso.Sessions;

namespace Sso.Logout;

/// <summary>
/// A person's "Se déconnecter": ends the sign-in with every tool it opened, then Pro Santé Connect's own session,
/// then returns to the tool that asked. An idle time-out never comes here: Pro Santé Connect is shared with other products.
/// </summary>
public sealed class SignOut(IdTokenHints hints, ClientRegistry clients, LoginSessions sessions, PscProvider psc, Seal seal, SsoDbContext db,
    IOptions<PscSettings> settings, IOptions<Issuer> issuer, TimeProvider clock)
{
    private const string ConfirmPurpose = "logout-confirm", ReturnPurpose = "logout-return";
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    public async Task<IResult> AskAsync(HttpContext http, Parameters sent, CancellationToken ct)
    {
        if (sent.Repeated.Count > 0) throw Incorrect();
        var hint = sent["id_token_hint"] is { } token ? await hints.ReadAsync(token) ?? throw Incorrect() : null;
        if (hint is not null && sent["client_id"] is { } named && named != hint.ClientId) throw Incorrect();
        var target = ReturnAddress(clients.Find(hint?.ClientId ?? sent["client_id"]), sent);

        var current = await sessions.OfBrowserAsync(http, ct);
        if (hint is not null && (current is null || current.Id == hint.SessionId))
            return await EndAsync(http, current ?? await db.LoginSessions.SingleOrDefaultAsync(s => s.Id == hint.SessionId, ct), target, ct);
        if (current is null) return Leave(target);
        var parked = seal.Close(ConfirmPurpose, new Parked(current.Id, target, clock.GetUtcNow()));
        return new Page("Se déconnecter ?", $"""
            <p>Vous serez déconnecté de tous les outils de la plateforme et de Pro Santé Connect.</p>
            <form method="post" action="/oauth/logout/confirm">
              <input type="hidden" name="request" value="{Page.Text(parked)}">
              <button type="submit">Se déconnecter</button>
            </form>
            """);
    }

    public async Task<IResult> ConfirmAsync(HttpContext http, Parameters form, CancellationToken ct)
    {
        var current = await sessions.OfBrowserAsync(http, ct);
        if (seal.Open<Parked>(ConfirmPurpose, form["request"]) is not { } parked || parked.AskedAt < clock.GetUtcNow() - Life) throw Incorrect();
        if (current is null) return Leave(parked.Target);
        if (current.Id != parked.SessionId) throw Incorrect();
        return await EndAsync(http, current, parked.Target, ct);
    }

    /// <summary>Back from Pro Santé Connect, with the address we sealed into <c>state</c>.</summary>
    public IResult Done(Parameters sent) =>
        Leave(seal.Open<Parked>(ReturnPurpose, sent["state"]) is { } parked && parked.AskedAt > clock.GetUtcNow() - Life ? parked.Target : null);

    private async Task<IResult> EndAsync(HttpContext http, LoginSession? session, string? target, CancellationToken ct)
    {
        http.Response.Cookies.Delete(LoginSessions.Cookie, BrowserCookie.Options);
        if (session is null) return Leave(target);
        var upstream = sessions.UpstreamOf(session);
        await sessions.EndAsync(session, SessionEnd.SignedOut, ct);
        session.EraseUpstream();
        await db.SaveChangesAsync(ct);
        return upstream is null ? Leave(target) : await LeavePscAsync(upstream, session.Id, target, ct);
    }

    private async Task<IResult> LeavePscAsync(UpstreamTokens upstream, Guid sessionId, string? target, CancellationToken ct)
    {
        string? endpoint;
        try
        {
            endpoint = (await psc.GetAsync(ct)).EndSessionEndpoint;
        }
        catch (Exception failure) when (failure is PscUnavailableException or PscRefusedException)
        {
            return Leave(target);   // our sessions are over; Pro Santé Connect's ends by itself
        }
        if (string.IsNullOrEmpty(endpoint)) return Leave(target);
        return new SeeOther(QueryHelpers.AddQueryString(endpoint, new Dictionary<string, string?>
        {
            ["id_token_hint"] = upstream.IdToken,
            ["client_id"] = settings.Value.ClientId,
            ["post_logout_redirect_uri"] = issuer.Value.At("/oauth/logout/done"),
            ["state"] = seal.Close(ReturnPurpose, new Parked(sessionId, target, clock.GetUtcNow())),
        }));
    }

    private static string? ReturnAddress(Client? client, Parameters sent)
    {
        if (sent["post_logout_redirect_uri"] is not { } address) return null;
        if (client is null || !client.Registration.PostLogoutRedirectUris.Contains(address, StringComparer.Ordinal)) throw Incorrect();
        return sent["state"] is { } state ? QueryHelpers.AddQueryString(address, "state", state) : address;
    }

    private static IResult Leave(string? target) => target is not null ? new SeeOther(target)
        : new Page("Vous êtes déconnecté", "<p>Vous pouvez fermer cette fenêtre.</p>");

    private static PageException Incorrect() => new(400, "Demande de déconnexion incorrecte",
        "La demande de déconnexion ne peut pas être vérifiée. Fermez votre navigateur pour quitter vos outils, ou déconnectez-vous depuis votre logiciel.");

    private sealed record Parked(Guid SessionId, string? Target, DateTimeOffset AskedAt);
}
