namespace Sandbox.Psc;

/// <summary>Where PSC is, as its callers see it. The authorization page may be behind another address than the rest, as in reality.</summary>
internal sealed class PscAddresses(IConfiguration configuration)
{
    public const string Realm = "/psc/auth/realms/esante-wallet";
    public const string Protocol = Realm + "/protocol/openid-connect";

    public string Issuer(HttpRequest request) => Public(request) + Realm;

    public object Metadata(HttpRequest request)
    {
        var (issuer, protocol) = (Issuer(request), Public(request) + Protocol);
        return new Dictionary<string, object>
        {
            ["issuer"] = issuer,
            ["authorization_endpoint"] = (configuration["Sandbox:Psc:BrowserAddress"]?.TrimEnd('/') ?? Public(request)) + "/psc/auth",
            ["token_endpoint"] = protocol + "/token",
            ["introspection_endpoint"] = protocol + "/token/introspect",
            ["userinfo_endpoint"] = protocol + "/userinfo",
            ["end_session_endpoint"] = protocol + "/logout",
            ["jwks_uri"] = protocol + "/certs",
            ["response_types_supported"] = new[] { "code" },
            ["response_modes_supported"] = new[] { "query" },
            ["grant_types_supported"] = new[] { "authorization_code", "refresh_token" },
            ["subject_types_supported"] = new[] { "public" },
            ["id_token_signing_alg_values_supported"] = new[] { "RS256" },
            ["token_endpoint_auth_methods_supported"] = new[] { "client_secret_basic", "client_secret_post" },
            ["code_challenge_methods_supported"] = new[] { "S256" },
            ["scopes_supported"] = new[] { "openid", "scope_all" },
            ["acr_values_supported"] = new[] { "eidas1" },
            ["claims_supported"] = new[] { "sub", "iss", "auth_time", "acr", "SubjectNameID", "SubjectRefPro", "given_name", "family_name", "preferred_username" },
            ["authorization_response_iss_parameter_supported"] = true,
        };
    }

    private string Public(HttpRequest request)
    {
        if (configuration["Sandbox:PublicAddress"] is { Length: > 0 } address) return address.TrimEnd('/');
        var port = configuration.GetValue("Sandbox:HttpsPort", 7601);
        return $"https://localhost:{(port == 0 ? request.HttpContext.Connection.LocalPort : port)}";
    }
}
