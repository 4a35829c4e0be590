using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Bench.Servers;

/// <summary>Discovery, keys and tokens for the servers under measure; its keys live as long as the run.</summary>
internal sealed class Issuer : IDisposable
{
    public const string Name = "https://issuer.bench";

    private readonly RSA _rsa = RSA.Create(2048);
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly WebApplication _app;

    private Issuer(int port)
    {
        Address = $"http://127.0.0.1:{port}";
        _app = Served.Bare(port, HttpProtocols.Http1).Build();
        _app.MapGet("/.well-known/openid-configuration", () => Results.Json(new { issuer = Name, jwks_uri = $"{Address}/jwks", token_endpoint = $"{Address}/token" }));
        _app.MapGet("/jwks", () => Results.Json(new { keys = new[] { PublicKey() } }));
        _app.MapPost("/v1.0-alpha1/publish/bulk/{pubsub}/{*topic}", () => Results.NoContent());   // a sidecar that takes everything
        _app.MapPost("/token", () => Results.Json(new { access_token = Token("service"), expires_in = 3600, token_type = "Bearer" }));
    }

    public string Address { get; }

    /// <summary>Settings that make a service trust this issuer.</summary>
    public Dictionary<string, string> Settings => new()
    {
        ["Platform__Issuer"] = Name,
        ["Platform__MetadataAddress"] = $"{Address}/.well-known/openid-configuration",
        ["Platform__Environment"] = "test",
        ["Dapr__HttpEndpoint"] = "http://127.0.0.1:9",
        ["Dapr__ApiToken"] = "bench",
        ["Dapr__AppToken"] = "bench",
    };

    public static async Task<Issuer> StartAsync()
    {
        var issuer = new Issuer(Measuring.ServedProcess.FreePort());
        await issuer._app.StartAsync();
        return issuer;
    }

    /// <summary>A token of the size real ones have.</summary>
    public string Token(string scopes, string? tenant = null, string kind = "system", string? situation = null) =>
        Sign(scopes, tenant, kind, situation, new(new ECDsaSecurityKey(_key) { KeyId = "bench" }, SecurityAlgorithms.EcdsaSha256));

    /// <summary>The same, signed as the anchors verify it.</summary>
    public string RsaToken(string scopes, string tenant) => Sign(scopes, tenant, "system", null, new(new RsaSecurityKey(_rsa) { KeyId = "bench-rsa" }, SecurityAlgorithms.RsaSha256));

    public string RsaPublicKey => _rsa.ExportSubjectPublicKeyInfoPem();

    private static string Sign(string scopes, string? tenant, string kind, string? situation, SigningCredentials credentials)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var claims = new Dictionary<string, object?>
        {
            ["iss"] = Name, ["aud"] = "platform", ["sub"] = "bench", ["client_id"] = "bench", ["sid"] = Guid.CreateVersion7().ToString("N"), ["tenant"] = tenant, ["situation"] = situation,
            ["scope"] = scopes, ["kind"] = kind, ["auth_time"] = now, ["jti"] = Guid.CreateVersion7().ToString("N"), ["iat"] = now, ["exp"] = now + 3600,
        };
        var payload = JsonSerializer.Serialize(claims.Where(claim => claim.Value is not null).ToDictionary());
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(payload, credentials, new Dictionary<string, object> { ["typ"] = "at+jwt" });
    }

    public void Dispose()
    {
        _app.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _key.Dispose();
        _rsa.Dispose();
    }

    private object PublicKey()
    {
        var point = _key.ExportParameters(false).Q;
        return new { kty = "EC", crv = "P-256", use = "sig", alg = "ES256", kid = "bench", x = Base64UrlEncoder.Encode(point.X!), y = Base64UrlEncoder.Encode(point.Y!) };
    }
}
