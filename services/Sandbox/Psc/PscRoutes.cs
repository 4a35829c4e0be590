using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Sandbox.Ledgers;

namespace Sandbox.Psc;

internal static class PscRoutes
{
    public static void AddPsc(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<PscAddresses>();
        builder.Services.AddSingleton<PscClients>();
        builder.Services.AddSingleton<PscGrants>();
        builder.Services.AddSingleton<PscTokens>();
        builder.Services.AddSingleton<AuthorizationPage>();
        builder.Services.AddSingleton<TokenEndpoint>();
    }

    public static void MapPsc(this WebApplication app)
    {
        app.MapGet(PscAddresses.Realm + "/.well-known/wallet-openid-configuration", (HttpRequest request, PscAddresses addresses) => Results.Json(addresses.Metadata(request)));
        app.MapGet("/psc/auth", (HttpContext context, AuthorizationPage page) => page.Open(context));
        app.MapPost("/psc/auth/choice", (HttpContext context, AuthorizationPage page, CancellationToken ct) => page.ChooseAsync(context, ct)).DisableAntiforgery();
        app.MapPost(PscAddresses.Protocol + "/token", (HttpContext context, TokenEndpoint token, CancellationToken ct) => token.Exchange(context, ct));
        app.MapPost(PscAddresses.Protocol + "/token/introspect", (HttpContext context, TokenEndpoint token, CancellationToken ct) => token.Introspect(context, ct));
        app.MapGet(PscAddresses.Protocol + "/certs", (PscTokens tokens) => Results.Json(tokens.KeySet()));
        app.MapMethods(PscAddresses.Protocol + "/userinfo", ["GET", "POST"], UserInfo);
        app.MapGet(PscAddresses.Protocol + "/logout", Logout);
        app.MapGet("/control/psc/logins", (PscGrants grants) => grants.Sessions().Select(s => new { s.NationalId, s.Means, s.AuthenticatedAt, s.UsedAt }));
    }

    private static async Task<IResult> UserInfo(HttpContext context, PscTokens tokens, PscGrants grants, PscAddresses addresses, Journal journal)
    {
        var header = context.Request.Headers.Authorization.ToString();
        var token = header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? await tokens.ReadAsync(header[7..].Trim(), addresses.Issuer(context.Request)) : null;
        if (token is null || token.GetClaim("typ").Value != "Bearer" || grants.Access(token.Id) is not { } access || grants.Session(access.SessionId) is not { } session)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer error=\"invalid_token\"";
            return Results.Json(new { error = "invalid_token" }, statusCode: 401);
        }

        journal.Note("psc", "userinfo", "donné", session.NationalId);
        var professional = Professional.Find(session.NationalId)!;
        return access.Scope.Split(' ').Contains("scope_all") ? Results.Json(professional.UserInfo()) : Results.Json(new { sub = professional.Subject });
    }

    private static async Task<IResult> Logout(HttpContext context, PscTokens tokens, PscGrants grants, PscClients clients, PscAddresses addresses, Journal journal)
    {
        var query = context.Request.Query;
        var hint = await tokens.ReadAsync(query["id_token_hint"].ToString(), addresses.Issuer(context.Request));
        if (hint is not null && grants.End(hint.GetClaim("session_state").Value)) journal.Note("psc", "déconnexion", "faite", hint.GetClaim("azp").Value);

        var back = query["post_logout_redirect_uri"].ToString();
        if (hint is null || clients.Find(hint.GetClaim("azp").Value) is not { } client || !client.PostLogoutRedirectUris.Contains(back))
            return Results.Text(hint is null ? "Le jeton d'identité manque ou n'est pas reconnu." : "Vous êtes déconnecté de Pro Santé Connect.", "text/plain", Encoding.UTF8, hint is null ? 400 : 200);
        return Results.Redirect(query["state"].ToString() is { Length: > 0 } state ? QueryHelpers.AddQueryString(back, "state", state) : back);
    }
}
