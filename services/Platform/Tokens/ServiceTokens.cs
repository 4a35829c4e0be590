using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Platform.Tokens;

/// <summary>The service's own access token, by client_credentials and private_key_jwt (RFC 7523), renewed a minute before its end.</summary>
public sealed class ServiceTokens(string service, IConfiguration configuration, IOptionsMonitor<JwtBearerOptions> bearer, TimeProvider clock) : IDisposable
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5), UseProxy = false }) { Timeout = TimeSpan.FromSeconds(5) };
    private readonly SemaphoreSlim _renewal = new(1);
    private (string Token, DateTimeOffset EndsAt) _current;

    public async ValueTask<string> GetAsync(CancellationToken ct)
    {
        var (token, endsAt) = _current;
        if (token is not null && endsAt - clock.GetUtcNow() > TimeSpan.FromMinutes(1)) return token;

        await _renewal.WaitAsync(ct);
        try
        {
            if (_current.Token is not null && _current.EndsAt - clock.GetUtcNow() > TimeSpan.FromMinutes(1)) return _current.Token;
            _current = await RequestAsync(ct);
            return _current.Token;
        }
        catch (Exception cause) when (cause is HttpRequestException or InvalidOperationException or JsonException or TaskCanceledException && !ct.IsCancellationRequested)
        {
            // sso is away for a moment: what is still valid serves on.
            if (_current.Token is not null && _current.EndsAt > clock.GetUtcNow() + TimeSpan.FromSeconds(5)) return _current.Token;
            throw new HttpRequestException("No service token can be had: sso does not answer.", cause);
        }
        finally
        {
            _renewal.Release();
        }
    }

    private async Task<(string, DateTimeOffset)> RequestAsync(CancellationToken ct)
    {
        var options = bearer.Get(JwtBearerDefaults.AuthenticationScheme);
        var discovery = await options.ConfigurationManager!.GetConfigurationAsync(ct);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["scope"] = "service",
            ["client_id"] = service,
            ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ["client_assertion"] = Assertion(discovery.Issuer),
        });
        // Inside the mesh the way past the gateway may be shorter, and open while the gateway restarts.
        using var reply = await Http.PostAsync(configuration["Platform:TokenEndpoint"] ?? discovery.TokenEndpoint, form, ct);
        reply.EnsureSuccessStatusCode();
        var answer = await reply.Content.ReadFromJsonAsync<TokenAnswer>(ct) ?? throw new InvalidOperationException("The token endpoint answered nothing.");
        return (answer.AccessToken, clock.GetUtcNow().AddSeconds(answer.ExpiresIn));
    }

    private string Assertion(string issuer)
    {
        var path = configuration["Platform:ClientKeyFile"] ?? throw new InvalidOperationException("Platform:ClientKeyFile is missing.");
        using var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(path));
        var credentials = new SigningCredentials(new ECDsaSecurityKey(key), SecurityAlgorithms.EcdsaSha256)
        {
            CryptoProviderFactory = new() { CacheSignatureProviders = false },
        };
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var payload = JsonSerializer.Serialize(new { iss = service, sub = service, aud = issuer, iat = now, exp = now + 60, jti = Guid.CreateVersion7() });
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(payload, credentials);
    }

    public void Dispose() => _renewal.Dispose();

    private sealed record TokenAnswer([property: JsonPropertyName("access_token")] string AccessToken, [property: JsonPropertyName("expires_in")] int ExpiresIn);
}
