using Sso.Clients;
using Sso.Protocol;

namespace Sso.Tokens;

public static class TokenEndpoint
{
    public static void MapTokens(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/oauth").AllowAnonymous().AnswerAsOAuth().ExcludeFromDescription().DisableAntiforgery();
        group.MapPost("/token", Issue);
        group.MapPost("/revoke", Revoke);
        group.MapPost("/introspect", Introspect);
        foreach (var path in new[] { "/token", "/revoke", "/introspect" })
            group.MapMethods(path, ["GET", "PUT", "DELETE", "PATCH"], (HttpContext http) => RefuseMethod(http));
    }

    private static IResult RefuseMethod(HttpContext http)
    {
        http.Response.Headers.Allow = "POST";
        return Results.StatusCode(StatusCodes.Status405MethodNotAllowed);
    }

    private static async Task<IResult> Issue(HttpRequest request, ClientAuthentication authentication, ClientTokens own, CancellationToken ct)
    {
        // A client that acts for itself needs no database of its own request: only what serves persons opens one.
        PersonTokens Persons() => request.HttpContext.RequestServices.GetRequiredService<PersonTokens>();
        var form = await Parameters.OfFormAsync(request, ct);
        var client = await authentication.AuthenticateAsync(request, form, ct);
        var answer = form.Required("grant_type") switch
        {
            "client_credentials" => await own.IssueAsync(client, form, ct),
            "authorization_code" => await Persons().FromCodeAsync(client, form, ct),
            "refresh_token" => await Persons().FromRefreshTokenAsync(client, form, ct),
            _ => throw new OAuthException("unsupported_grant_type", "This grant type is not offered."),
        };
        return Results.Json(answer, TokenAnswerJson.Default.TokenAnswer);
    }

    private static async Task<IResult> Revoke(HttpRequest request, ClientAuthentication authentication, TokenRevocation revocation, CancellationToken ct)
    {
        var form = await Parameters.OfFormAsync(request, ct);
        var client = await authentication.AuthenticateAsync(request, form, ct);
        await revocation.RevokeAsync(client, form.Required("token"), ct);
        return Results.Ok();
    }

    private static async Task<IResult> Introspect(HttpRequest request, ClientAuthentication authentication, PresentedTokens presented, CancellationToken ct)
    {
        var form = await Parameters.OfFormAsync(request, ct);
        var client = await authentication.AuthenticateAsync(request, form, ct);
        var token = await presented.ReadAsync(form.Required("token"));
        // Tokens are meant for the platform's services; a partner may only look at its own.
        if (token is null || (client.Registration.Kind != "service" && token.ClientId != client.Id)) return Results.Json(new { active = false });
        return Results.Json(Introspection.Of(token));
    }
}
