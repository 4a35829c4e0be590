using System.Buffers.Text;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.Browser;

/// <summary>The gateway as an ordinary OpenID client: knows of the provider only what its discovery document says.</summary>
public sealed class PortalClient(IHttpClientFactory http, IOptions<GatewaySettings> settings, IOptionsMonitor<JwtBearerOptions> bearer, IConfiguration configuration, TimeProvider clock)
{
    public const string HttpName = "portal";
    private static readonly JsonWebTokenHandler Handler = new() { MapInboundClaims = false };
    private readonly string _callback = configuration["Platform:Issuer"] + "/bff/callback";

    public async Task<string> AuthorizeAddressAsync(PendingLogin login, Dictionary<string, string?> more, CancellationToken ct)
    {
        var provider = await ProviderAsync(ct);
        return QueryHelpers.AddQueryString(provider.AuthorizationEndpoint, new Dictionary<string, string?>(more)
        {
            ["response_type"] = "code",
            ["client_id"] = settings.Value.PortalClientId,
            ["redirect_uri"] = _callback,
            ["scope"] = settings.Value.PortalScopes,
            ["state"] = login.State,
            ["nonce"] = login.Nonce,
            ["code_challenge"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(login.Verifier))),
            ["code_challenge_method"] = "S256",
        });
    }

    public async Task<bool> IsProviderAsync(string? iss, CancellationToken ct) => iss == (await ProviderAsync(ct)).Issuer;

    /// <summary>Null when the provider refuses the code or the answer does not fit the attempt.</summary>
    public async Task<PortalTokens?> RedeemAsync(string code, PendingLogin login, CancellationToken ct)
    {
        var provider = await ProviderAsync(ct);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["redirect_uri"] = _callback,
            ["code_verifier"] = login.Verifier,
            ["client_id"] = settings.Value.PortalClientId,
            ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ["client_assertion"] = Assertion(provider.Issuer),
        });
        using var client = http.CreateClient(HttpName);
        using var reply = await client.PostAsync(configuration["Platform:TokenEndpoint"] ?? provider.TokenEndpoint, form, ct);
        if ((int)reply.StatusCode >= 500) throw ProviderDown.Refusal();
        if (!reply.IsSuccessStatusCode) return null;
        var tokens = await reply.Content.ReadFromJsonAsync<PortalTokens>(ct);
        return tokens is not null && await FitsAsync(tokens.IdToken, login, provider) ? tokens : null;
    }

    private async Task<bool> FitsAsync(string idToken, PendingLogin login, OpenIdConnectConfiguration provider)
    {
        var result = await Handler.ValidateTokenAsync(idToken, new TokenValidationParameters
        {
            ValidIssuer = provider.Issuer,
            ValidAudience = settings.Value.PortalClientId,
            ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
            IssuerSigningKeys = provider.SigningKeys,
            TryAllIssuerSigningKeys = false,
            LifetimeValidator = (_, until, _, _) => until > clock.GetUtcNow().UtcDateTime.AddSeconds(-30),
        });
        if (result.Exception is SecurityTokenSignatureKeyNotFoundException) bearer.Get(JwtBearerDefaults.AuthenticationScheme).ConfigurationManager!.RequestRefresh();
        return result.IsValid && result.Claims.TryGetValue("nonce", out var nonce) && nonce as string == login.Nonce;
    }

    private string Assertion(string issuer)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(settings.Value.PortalKeyFile ?? configuration["Platform:ClientKeyFile"] ?? throw new InvalidOperationException("Platform:ClientKeyFile is missing.")));
        var credentials = new SigningCredentials(new ECDsaSecurityKey(key), SecurityAlgorithms.EcdsaSha256) { CryptoProviderFactory = new() { CacheSignatureProviders = false } };
        var (now, id) = (clock.GetUtcNow().ToUnixTimeSeconds(), settings.Value.PortalClientId);
        var claims = JsonSerializer.Serialize(new { iss = id, sub = id, aud = issuer, iat = now, exp = now + 60, jti = Guid.NewGuid() });
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(claims, credentials);
    }

    private async Task<OpenIdConnectConfiguration> ProviderAsync(CancellationToken ct)
    {
        try
        {
            return await bearer.Get(JwtBearerDefaults.AuthenticationScheme).ConfigurationManager!.GetConfigurationAsync(ct);
        }
        catch (InvalidOperationException)
        {
            throw ProviderDown.Refusal();   // the library says so when the document cannot be fetched
        }
    }
}

public sealed record PortalTokens(
    [property: JsonPropertyName("access_token")] string AccessToken, [property: JsonPropertyName("refresh_token")] string RefreshToken,
    [property: JsonPropertyName("id_token")] string IdToken, [property: JsonPropertyName("expires_in")] int ExpiresIn);
