using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace Documents.Vault;

/// <summary>Bytes at rest: known by the SHA-256 of what they are, closed with the tenant's key.</summary>
public sealed class StoredBlob : ITenantOwned
{
    private StoredBlob() { }

    public Guid TenantId { get; private init; }
    public string Sha256 { get; private init; } = "";
    public string KeyName { get; private init; } = "";
    public byte[] Closed { get; private init; } = [];
    public int Size { get; private init; }
    public DateTimeOffset KeptAt { get; private init; }

    internal static StoredBlob Of(Guid tenantId, string sha256, string keyName, byte[] closed, int size, DateTimeOffset now) =>
        new() { TenantId = tenantId, Sha256 = sha256, KeyName = keyName, Closed = closed, Size = size, KeptAt = now };
}

internal sealed class StoredBlobConfiguration : IEntityTypeConfiguration<StoredBlob>
{
    public void Configure(EntityTypeBuilder<StoredBlob> builder)
    {
        builder.HasKey(b => new { b.TenantId, b.Sha256 });
        builder.Property(b => b.Sha256).HasMaxLength(64);
        builder.Property(b => b.KeyName).HasMaxLength(40);
    }
}
