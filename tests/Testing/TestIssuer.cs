using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Testing;

/// <summary>A small issuer with discovery, keys and a token endpoint for services: tokens are real, only the sign-in is not.</summary>
public sealed class TestIssuer
{
    private static readonly Lazy<Task<TestIssuer>> Shared = new(StartAsync);
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly string _keyId = Guid.NewGuid().ToString("N");
    private WebApplication? _app;

    public static TestIssuer Current => Shared.Value.Result;

    public string Issuer { get; } = "https://issuer.test";
    public string MetadataAddress => $"{Address}/.well-known/openid-configuration";

    /// <summary>A PEM key a service may sign its assertions with; this issuer does not check them.</summary>
    public string ClientKeyFile { get; } = Path.Combine(Path.GetTempPath(), $"client-{Guid.NewGuid():N}.pem");

    private string Address => _app!.Urls.First();

    public static Task<TestIssuer> SharedAsync() => Shared.Value;

    public string Token(TokenClaims claims, DateTimeOffset now) => Sign(new Dictionary<string, object?>
    {
        ["iss"] = Issuer,
        ["aud"] = claims.Audience,
        ["sub"] = claims.Subject,
        ["client_id"] = claims.ClientId,
        ["sid"] = claims.SessionId,
        ["tenant"] = claims.Tenant?.ToString(),
        ["situation"] = claims.Situation?.ToString(),
        ["scope"] = claims.Scopes,
        ["acr"] = "eidas1",
        ["auth_time"] = claims.AuthTime?.ToUnixTimeSeconds(),
        ["kind"] = claims.Kind,
        ["jti"] = Guid.NewGuid().ToString("N"),
        ["iat"] = now.ToUnixTimeSeconds(),
        ["exp"] = (now + claims.Life).ToUnixTimeSeconds(),
    }, claims.Type);

    public string ServiceToken(string service, DateTimeOffset now) => Token(new() { Subject = service, ClientId = service, Scopes = "service", Kind = "system", Life = TimeSpan.FromHours(12) }, now);

    public string Sign(IDictionary<string, object?> payload, string type = "at+jwt")
    {
        var credentials = new SigningCredentials(new ECDsaSecurityKey(_key) { KeyId = _keyId }, SecurityAlgorithms.EcdsaSha256);
        var json = JsonSerializer.Serialize(payload.Where(claim => claim.Value is not null).ToDictionary());
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(json, credentials, new Dictionary<string, object> { ["typ"] = type });
    }

    private static async Task<TestIssuer> StartAsync()
    {
        var issuer = new TestIssuer();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => File.Delete(issuer.ClientKeyFile);
        using (var client = ECDsa.Create(ECCurve.NamedCurves.nistP256)) await File.WriteAllTextAsync(issuer.ClientKeyFile, client.ExportPkcs8PrivateKeyPem());
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapGet("/.well-known/openid-configuration", () => Results.Json(new { issuer = issuer.Issuer, jwks_uri = $"{issuer.Address}/jwks", token_endpoint = $"{issuer.Address}/token" }));
        app.MapGet("/jwks", () => Results.Json(new { keys = new[] { issuer.PublicKey() } }));
        app.MapPost("/token", async (HttpContext http, CancellationToken ct) =>
        {
            var form = await http.Request.ReadFormAsync(ct);
            return Results.Json(new { access_token = issuer.ServiceToken(form["client_id"].ToString(), TimeProvider.System.GetUtcNow()), expires_in = 43_200, token_type = "Bearer" });
        });
        issuer._app = app;
        await app.StartAsync();
        return issuer;
    }

    private object PublicKey()
    {
        var point = _key.ExportParameters(false).Q;
        return new { kty = "EC", crv = "P-256", use = "sig", alg = "ES256", kid = _keyId, x = Base64UrlEncoder.Encode(point.X!), y = Base64UrlEncoder.Encode(point.Y!) };
    }
}

/// <summary>What a test puts into a token.</summary>
public sealed record TokenClaims
{
    public string Subject { get; init; } = "someone";
    public string Audience { get; init; } = "platform";
    public string ClientId { get; init; } = "portal";
    public string? SessionId { get; init; } = "test-session";
    public Guid? Tenant { get; init; }
    public Guid? Situation { get; init; }
    public string Scopes { get; init; } = "";
    public string Kind { get; init; } = "pro";
    public DateTimeOffset? AuthTime { get; init; }
    public TimeSpan Life { get; init; } = TimeSpan.FromHours(2);
    public string Type { get; init; } = "at+jwt";
}
