using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Sso.Tests;

/// <summary>Pro Santé Connect as a test wants it: right by default, and wrong in one point at a time.</summary>
public sealed class FakePsc(TimeProvider clock) : IAsyncDisposable
{
    public const string Secret = "a secret: with + and %";
    private readonly ConcurrentDictionary<string, Login> _codes = new();
    private WebApplication _app = null!;

    public RsaSecurityKey Key { get; private set; } = NewKey("psc-1");
    public string Issuer => _app.Urls.First() + "/realm";
    public string MetadataAddress => Issuer + "/.well-known/wallet-openid-configuration";
    public string? PublishedIssuer { get; set; }
    public bool Down { get; set; }
    public int TokenRequests { get; private set; }

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapGet("/realm/.well-known/wallet-openid-configuration", () => Down ? Results.StatusCode(503) : Results.Json(new
        {
            issuer = PublishedIssuer ?? Issuer, authorization_endpoint = "https://wallet.test/auth", token_endpoint = Issuer + "/token",
            userinfo_endpoint = Issuer + "/userinfo", jwks_uri = Issuer + "/certs", end_session_endpoint = "https://psc.test/logout",
        }));
        _app.MapGet("/realm/certs", () => Results.Json(new { keys = new[] { Jwk() } }));
        _app.MapPost("/realm/token", RedeemAsync);
        _app.MapGet("/realm/userinfo", (HttpRequest request) => Userinfo(request));
        await _app.StartAsync();
    }

    /// <summary>What the person does at the authorization address: the answer is where the browser is sent back.</summary>
    public string SignIn(Uri authorization, string nationalId, Action<Login>? wrong = null)
    {
        var query = QueryHelpers.ParseQuery(authorization.Query).ToDictionary(p => p.Key, p => p.Value.ToString());
        var login = new Login(query, nationalId, clock.GetUtcNow());
        wrong?.Invoke(login);
        var code = Guid.NewGuid().ToString("N");
        _codes[code] = login;
        return QueryHelpers.AddQueryString(new Uri(query["redirect_uri"]).AbsolutePath, login.Answer(code, Issuer));
    }

    public void RotateKey() => Key = NewKey($"psc-{Guid.NewGuid():N}");

    public static string Sign(Dictionary<string, object?> claims, SecurityKey key, string algorithm)
    {
        var credentials = new SigningCredentials(key, algorithm) { CryptoProviderFactory = new() { CacheSignatureProviders = false } };
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(JsonSerializer.Serialize(claims.Where(c => c.Value is not null).ToDictionary()), credentials);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> RedeemAsync(HttpRequest request)
    {
        TokenRequests++;
        var form = await request.ReadFormAsync();
        var pair = Encoding.UTF8.GetString(Convert.FromBase64String(request.Headers.Authorization.ToString()["Basic ".Length..])).Split(':');
        if (Uri.UnescapeDataString(pair[0]) != SsoApi.PscClient || Uri.UnescapeDataString(pair[1]) != Secret) return Results.Json(new { error = "invalid_client" }, statusCode: 401);
        if (!_codes.TryRemove(form["code"].ToString(), out var login)) return Results.Json(new { error = "invalid_grant" }, statusCode: 400);
        var challenge = Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString())));
        if (challenge != login.Query["code_challenge"] || form["redirect_uri"] != login.Query["redirect_uri"]) return Results.Json(new { error = "invalid_grant" }, statusCode: 400);

        var access = Guid.NewGuid().ToString("N");
        _codes[access] = login;
        return Results.Json(new { access_token = access, refresh_token = "r", token_type = "Bearer", expires_in = 120, refresh_expires_in = 1800, id_token = login.IdToken(this) });
    }

    private IResult Userinfo(HttpRequest request)
    {
        if (!_codes.TryGetValue(request.Headers.Authorization.ToString()["Bearer ".Length..], out var login)) return Results.StatusCode(401);
        return Results.Json(new { sub = login.UserinfoSubject ?? login.Claims["sub"], SubjectNameID = login.NationalId, family_name = "DOC", given_name = "KIT" }, new JsonSerializerOptions());
    }

    private object Jwk()
    {
        var p = Key.Rsa.ExportParameters(false);
        return new { kty = "RSA", use = "sig", kid = Key.KeyId, alg = "RS256", n = Base64UrlEncoder.Encode(p.Modulus), e = Base64UrlEncoder.Encode(p.Exponent) };
    }

    private static RsaSecurityKey NewKey(string kid) => new(RSA.Create(2048)) { KeyId = kid };

    /// <summary>One sign-in in progress, open to tampering.</summary>
    public sealed class Login(Dictionary<string, string> query, string nationalId, DateTimeOffset now)
    {
        public Dictionary<string, string> Query { get; } = query;
        public string NationalId { get; } = nationalId;
        public string? UserinfoSubject { get; set; }
        public Func<Dictionary<string, object?>, FakePsc, string>? Signed { get; set; }
        public Action<Dictionary<string, string?>>? Returned { get; set; }

        public Dictionary<string, object?> Claims { get; } = new()
        {
            ["sub"] = $"f:0:{nationalId}", ["aud"] = query["client_id"], ["iat"] = now.ToUnixTimeSeconds(), ["exp"] = now.AddMinutes(2).ToUnixTimeSeconds(),
            ["auth_time"] = now.ToUnixTimeSeconds(), ["nonce"] = query["nonce"], ["acr"] = "eidas1", ["amr"] = new[] { "pwd" },
        };

        public string IdToken(FakePsc psc)
        {
            Claims.TryAdd("iss", psc.Issuer);
            return Signed?.Invoke(Claims, psc) ?? Sign(Claims, psc.Key, SecurityAlgorithms.RsaSha256);
        }

        public Dictionary<string, string?> Answer(string code, string issuer)
        {
            var answer = new Dictionary<string, string?> { ["code"] = code, ["state"] = Query["state"], ["iss"] = issuer };
            Returned?.Invoke(answer);
            return answer;
        }
    }
}
