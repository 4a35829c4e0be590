using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Sso.Tests;

/// <summary>A client that signs its assertions, rightly or wrongly.</summary>
public sealed class ClientKey
{
    private readonly ECDsa _key;

    public ClientKey() => _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private ClientKey(ECDsa key) => _key = key;

    public string PublicPem => _key.ExportSubjectPublicKeyInfoPem();

    /// <summary>For a foreign client library that signs by itself.</summary>
    public string PrivatePem => _key.ExportPkcs8PrivateKeyPem();

    public static ClientKey FromFile(string path)
    {
        var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(path));
        return new(key);
    }

    public Dictionary<string, string> Assertion(string clientId, DateTimeOffset now, Action<Dictionary<string, object?>>? change = null, string? kid = null)
    {
        var claims = new Dictionary<string, object?>
        {
            ["iss"] = clientId, ["sub"] = clientId, ["aud"] = SsoApi.Issuer, ["jti"] = Guid.NewGuid().ToString("N"),
            ["iat"] = now.ToUnixTimeSeconds(), ["exp"] = now.AddMinutes(1).ToUnixTimeSeconds(),
        };
        change?.Invoke(claims);
        var credentials = new SigningCredentials(new ECDsaSecurityKey(_key) { KeyId = kid }, SecurityAlgorithms.EcdsaSha256) { CryptoProviderFactory = new() { CacheSignatureProviders = false } };
        var json = JsonSerializer.Serialize(claims.Where(c => c.Value is not null).ToDictionary());
        return Form(new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(json, credentials));
    }

    public static Dictionary<string, string> Form(string assertion) => new()
    {
        ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        ["client_assertion"] = assertion,
    };
}
