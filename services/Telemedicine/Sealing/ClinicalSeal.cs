using System.Security.Cryptography;
using System.Text;

namespace Telemedicine.Sealing;

/// <summary>Keeps clinical words and reports unreadable in the database: AES-GCM, one key a tenant, bound to the row.</summary>
public sealed class ClinicalSeal
{
    private const int Nonce = 12, Tag = 16;
    private readonly byte[] _master;

    public ClinicalSeal(IConfiguration configuration)
    {
        var test = configuration["Platform:Environment"] == "test";
        var file = configuration["Telemedicine:KeyFile"] ?? (test ? Path.Combine("data", "keys", "telemedicine.key") : throw new InvalidOperationException("Telemedicine:KeyFile is missing: mount the key of the requests."));
        if (!File.Exists(file)) Make(file, test);
        _master = Convert.FromBase64String(File.ReadAllText(file).Trim());
        if (_master.Length != 32) throw new InvalidOperationException("The key of telemedicine must hold 32 bytes in base64.");
    }

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

    private byte[] KeyOf(Guid tenantId) => HKDF.DeriveKey(HashAlgorithmName.SHA256, _master, 32, tenantId.ToByteArray(), "telemedicine"u8.ToArray());

    private static void Make(string file, bool test)
    {
        if (!test) throw new InvalidOperationException("The file of Telemedicine:KeyFile does not exist.");
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        File.WriteAllText(file, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
