using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Sso.Keys;

namespace Sso.Logout;

/// <summary>Reads an id_token that a client shows as a hint: it may have expired, but must be ours and unaltered.</summary>
public sealed class IdTokenHints(KeyRing keys, IOptions<Issuer> issuer)
{
    private static readonly JsonWebTokenHandler Handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = 8 * 1024 };

    public async Task<Hint?> ReadAsync(string token)
    {
        var result = await Handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = issuer.Value.Address,
            ValidateAudience = false,
            ValidateLifetime = false,
            ValidTypes = ["JWT"],
            ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
            IssuerSigningKeys = keys.Verifiers,
            TryAllIssuerSigningKeys = false,
        });
        if (!result.IsValid || result.SecurityToken is not JsonWebToken hint) return null;
        return hint.TryGetClaim("sid", out var sid) && Guid.TryParse(sid.Value, out var session) ? new(hint.Audiences.Single(), session) : null;
    }

    public sealed record Hint(string ClientId, Guid SessionId);
}
