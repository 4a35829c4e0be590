using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Sandbox.Ledgers;

namespace Sandbox.Psc;

/// <summary>PSC's signing key and the tokens it signs (RS256). The key outlives a restart.</summary>
internal sealed class PscTokens : IDisposable
{
    private sealed record KeptKey(string Pem);

    private static readonly JsonWebTokenHandler Handler = new() { SetDefaultTimesOnTokenCreation = false };
    private readonly RSA _rsa = RSA.Create(2048);
    private readonly RsaSecurityKey _key;
    private readonly PscGrants _grants;
    private readonly TimeProvider _clock;

    public PscTokens(Ledger ledger, PscGrants grants, TimeProvider clock)
    {
        (_grants, _clock) = (grants, clock);
        if (ledger.Get<KeptKey>("keys", "psc") is { } kept) _rsa.ImportFromPem(kept.Pem);
        else ledger.Put("keys", "psc", new KeptKey(_rsa.ExportPkcs8PrivateKeyPem()));
        var publicKey = _rsa.ExportSubjectPublicKeyInfo();
        _key = new(_rsa)
        {
            KeyId = Base64UrlEncoder.Encode(SHA256.HashData(publicKey)[..12]),
            CryptoProviderFactory = new() { CacheSignatureProviders = false },   // the cache would outlive this key
        };
    }

    public object KeySet()
    {
        var parameters = _rsa.ExportParameters(false);
        return new
        {
            keys = new[]
            {
                new { kid = _key.KeyId, kty = "RSA", alg = "RS256", use = "sig", n = Base64UrlEncoder.Encode(parameters.Modulus!), e = Base64UrlEncoder.Encode(parameters.Exponent!) },
            },
        };
    }

    public string Access(string issuer, PscSession session, LoginRequest login)
    {
        var now = _clock.GetUtcNow();
        var id = Guid.NewGuid().ToString();
        _grants.GiveAccess(id, new(session.Id, login.ClientId, login.Nonce, login.Scope, now, now + PscGrants.AccessLife));
        return Sign(Claims(issuer, session, login, now, id, "Bearer", PscGrants.AccessLife));
    }

    public string Identity(string issuer, PscSession session, LoginRequest login, string accessToken, bool lying)
    {
        var claims = Claims(issuer, session, login, _clock.GetUtcNow(), Guid.NewGuid().ToString(), "ID", PscGrants.AccessLife);
        claims["aud"] = login.ClientId;
        claims["preferred_username"] = session.NationalId;
        claims["at_hash"] = Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(accessToken))[..16]);
        if (lying) claims["nonce"] = "une-autre-connexion";
        return Sign(claims);
    }

    /// <summary>The claims of a token that this key signed, expired or not; null for any other.</summary>
    public async Task<JsonWebToken?> ReadAsync(string token, string issuer)
    {
        var result = await Handler.ValidateTokenAsync(token, new()
        {
            ValidIssuer = issuer, ValidateAudience = false, ValidateLifetime = false, IssuerSigningKey = _key, ValidAlgorithms = [SecurityAlgorithms.RsaSha256],
        });
        return result.IsValid ? (JsonWebToken)result.SecurityToken : null;
    }

    public void Dispose() => _rsa.Dispose();

    private static Dictionary<string, object> Claims(
        string issuer, PscSession session, LoginRequest login, DateTimeOffset now, string id, string kind, TimeSpan life)
    {
        var claims = new Dictionary<string, object>
        {
            ["iss"] = issuer, ["sub"] = Professional.Find(session.NationalId)!.Subject, ["typ"] = kind, ["azp"] = login.ClientId, ["jti"] = id,
            ["iat"] = now.ToUnixTimeSeconds(), ["exp"] = (now + life).ToUnixTimeSeconds(), ["auth_time"] = session.AuthenticatedAt.ToUnixTimeSeconds(),
            ["acr"] = "eidas1", ["session_state"] = session.Id, ["scope"] = login.Scope,
        };
        if (login.Nonce is not null) claims["nonce"] = login.Nonce;
        return claims;
    }

    private string Sign(Dictionary<string, object> claims) => Handler.CreateToken(new SecurityTokenDescriptor
    {
        Claims = claims, SigningCredentials = new(_key, SecurityAlgorithms.RsaSha256),
    });
}
