using Microsoft.Extensions.Options;
using Sso.Keys;

namespace Sso.Discovery;

/// <summary>What this provider publishes about itself. Services trust only this.</summary>
public static class DiscoveryEndpoints
{
    public static void MapDiscovery(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("").AllowAnonymous().ExcludeFromDescription();
        group.MapGet("/.well-known/openid-configuration", (HttpContext http, IOptions<Issuer> issuer) => Publish(http, Metadata(issuer.Value)));
        group.MapGet("/.well-known/oauth-authorization-server", (HttpContext http, IOptions<Issuer> issuer) => Publish(http, Metadata(issuer.Value)));
        group.MapGet("/oauth/jwks", (HttpContext http, KeyRing keys) => Publish(http, new { keys = keys.Published.Select(key => key.Jwk) }));
    }

    private static IResult Publish(HttpContext http, object document)
    {
        http.Response.Headers.CacheControl = "public, max-age=300";
        return Results.Json(document, new System.Text.Json.JsonSerializerOptions());
    }

    private static object Metadata(Issuer issuer) => new
    {
        issuer = issuer.Address,
        authorization_endpoint = issuer.At("/oauth/authorize"),
        token_endpoint = issuer.At("/oauth/token"),
        jwks_uri = issuer.At("/oauth/jwks"),
        userinfo_endpoint = issuer.At("/oauth/userinfo"),
        revocation_endpoint = issuer.At("/oauth/revoke"),
        introspection_endpoint = issuer.At("/oauth/introspect"),
        end_session_endpoint = issuer.At("/oauth/logout"),
        response_types_supported = new[] { "code" },
        response_modes_supported = new[] { "query" },
        grant_types_supported = new[] { "authorization_code", "refresh_token", "client_credentials" },
        subject_types_supported = new[] { "public" },
        id_token_signing_alg_values_supported = new[] { "ES256" },
        token_endpoint_auth_methods_supported = new[] { "private_key_jwt", "client_secret_basic", "client_secret_post" },
        token_endpoint_auth_signing_alg_values_supported = new[] { "ES256", "PS256" },
        code_challenge_methods_supported = new[] { "S256" },
        scopes_supported = new[] { "openid", "profile" },
        acr_values_supported = new[] { "eidas1", "eidas2", "eidas3" },
        prompt_values_supported = new[] { "none", "login", "select_account" },
        claims_supported = new[] { "sub", "acr", "amr", "auth_time", "sid", "given_name", "family_name", "tenant", "situation" },
        authorization_response_iss_parameter_supported = true,
        request_parameter_supported = false,
        request_uri_parameter_supported = false,
        claims_parameter_supported = false,
    };
}
