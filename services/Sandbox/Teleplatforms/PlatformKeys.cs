using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sandbox.Teleplatforms;

/// <summary>The keys of the two regional platforms: what they sign news with, what opens the contexts closed for them, and whose contexts they believe.</summary>
internal sealed class PlatformKeys(IConfiguration configuration, TimeProvider clock)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <summary>The key a caller has to show; any non-empty one when none is configured.</summary>
    public bool Admits(HttpRequest request)
    {
        var given = request.Headers.Authorization.ToString();
        if (!given.StartsWith("ApiKey ", StringComparison.Ordinal) || given.Length < 15) return false;
        return configuration["Sandbox:Teleplatforms:ApiKeyFile"] is not { Length: > 0 } file
            || CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given[7..].Trim()), Encoding.UTF8.GetBytes(File.ReadAllText(file).Trim()));
    }

    /// <summary>The context of a token, or why it is refused.</summary>
    public (JsonObject? Claims, string Fault) Read(string token, string audience)
    {
        try
        {
            var signed = token.Split('.').Length == 5 ? Decrypted(token) : token;
            return Verified(signed, audience);
        }
        catch (Exception e) when (e is FormatException or CryptographicException or JsonException or ArgumentException)
        {
            return (null, "illisible");
        }
    }

    /// <summary>News signed as the platform (ES256).</summary>
    public string Sign(object news)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(Required("SigningKeyFile")));
        var signed = $"{Base64Url.EncodeToString("{\"alg\":\"ES256\",\"typ\":\"news+jwt\"}"u8)}.{Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(news, JsonSerializerOptions.Web))}";
        return $"{signed}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256))}";
    }

    private (JsonObject?, string) Verified(string token, string audience)
    {
        var parts = token.Split('.');
        if (parts.Length != 3) return (null, "illisible");
        using var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(Required("CallerKeyFile")));
        if (JsonNode.Parse(Base64Url.DecodeFromChars(parts[0]))?["alg"]?.GetValue<string>() != "ES256"
            || !key.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256)) return (null, "signature");
        var claims = JsonNode.Parse(Base64Url.DecodeFromChars(parts[1]))!.AsObject();
        var (now, issued, ends) = (clock.GetUtcNow(), Instant(claims, "iat"), Instant(claims, "exp"));
        if (claims["aud"]?.GetValue<string>() != audience) return (null, "destinataire");
        return issued > now.AddSeconds(30) || ends < now || ends - issued > Longest ? (null, "périmé") : (claims, "");
    }

    private string Decrypted(string token)
    {
        var parts = token.Split('.');
        using var rsa = RSA.Create();
        rsa.ImportFromPem(File.ReadAllText(Required("DecryptionKeyFile")));
        var closed = Base64Url.DecodeFromChars(parts[3]);
        var clear = new byte[closed.Length];
        using var aes = new AesGcm(rsa.Decrypt(Base64Url.DecodeFromChars(parts[1]), RSAEncryptionPadding.OaepSHA256), 16);
        aes.Decrypt(Base64Url.DecodeFromChars(parts[2]), closed, Base64Url.DecodeFromChars(parts[4]), clear, Encoding.ASCII.GetBytes(parts[0]));
        return Encoding.ASCII.GetString(clear);
    }

    private string Required(string name) => configuration["Sandbox:Teleplatforms:" + name] is { Length: > 0 } file ? file : throw new InvalidOperationException($"Sandbox:Teleplatforms:{name} is missing.");

    private static DateTimeOffset Instant(JsonObject claims, string name) => DateTimeOffset.FromUnixTimeSeconds(claims[name]?.GetValue<long>() ?? 0);
}
