using System.Security.Cryptography;
using System.Text;

namespace Messaging.Sealing;

/// <summary>Keeps texts and files unreadable in the database: AES-GCM, one key a tenant, bound to the row.</summary>
public sealed class MessageSeal
{
    private const int Nonce = 12;
    private const int Tag = 16;
    private readonly byte[] _master;

    public MessageSeal(IConfiguration configuration)
    {
        var file = configuration["Messaging:KeyFile"];
        if (file is null)
        {
            if (configuration["Platform:Environment"] != "test") throw new InvalidOperationException("Messaging:KeyFile is missing: mount the key of the messages.");
            file = Path.Combine("data", "keys", "messaging.key");
        }
        if (!File.Exists(file)) Make(file, configuration["Platform:Environment"]);
        _master = Convert.FromBase64String(File.ReadAllText(file).Trim());
        if (_master.Length != 32) throw new InvalidOperationException("The key of the messages must hold 32 bytes in base64.");
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

    private byte[] KeyOf(Guid tenantId) => HKDF.DeriveKey(HashAlgorithmName.SHA256, _master, 32, tenantId.ToByteArray(), "messaging"u8.ToArray());

    private static void Make(string file, string? environment)
    {
        if (environment != "test") throw new InvalidOperationException("The file of Messaging:KeyFile does not exist.");
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        File.WriteAllText(file, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
