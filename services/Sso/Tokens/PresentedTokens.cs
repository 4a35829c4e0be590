using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Sso.Keys;
using Sso.Protocol;

namespace Sso.Tokens;

/// <summary>Reads access tokens that come back to us (userinfo, introspection, revocation). A signature is checked once per token.</summary>
public sealed class PresentedTokens(KeyRing keys, Revocations revocations, IOptions<Issuer> issuer, TimeProvider clock)
{
    private const int Capacity = 10_000;
    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = 8 * 1024 };
    private readonly ConcurrentDictionary<string, AccessTokenClaims> _read = new(StringComparer.Ordinal);

    /// <summary>Null for whatever is not a live access token of ours.</summary>
    public async Task<AccessTokenClaims?> ReadAsync(string? token)
    {
        if (token is null or { Length: > 8 * 1024 }) return null;
        var key = Opaque.Hash(token);
        if (!_read.TryGetValue(key, out var claims))
        {
            claims = await VerifyAsync(token);
            if (claims is null) return null;
            if (_read.Count >= Capacity) Forget();
            _read[key] = claims;
        }
        return claims.ExpiresAt > clock.GetUtcNow() && !revocations.Covers(claims) ? claims : null;
    }

    private async Task<AccessTokenClaims?> VerifyAsync(string token)
    {
        var result = await _handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = issuer.Value.Address,
            ValidAudience = AccessTokens.Audience,
            ValidTypes = ["at+jwt"],
            ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
            IssuerSigningKeys = keys.Verifiers,
            TryAllIssuerSigningKeys = false,
            ValidateLifetime = false,   // compared with our own clock above
        });
        return result.IsValid ? Claims((JsonWebToken)result.SecurityToken) : null;
    }

    private static AccessTokenClaims Claims(JsonWebToken token) => new()
    {
        Subject = token.Subject,
        ClientId = Text(token, "client_id") ?? "",
        Scope = Text(token, "scope") ?? "",
        Kind = Text(token, "kind") ?? "",
        Jti = token.Id,
        GrantId = token.Id.Split('.')[0],
        Sid = Text(token, "sid"),
        Tenant = Guid.TryParse(Text(token, "tenant"), out var tenant) ? tenant : null,
        Situation = Guid.TryParse(Text(token, "situation"), out var situation) ? situation : null,
        Acr = Text(token, "acr"),
        AuthTime = long.TryParse(Text(token, "auth_time"), CultureInfo.InvariantCulture, out var at) ? DateTimeOffset.FromUnixTimeSeconds(at) : null,
        IssuedAt = new(token.IssuedAt, TimeSpan.Zero),
        ExpiresAt = new(token.ValidTo, TimeSpan.Zero),
    };

    private static string? Text(JsonWebToken token, string claim) =>
        token.TryGetClaim(claim, out var found) ? found.Value : null;

    private void Forget()
    {
        var now = clock.GetUtcNow();
        foreach (var (key, claims) in _read) if (claims.ExpiresAt <= now) _read.TryRemove(key, out _);
        if (_read.Count >= Capacity) _read.Clear();
    }
}
