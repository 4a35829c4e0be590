using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;

namespace Platform;

/// <summary>Keeps words and files unreadable in a service's database: AES-GCM, one key a tenant, bound to the row. The key is 32 bytes in base64 in the file that
/// <c>{Service}:KeyFile</c> names; in a test environment it is made under <c>data/keys</c> when it is not there.</summary>
/// <param name="service">Name of the service; keys of two services never open one another's rows.</param>
public abstract class RowSeal(IConfiguration configuration, string service)
{
    private const int Nonce = 12, Tag = 16, KeyLength = 32;
    private readonly byte[] _master = Read(configuration, service);
    private readonly byte[] _purpose = Encoding.ASCII.GetBytes(service);

    public byte[] Close(Guid tenantId, Guid rowId, string text) => Close(tenantId, rowId, Encoding.UTF8.GetBytes(text));

    public byte[] Close(Guid tenantId, Guid rowId, ReadOnlySpan<byte> clear)
    {
        var seal = new byte[Nonce + Tag + clear.Length];
        RandomNumberGenerator.Fill(seal.AsSpan(0, Nonce));
        using var aes = new AesGcm(KeyOf(tenantId), Tag);
        aes.Encrypt(seal.AsSpan(0, Nonce), clear, seal.AsSpan(Nonce + Tag), seal.AsSpan(Nonce, Tag), rowId.ToByteArray());
        return seal;
    }

    public string Open(Guid tenantId, Guid rowId, byte[] seal) => Encoding.UTF8.GetString(OpenBytes(tenantId, rowId, seal));

    public byte[] OpenBytes(Guid tenantId, Guid rowId, byte[] seal)
    {
        var clear = new byte[seal.Length - Nonce - Tag];
        using var aes = new AesGcm(KeyOf(tenantId), Tag);
        aes.Decrypt(seal.AsSpan(0, Nonce), seal.AsSpan(Nonce + Tag), seal.AsSpan(Nonce, Tag), clear, rowId.ToByteArray());
        return clear;
    }

    private byte[] KeyOf(Guid tenantId) => HKDF.DeriveKey(HashAlgorithmName.SHA256, _master, KeyLength, tenantId.ToByteArray(), _purpose);

    private static byte[] Read(IConfiguration configuration, string service)
    {
        var setting = $"{char.ToUpperInvariant(service[0])}{service[1..]}:KeyFile";
        var test = configuration["Platform:Environment"] == "test";
        var file = configuration[setting] ?? (test ? Path.Combine("data", "keys", $"{service}.key") : throw new InvalidOperationException($"{setting} is missing: mount the key of the service's rows."));
        if (!File.Exists(file)) Make(test ? Path.GetFullPath(file) : throw new InvalidOperationException($"The file of {setting} does not exist."));
        var master = Convert.FromBase64String(File.ReadAllText(file).Trim());
        return master.Length == KeyLength ? master : throw new InvalidOperationException($"The file of {setting} must hold {KeyLength} bytes in base64.");
    }

    private static void Make(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyLength)));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
