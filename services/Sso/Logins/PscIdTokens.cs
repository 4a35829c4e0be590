using System.Text.Json;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Sso.Protocol;
using Sso.Sessions;

namespace Sso.Logins;

/// <summary>Checks an id_token of Pro Santé Connect (OpenID Connect Core §3.1.3.7, and the level asked).</summary>
public sealed class PscIdTokens(PscProvider provider, IOptions<PscSettings> settings, TimeProvider clock)
{
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(30), OldestIssue = TimeSpan.FromMinutes(10);
    private static readonly JsonWebTokenHandler Handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = 64 * 1024 };

    public async Task<PscProof> CheckAsync(string idToken, PscExpectation expected, CancellationToken ct)
    {
        var token = await VerifyAsync(idToken, ct);
        var now = clock.GetUtcNow();
        if (string.IsNullOrEmpty(token.Subject)) throw new PscRefusedException("no-subject");
        if (!Instant(token, "exp", out var expires) || expires <= now - Skew) throw new PscRefusedException("expired");
        if (!Instant(token, "iat", out var issued) || issued > now + Skew || issued < now - OldestIssue) throw new PscRefusedException("issued-at-another-time");
        if (!Opaque.Same(Text(token, "nonce"), expected.Nonce)) throw new PscRefusedException("nonce-differs");
        if ((token.Audiences.Count() > 1 || Text(token, "azp") is not null) && Text(token, "azp") != settings.Value.ClientId) throw new PscRefusedException("azp-differs");

        var signedIn = Instant(token, "auth_time", out var at) ? at : (DateTimeOffset?)null;
        if (expected.SignedInAfter is { } after && (signedIn is null || signedIn < after - Skew)) throw new PscRefusedException("not-signed-in-again");

        var level = Text(token, "acr");
        if (level is null ? !settings.Value.AcceptMissingLevel : !AssuranceLevel.IsAtLeast(level, expected.AtLeast)) throw new PscRefusedException("level-too-low");
        return new(token.Subject, new UpstreamProof(level ?? AssuranceLevel.Default, Means(token), signedIn ?? issued));
    }

    private async Task<JsonWebToken> VerifyAsync(string idToken, CancellationToken ct)
    {
        var result = await ValidateAsync(idToken, ct);
        if (result.Exception is SecurityTokenSignatureKeyNotFoundException)
        {
            await provider.ReadAgainAsync(ct);
            result = await ValidateAsync(idToken, ct);
        }
        return result.IsValid ? (JsonWebToken)result.SecurityToken : throw new PscRefusedException($"id-token-{result.Exception.GetType().Name}");
    }

    private async Task<TokenValidationResult> ValidateAsync(string idToken, CancellationToken ct)
    {
        var metadata = await provider.GetAsync(ct);
        return await Handler.ValidateTokenAsync(idToken, new TokenValidationParameters
        {
            ValidIssuer = settings.Value.ExpectedIssuer,
            ValidAudience = settings.Value.ClientId,
            IssuerSigningKeys = metadata.SigningKeys,
            TryAllIssuerSigningKeys = !NamesItsKey(idToken),
            ValidAlgorithms = [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.EcdsaSha256],
            ValidateLifetime = false,   // compared with our own clock above
        });
    }

    private static bool NamesItsKey(string idToken)
    {
        try
        {
            return !string.IsNullOrEmpty(new JsonWebToken(idToken).Kid);
        }
        catch (Exception malformed) when (malformed is ArgumentException or SecurityTokenMalformedException or JsonException)
        {
            throw new PscRefusedException("id-token-unreadable");
        }
    }

    private static string? Means(JsonWebToken token)
    {
        var means = token.Claims.Where(c => c.Type == "amr").Select(c => c.Value).ToList();
        return means.Count > 0 ? string.Join(' ', means) : null;
    }

    private static string? Text(JsonWebToken token, string claim) => token.TryGetClaim(claim, out var found) && found.Value.Length > 0 ? found.Value : null;

    private static bool Instant(JsonWebToken token, string claim, out DateTimeOffset instant)
    {
        instant = default;
        if (!token.TryGetPayloadValue<long>(claim, out var seconds) || seconds is < 0 or > 253_402_300_799) return false;
        instant = DateTimeOffset.FromUnixTimeSeconds(seconds);
        return true;
    }
}
