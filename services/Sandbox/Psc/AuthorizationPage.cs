using System.Net;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Sandbox.Ledgers;

namespace Sandbox.Psc;

/// <summary>The page where a professional identifies himself, and the way back to the product that asked.</summary>
internal sealed class AuthorizationPage(PscClients clients, PscGrants grants, PscAddresses addresses, Journal journal, TimeProvider clock)
{
    private const string Cookie = "psc_session";

    public IResult Open(HttpContext context)
    {
        var query = context.Request.Query;
        var client = clients.Find(query["client_id"]);
        var redirect = query["redirect_uri"].ToString();
        if (client is null || !client.RedirectUris.Contains(redirect))
        {
            journal.Note("psc", "autorisation", "refusée", "client ou redirect_uri inconnu");
            return Results.Text("Ce service n'est pas inscrit à Pro Santé Connect, ou son adresse de retour n'est pas déclarée.", "text/plain", Encoding.UTF8, 400);
        }

        var login = new LoginRequest(client.ClientId, redirect, query["state"], query["nonce"], query["scope"].ToString(), query["code_challenge"], clock.GetUtcNow());
        if (Mistake(query, login) is { } error) return Back(context, login, ("error", error.Code), ("error_description", error.Text));

        var session = grants.Session(context.Request.Cookies[Cookie]);
        var prompt = query["prompt"].ToString();
        if (session is not null && prompt != "login" && !TooOld(session, query["max_age"])) return Give(context, login, session);
        return prompt == "none"
            ? Back(context, login, ("error", "login_required"))
            : Results.Text(Page(grants.Ask(login)), "text/html", Encoding.UTF8);
    }

    public async Task<IResult> ChooseAsync(HttpContext context, CancellationToken ct)
    {
        var form = await context.Request.ReadFormAsync(ct);
        var login = grants.TakeRequest(form["request"].ToString());
        if (login is null) return Results.Text("Cette page a expiré ou a déjà servi : recommencez la connexion depuis votre logiciel.", "text/plain", Encoding.UTF8, 400);
        if (form.ContainsKey("refuse")) return Back(context, login, ("error", "access_denied"));

        var means = form["means"].ToString();
        if (Professional.Find(form["professional"].ToString()) is not { } professional || means is not ("CPX" or "ECPS"))
            return Results.Text("Choisissez un professionnel et un moyen d'identification.", "text/plain", Encoding.UTF8, 400);

        var session = grants.Open(professional, means);
        context.Response.Cookies.Append(Cookie, session.Id, new() { HttpOnly = true, Secure = true, SameSite = SameSiteMode.Lax, Path = "/" });
        journal.Note("psc", "identification", "réussie", $"{professional.NationalId} par {means} pour {login.ClientId}");
        return Give(context, login, session);
    }

    private IResult Give(HttpContext context, LoginRequest login, PscSession session) =>
        Back(context, login, ("code", grants.GiveCode(session, login)), ("session_state", session.Id));

    private IResult Back(HttpContext context, LoginRequest login, params (string Name, string Value)[] answer)
    {
        var address = answer.Aggregate(login.RedirectUri, (uri, pair) => QueryHelpers.AddQueryString(uri, pair.Name, pair.Value));
        if (!string.IsNullOrEmpty(login.State)) address = QueryHelpers.AddQueryString(address, "state", login.State);
        return Results.Redirect(QueryHelpers.AddQueryString(address, "iss", addresses.Issuer(context.Request)));
    }

    private static (string Code, string Text)? Mistake(IQueryCollection query, LoginRequest login)
    {
        if (query["response_type"] != "code") return ("unsupported_response_type", "response_type=code est attendu");
        if (!login.Scope.Split(' ').Contains("openid")) return ("invalid_scope", "scope=openid scope_all est attendu");
        if (query["acr_values"].ToString() is { Length: > 0 } acr && !acr.Split(' ').Contains("eidas1")) return ("invalid_request", "acr_values=eidas1 est attendu");
        return login.Challenge is not null && query["code_challenge_method"] != "S256" ? ("invalid_request", "seule la méthode S256 est acceptée") : null;
    }

    private bool TooOld(PscSession session, string? maxAge) =>
        int.TryParse(maxAge, out var seconds) && session.AuthenticatedAt.AddSeconds(seconds) < clock.GetUtcNow();

    private static string Page(string request)
    {
        var choices = new StringBuilder();
        foreach (var professional in Professional.All)
            choices.Append("<label class=\"choice\"><input type=\"radio\" name=\"professional\" required value=\"").Append(WebUtility.HtmlEncode(professional.NationalId))
                .Append("\"><span><strong>").Append(WebUtility.HtmlEncode($"{professional.GivenName} {professional.FamilyName}")).Append("</strong><br>")
                .Append(WebUtility.HtmlEncode(professional.Label)).Append("<br><code>").Append(WebUtility.HtmlEncode(professional.NationalId)).Append("</code></span></label>\n");
        return EmbeddedFile.Text("choice.html").Replace("{{request}}", request, StringComparison.Ordinal).Replace("{{choices}}", choices.ToString(), StringComparison.Ordinal);
    }
}
