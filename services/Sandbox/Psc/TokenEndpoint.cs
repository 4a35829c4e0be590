using Microsoft.Extensions.Primitives;
using Sandbox.Faults;
using Sandbox.Ledgers;

namespace Sandbox.Psc;

/// <summary>Exchanges a code or a refresh token for tokens, and tells what a token is worth.</summary>
internal sealed class TokenEndpoint(PscClients clients, PscGrants grants, PscTokens tokens, PscAddresses addresses, Journal journal, TimeProvider clock)
{
    public async Task<IResult> Exchange(HttpContext context, CancellationToken ct)
    {
        if (!context.Request.HasFormContentType) return Error("invalid_request");
        var form = await context.Request.ReadFormAsync(ct);
        if (clients.Authenticate(context.Request, form) is not { } client)
        {
            journal.Note("psc", "jeton", "refusé", "client inconnu ou secret faux");
            return Error("invalid_client", StatusCodes.Status401Unauthorized);
        }

        var grant = form["grant_type"].ToString() switch
        {
            "authorization_code" => ByCode(client, form),
            "refresh_token" => ByRefresh(client, form["refresh_token"].ToString()),
            _ => null,
        };
        if (grant is not null && grants.Session(grant.SessionId) is { } session) return Give(context, grant, session);
        journal.Note("psc", "jeton", "refusé", form["grant_type"].ToString());
        return Error(form["grant_type"].ToString() is "authorization_code" or "refresh_token" ? "invalid_grant" : "unsupported_grant_type");
    }

    public async Task<IResult> Introspect(HttpContext context, CancellationToken ct)
    {
        var form = await context.Request.ReadFormAsync(ct);
        if (clients.Authenticate(context.Request, form) is null) return Error("invalid_client", StatusCodes.Status401Unauthorized);

        var text = form["token"].ToString();
        var issuer = addresses.Issuer(context.Request);
        if (grants.Refresh(text) is { } refresh)
            return Results.Ok(new { active = true, exp = refresh.Until.ToUnixTimeSeconds(), iss = issuer, typ = "Refresh", azp = refresh.Login.ClientId });
        if (await tokens.ReadAsync(text, issuer) is not { } token || token.GetClaim("typ").Value != "Bearer"
            || grants.Access(token.Id) is not { } access || grants.Session(access.SessionId) is not { } session)
            return Results.Ok(new { active = false });
        return Results.Ok(new Dictionary<string, object?>
        {
            ["active"] = true, ["exp"] = access.Until.ToUnixTimeSeconds(), ["iat"] = access.IssuedAt.ToUnixTimeSeconds(),
            ["auth_time"] = session.AuthenticatedAt.ToUnixTimeSeconds(), ["jti"] = token.Id, ["iss"] = issuer, ["sub"] = token.Subject, ["typ"] = "Bearer",
            ["azp"] = access.ClientId, ["client_id"] = access.ClientId, ["nonce"] = access.Nonce, ["scope"] = access.Scope,
            ["session_state"] = session.Id, ["SubjectNameID"] = session.NationalId,
        });
    }

    private Grant? ByCode(PscClient client, IFormCollection form)
    {
        var code = form["code"].ToString();
        if (grants.Redeem("psc.codes", code, client.ClientId) is not { } grant)
        {
            grants.EndIfReused("psc.codes", code);
            return null;
        }

        StringValues verifier = form["code_verifier"];
        return grant.Login.RedirectUri == form["redirect_uri"].ToString() && PscGrants.Proves(grant.Login.Challenge, verifier) ? grant : null;
    }

    private Grant? ByRefresh(PscClient client, string refresh)
    {
        if (grants.Redeem("psc.refresh", refresh, client.ClientId) is { } grant) return grant;
        grants.EndIfReused("psc.refresh", refresh);
        return null;
    }

    private IResult Give(HttpContext context, Grant grant, PscSession session)
    {
        var issuer = addresses.Issuer(context.Request);
        var access = tokens.Access(issuer, session, grant.Login);
        journal.Note("psc", "jeton", "donné", $"{session.NationalId} pour {grant.Login.ClientId}");
        context.Response.Headers.CacheControl = "no-store";
        return Results.Ok(new
        {
            access_token = access,
            expires_in = (int)PscGrants.AccessLife.TotalSeconds,
            refresh_token = grants.GiveRefresh(session.Id, grant.Login),
            refresh_expires_in = (int)Shortest(PscGrants.RefreshLife, session.AuthenticatedAt.AddHours(4) - clock.GetUtcNow()).TotalSeconds,
            token_type = "Bearer",
            id_token = tokens.Identity(issuer, session, grant.Login, access, FaultGate.AnswersWrong(context)),
            session_state = session.Id,
            scope = grant.Login.Scope,
        });
    }

    private static TimeSpan Shortest(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static IResult Error(string code, int status = StatusCodes.Status400BadRequest) => Results.Json(new { error = code }, statusCode: status);
}
