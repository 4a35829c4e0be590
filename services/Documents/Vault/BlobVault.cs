using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Documents.Vault;

/// <summary>Keeps and opens the bytes of documents: AES-256-GCM under the tenant's key, the same bytes once.</summary>
public sealed class BlobVault(DocumentsDbContext db, KeyRing keys, TimeProvider clock)
{
    public const int Limit = 25 * 1024 * 1024;
    private const int NonceSize = 12, TagSize = 16;

    /// <summary>Adds the bytes to the unit of work and returns what they are known by.</summary>
    public async Task<string> KeepAsync(byte[] bytes, CancellationToken ct)
    {
        if (bytes.Length > Limit) throw new BadInputException("document-too-large", "Le document dépasse 25 Mo. Réduisez-le ou scindez-le, puis recommencez.");
        var tenant = db.TenantId;
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));
        var known = db.Blobs.Local.Any(b => b.Sha256 == sha256) || await db.Blobs.AnyAsync(b => b.Sha256 == sha256, ct);
        if (!known) db.Blobs.Add(StoredBlob.Of(tenant, sha256, keys.Current, Close(tenant, sha256, bytes), bytes.Length, clock.GetUtcNow()));
        return sha256;
    }

    public async Task<byte[]> OpenAsync(string sha256, CancellationToken ct)
    {
        var blob = db.Blobs.Local.SingleOrDefault(b => b.Sha256 == sha256) ?? await db.Blobs.AsNoTracking().SingleAsync(b => b.Sha256 == sha256, ct);
        var bytes = new byte[blob.Closed.Length - NonceSize - TagSize];
        using var cipher = new AesGcm(keys.Of(blob.TenantId, "blob", blob.KeyName), TagSize);
        cipher.Decrypt(blob.Closed.AsSpan(0, NonceSize), blob.Closed.AsSpan(NonceSize + TagSize), blob.Closed.AsSpan(NonceSize, TagSize), bytes, Bound(blob.TenantId, sha256));
        return bytes;
    }

    /// <summary>A keyed digest by which two values can be compared without being kept.</summary>
    public string Fingerprint(string value) => Convert.ToHexStringLower(HMACSHA256.HashData(keys.Of(db.TenantId, "fingerprint", keys.Current), System.Text.Encoding.UTF8.GetBytes(value)));

    private byte[] Close(Guid tenant, string sha256, byte[] bytes)
    {
        var closed = new byte[NonceSize + TagSize + bytes.Length];
        RandomNumberGenerator.Fill(closed.AsSpan(0, NonceSize));
        using var cipher = new AesGcm(keys.Of(tenant, "blob", keys.Current), TagSize);
        cipher.Encrypt(closed.AsSpan(0, NonceSize), bytes, closed.AsSpan(NonceSize + TagSize), closed.AsSpan(NonceSize, TagSize), Bound(tenant, sha256));
        return closed;
    }

    // The row's tenant and digest are sealed with the bytes: a blob moved to another row does not open.
    private static byte[] Bound(Guid tenant, string sha256) => System.Text.Encoding.ASCII.GetBytes($"{tenant:N}/{sha256}");
}
