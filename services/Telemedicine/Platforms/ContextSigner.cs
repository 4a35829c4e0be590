using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Telemedicine.Platforms;

/// <summary>Who opens the platform, as directory knows them.</summary>
public sealed record ContextUser(string NationalId, string Name, string Function);

/// <summary>The person's identity; it goes only to a platform that is entitled to it.</summary>
public sealed record ContextPerson(string Matricule, string Oid, string BirthName, string FirstName, string Sex, string BirthDate, string BirthPlace);

/// <summary>A question and its answer.</summary>
public sealed record ContextAnswer(string Question, string Answer);

/// <summary>All that a platform is told of a request.</summary>
/// <param name="Purpose">request or launch.</param>
public sealed record ActContext(Guid Tenant, Guid RequestId, string Reference, string Act, string UseCase, bool Emergency, string Finess, string Purpose, ContextUser? User, string? ReturnUrl, string? StatusUrl,
    ContextPerson? Person, IReadOnlyList<ContextAnswer> Answers, IReadOnlyList<DateTimeOffset> WishedDates);

/// <summary>Signs contexts (JWS, ES256, sixty seconds, one identifier each) and, when the person's identity is inside, closes them for the platform alone (JWE, RSA-OAEP-256 and A256GCM).</summary>
public sealed class ContextSigner : IDisposable
{
    /// <summary>How long a context may be used, and at most once.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromSeconds(60);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };
    private readonly ECDsa _key = ECDsa.Create();
    private readonly string _issuer;
    private readonly TimeProvider _clock;

    public ContextSigner(IConfiguration configuration, TimeProvider clock)
    {
        var test = configuration["Platform:Environment"] == "test";
        var file = configuration["Telemedicine:SigningKeyFile"] ?? (test ? Path.Combine("data", "keys", "telemedicine-signing.pem") : throw new InvalidOperationException("Telemedicine:SigningKeyFile is missing: mount the key that signs contexts."));
        if (!File.Exists(file)) Make(file, test);
        _key.ImportFromPem(File.ReadAllText(file));
        (_issuer, _clock) = (configuration["Platform:Issuer"] ?? "telemedicine", clock);
    }

    /// <summary>Closed for the platform when it is entitled to the identity inside; otherwise signed, without any identity.</summary>
    public string Seal(ActContext context, PlatformAdapter platform)
    {
        var entitled = platform.Settings is { EntitledToIns: true, EncryptionKeyFile.Length: > 0 };
        var signed = Sign(entitled ? context : context with { Person = null }, platform.Code);
        return entitled ? Encrypt(signed, platform.Settings.EncryptionKeyFile) : signed;
    }

    public void Dispose() => _key.Dispose();

    private string Sign(ActContext context, string audience)
    {
        var now = _clock.GetUtcNow();
        var header = JsonSerializer.SerializeToUtf8Bytes(new { alg = "ES256", typ = "context+jwt" });
        var payload = JsonSerializer.SerializeToUtf8Bytes(new { iss = _issuer, aud = audience, jti = Guid.CreateVersion7(now), iat = now.ToUnixTimeSeconds(), exp = (now + Life).ToUnixTimeSeconds(), context }, Json);
        var signed = $"{Base64Url.EncodeToString(header)}.{Base64Url.EncodeToString(payload)}";
        return $"{signed}.{Base64Url.EncodeToString(_key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256))}";
    }

    private static string Encrypt(string signed, string keyFile)
    {
        using var rsa = RSA.Create();
        rsa.ImportFromPem(File.ReadAllText(keyFile));
        var (content, nonce, tag) = (RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(12), new byte[16]);
        var header = Base64Url.EncodeToString("{\"alg\":\"RSA-OAEP-256\",\"enc\":\"A256GCM\",\"cty\":\"JWT\"}"u8);
        var clear = Encoding.ASCII.GetBytes(signed);
        var closed = new byte[clear.Length];
        using var aes = new AesGcm(content, tag.Length);
        aes.Encrypt(nonce, clear, closed, tag, Encoding.ASCII.GetBytes(header));
        return string.Join('.', header, Base64Url.EncodeToString(rsa.Encrypt(content, RSAEncryptionPadding.OaepSHA256)), Base64Url.EncodeToString(nonce), Base64Url.EncodeToString(closed), Base64Url.EncodeToString(tag));
    }

    private static void Make(string file, bool test)
    {
        if (!test) throw new InvalidOperationException("The file of Telemedicine:SigningKeyFile does not exist.");
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        File.WriteAllText(file, key.ExportPkcs8PrivateKeyPem());
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
