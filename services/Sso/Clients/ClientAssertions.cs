using System.Text.Json;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Sso.Protocol;

namespace Sso.Clients;

/// <summary>
/// private_key_jwt (RFC 7523) as FAPI 2.0 narrows it: the audience is our issuer as a single string,
/// life of five minutes at most, each jti once.
/// </summary>
public sealed class ClientAssertions(UsedAssertions used, IOptions<Issuer> issuer, TimeProvider clock)
{
    public const string Type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(10), LongestLife = TimeSpan.FromMinutes(5), FutureLimit = TimeSpan.FromSeconds(60);
    private static readonly JsonWebTokenHandler Handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = 16 * 1024 };

    /// <summary>The client an assertion speaks for; nothing is believed before <see cref="ProveAsync"/>.</summary>
    public static string? Subject(Parameters form) => Read(form) is { } token ? token.Subject : null;

    public async Task<bool> ProveAsync(Client client, Parameters form, CancellationToken ct)
    {
        if (form["client_assertion_type"] != Type || Read(form) is not { } token) return false;
        if (token.Issuer != client.Id || token.Subject != client.Id || !HasOurAudienceAlone(token)) return false;

        var now = clock.GetUtcNow();
        if (!token.TryGetPayloadValue<long>("exp", out var exp) || !token.TryGetPayloadValue<string>("jti", out var jti) || jti.Length is 0 or > 200) return false;
        var expires = Instant(exp);
        if (expires <= now - Skew || expires > now + LongestLife + Skew) return false;
        if (StartsTooLate(token, "iat", now) || StartsTooLate(token, "nbf", now)) return false;

        var result = await Handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidateAudience = false,
            ValidateIssuer = false,
            ValidateLifetime = false,       // the bounds above are narrower than the library's
            IssuerSigningKeys = client.Keys,
            TryAllIssuerSigningKeys = true, // a registration holds few keys, and its PEM carries no kid
            ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.RsaSsaPssSha256],
        });
        return result.IsValid && await used.FirstUseAsync(Opaque.Hash($"{client.Id} {jti}"), expires + Skew, ct);
    }

    // The library hides whether aud was a string or a list, and a list is how one assertion is made to serve two servers.
    private bool HasOurAudienceAlone(JsonWebToken token)
    {
        using var payload = JsonDocument.Parse(Base64UrlEncoder.Decode(token.EncodedPayload));
        return payload.RootElement.TryGetProperty("aud", out var aud) && aud.ValueKind == JsonValueKind.String && aud.GetString() == issuer.Value.Address;
    }

    private static bool StartsTooLate(JsonWebToken token, string claim, DateTimeOffset now) =>
        token.TryGetPayloadValue<long>(claim, out var seconds) && Instant(seconds) > now + FutureLimit;

    private static DateTimeOffset Instant(long seconds) => DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(seconds, 0, 253_402_300_799));

    private static JsonWebToken? Read(Parameters form)
    {
        if (form["client_assertion"] is not { Length: < 16 * 1024 } assertion || !Handler.CanReadToken(assertion)) return null;
        try
        {
            return Handler.ReadJsonWebToken(assertion);
        }
        catch (Exception malformed) when (malformed is ArgumentException or SecurityTokenMalformedException or JsonException)
        {
            return null;
        }
    }
}
