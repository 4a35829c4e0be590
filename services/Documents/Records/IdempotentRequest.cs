using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace Documents.Records;

/// <summary>A request that its sender numbered (Idempotency-Key): sent again, it gives back what it made the first time.</summary>
public sealed class IdempotentRequest : ITenantOwned
{
    private IdempotentRequest() { }

    public Guid TenantId { get; private init; }
    public string Key { get; private init; } = "";
    public string Digest { get; private init; } = "";
    public Guid ResultId { get; private init; }
    public DateTimeOffset MadeAt { get; private init; }

    /// <summary>What this request made before, or null when it is new. The same key on another content is refused.</summary>
    public static async Task<Guid?> FindAsync(DocumentsDbContext db, string key, string content, CancellationToken ct)
    {
        if (key.Length == 0) return null;
        if (key.Length > 100) throw new BadInputException("idempotency-key", "L'en-tête Idempotency-Key dépasse 100 caractères. Raccourcissez-le.");
        var known = await db.IdempotentRequests.SingleOrDefaultAsync(r => r.Key == key, ct);
        if (known is not null && known.Digest != Of(content)) throw new RuleBrokenException("idempotency-key-reused", "Cet Idempotency-Key a déjà servi à une autre demande : utilisez-en un nouveau.");
        return known?.ResultId;
    }

    public static void Remember(DocumentsDbContext db, string key, string content, Guid result, DateTimeOffset now)
    {
        if (key.Length > 0) db.IdempotentRequests.Add(new() { TenantId = db.TenantId, Key = key, Digest = Of(content), ResultId = result, MadeAt = now });
    }

    private static string Of(string content) => Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(content)));
}

internal sealed class IdempotentRequestConfiguration : IEntityTypeConfiguration<IdempotentRequest>
{
    public void Configure(EntityTypeBuilder<IdempotentRequest> builder)
    {
        builder.HasKey(r => new { r.TenantId, r.Key });
        builder.Property(r => r.Key).HasMaxLength(100);
        builder.Property(r => r.Digest).HasMaxLength(64);
    }
}
