using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace Agenda.Booking;

/// <summary>A request that its sender numbered: sent again, it gives back what it made the first time.</summary>
public sealed class NumberedRequest : ITenantOwned
{
    private NumberedRequest() { }

    public Guid TenantId { get; private init; }
    public string Key { get; private init; } = "";
    public string Digest { get; private init; } = "";
    public Guid ResultId { get; private init; }
    public DateTimeOffset MadeAt { get; private init; }

    /// <summary>What this number made before, or null when it is new. The same number on another content is refused.</summary>
    public static async Task<Guid?> FindAsync(AgendaDbContext db, string? key, string content, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(key)) return null;
        if (key.Length > 100) throw new BadInputException("idempotency-key", "L'en-tête Idempotency-Key dépasse 100 caractères. Raccourcissez-le.");
        var known = await db.NumberedRequests.AsNoTracking().SingleOrDefaultAsync(r => r.Key == key, ct);
        if (known is not null && known.Digest != Of(content)) throw new RuleBrokenException("idempotency-key-reused", "Cet Idempotency-Key a déjà servi à une autre demande : utilisez-en un nouveau.");
        return known?.ResultId;
    }

    public static void Remember(AgendaDbContext db, string? key, string content, Guid result, DateTimeOffset now)
    {
        if (!string.IsNullOrEmpty(key)) db.NumberedRequests.Add(new() { TenantId = db.TenantId, Key = key, Digest = Of(content), ResultId = result, MadeAt = now });
    }

    private static string Of(string content) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)));
}

internal sealed class NumberedRequestConfiguration : IEntityTypeConfiguration<NumberedRequest>
{
    public void Configure(EntityTypeBuilder<NumberedRequest> builder)
    {
        builder.HasKey(r => new { r.TenantId, r.Key });
        builder.Property(r => r.Key).HasMaxLength(100);
        builder.Property(r => r.Digest).HasMaxLength(64);
    }
}
