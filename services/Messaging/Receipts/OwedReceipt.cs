using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace Messaging.Receipts;

/// <summary>A read receipt owed to a professional who asked for one; it leaves when the operator can take it.</summary>
public sealed class OwedReceipt : ITenantOwned
{
    public required Guid Id { get; init; }
    public required Guid TenantId { get; init; }
    public required string Mailbox { get; init; }
    public required string Recipient { get; init; }
    public required string OriginalMessageId { get; init; }
    public required string Subject { get; init; }
    /// <summary>A person opened it, or the software filed it.</summary>
    public required bool ByPerson { get; init; }
    /// <summary>900 to 906 when the document could not be filed.</summary>
    public int? ErrorCode { get; init; }
    public required DateTimeOffset NextAttemptAt { get; set; }
    public int Attempts { get; set; }
    public DateTimeOffset? SentAt { get; set; }
}

internal sealed class OwedReceiptConfiguration : IEntityTypeConfiguration<OwedReceipt>
{
    public void Configure(EntityTypeBuilder<OwedReceipt> builder)
    {
        builder.Property(r => r.Mailbox).HasMaxLength(254);
        builder.Property(r => r.Recipient).HasMaxLength(254);
        builder.Property(r => r.OriginalMessageId).HasMaxLength(500);
        builder.Property(r => r.Subject).HasMaxLength(250);
        builder.HasIndex(r => r.NextAttemptAt).HasFilter("\"SentAt\" IS NULL");
    }
}
