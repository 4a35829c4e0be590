using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace Documents.Received;

/// <summary>A document that came from outside, kept as received. It is attached to a person only by her qualified INS or by somebody's decision.</summary>
public sealed class ReceivedDocument : ITenantOwned
{
    private ReceivedDocument() { }

    public Guid Id { get; private init; }
    public Guid TenantId { get; private init; }
    public Guid? UsagerId { get; private init; }
    public Guid? EstablishmentId { get; private init; }
    public string Origin { get; private init; } = "";

    /// <summary>The sender's unique identifier: the same document may come by mail and from the DMP.</summary>
    public string UniqueId { get; private init; } = "";

    public string MessageId { get; private init; } = "";
    public string CdaKey { get; private init; } = "";
    public string PdfKey { get; private init; } = "";
    public DateTimeOffset ReceivedAt { get; private init; }

    public static ReceivedDocument File(Guid tenantId, Guid? usagerId, Guid? establishmentId, string origin, string uniqueId, string messageId, string cdaKey, string pdfKey, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now), TenantId = tenantId, UsagerId = usagerId, EstablishmentId = establishmentId, Origin = origin, UniqueId = uniqueId, MessageId = messageId,
        CdaKey = cdaKey, PdfKey = pdfKey, ReceivedAt = now,
    };
}

internal sealed class ReceivedDocumentConfiguration : IEntityTypeConfiguration<ReceivedDocument>
{
    public void Configure(EntityTypeBuilder<ReceivedDocument> builder)
    {
        builder.Property(d => d.Origin).HasMaxLength(20);
        builder.Property(d => d.UniqueId).HasMaxLength(128);
        builder.Property(d => d.MessageId).HasMaxLength(300);
        builder.Property(d => d.CdaKey).HasMaxLength(64);
        builder.Property(d => d.PdfKey).HasMaxLength(64);
        builder.HasIndex(d => new { d.TenantId, d.UsagerId });
        builder.HasIndex(d => new { d.TenantId, d.UniqueId }).IsUnique().HasFilter("\"UniqueId\" <> ''");
    }
}
