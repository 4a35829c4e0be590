using System.Security.Cryptography;
using System.Text;
using Identity.Matricules;

namespace Identity.Protection;

/// <summary>Seals what must not be read in a stolen database, per tenant, and gives a keyed digest by which equal INS are found.</summary>
public sealed class InsVault(KeyRing ring)
{
    private const int NonceSize = 12;
    private const int TagSize = 16;

    /// <param name="tenantId">Whose data.</param>
    /// <param name="place">Where it is stored: a sealed text moved to another row no longer opens.</param>
    /// <param name="text">What is sealed.</param>
    public string Seal(Guid tenantId, string place, string text)
    {
        var plain = Encoding.UTF8.GetBytes(text);
        var sealedBytes = new byte[NonceSize + TagSize + plain.Length];
        RandomNumberGenerator.Fill(sealedBytes.AsSpan(0, NonceSize));
        using var aes = new AesGcm(TenantKey(ring.Keys[ring.Current], tenantId, "seal"), TagSize);
        aes.Encrypt(sealedBytes.AsSpan(0, NonceSize), plain, sealedBytes.AsSpan(NonceSize + TagSize), sealedBytes.AsSpan(NonceSize, TagSize), Encoding.UTF8.GetBytes(place));
        return $"{ring.Current}.{Convert.ToBase64String(sealedBytes)}";
    }

    public string Open(Guid tenantId, string place, string sealedText)
    {
        var dot = sealedText.IndexOf('.', StringComparison.Ordinal);
        var bytes = Convert.FromBase64String(sealedText[(dot + 1)..]);
        var plain = new byte[bytes.Length - NonceSize - TagSize];
        using var aes = new AesGcm(TenantKey(ring.Keys[sealedText[..dot]], tenantId, "seal"), TagSize);
        aes.Decrypt(bytes.AsSpan(0, NonceSize), bytes.AsSpan(NonceSize + TagSize), bytes.AsSpan(NonceSize, TagSize), plain, Encoding.UTF8.GetBytes(place));
        return Encoding.UTF8.GetString(plain);
    }

    /// <summary>The same for the same INS of the same tenant, and nothing to anyone without the key.</summary>
    public string Digest(Guid tenantId, Ins ins) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(TenantKey(ring.Equality, tenantId, "equality"), Encoding.UTF8.GetBytes($"{ins.Oid}|{ins.Matricule.Value}")));

    private static byte[] TenantKey(byte[] master, Guid tenantId, string use) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, master, 32, tenantId.ToByteArray(bigEndian: true), Encoding.UTF8.GetBytes($"identity-ins-{use}"));
}
