using Sso.Protocol;
using Sso.Sessions;

namespace Sso.Tokens;

public static class UserinfoEndpoint
{
    public static void MapUserinfo(this IEndpointRouteBuilder routes) =>
        routes.MapGroup("/oauth").AllowAnonymous().AnswerAsOAuth().ExcludeFromDescription().DisableAntiforgery()
            .MapMethods("/userinfo", ["GET", "POST"], Read);

    private static async Task<IResult> Read(HttpContext http, PresentedTokens presented, LoginSessions sessions, CancellationToken ct)
    {
        var header = http.Request.Headers.Authorization.ToString();
        if (!header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)) return Challenge(http, 401, "");
        var token = await presented.ReadAsync(header["Bearer ".Length..].Trim());
        if (token?.Sid is null || await sessions.LiveAsync(Guid.Parse(token.Sid), ct) is not { } session) return Challenge(http, 401, " error=\"invalid_token\"");
        if (!token.HasScope("openid")) return Challenge(http, 403, " error=\"insufficient_scope\", scope=\"openid\"");

        var claims = new Dictionary<string, object?> { ["sub"] = token.Subject, ["tenant"] = token.Tenant, ["situation"] = token.Situation };
        if (token.HasScope("profile"))
        {
            var person = sessions.PersonOf(session);
            (claims["given_name"], claims["family_name"]) = (person.GivenName, person.FamilyName);
        }
        return Results.Json(claims);
    }

    private static IResult Challenge(HttpContext http, int status, string error)
    {
        http.Response.Headers.WWWAuthenticate = $"Bearer{error}";
        return Results.StatusCode(status);
    }
}
