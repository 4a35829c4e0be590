using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Documents.Records;

internal sealed class HealthDocumentConfiguration : IEntityTypeConfiguration<HealthDocument>
{
    public void Configure(EntityTypeBuilder<HealthDocument> builder)
    {
        builder.ToTable("Documents");
        builder.Property(d => d.Status).HasConversion<string>().HasMaxLength(20);
        builder.Property(d => d.Kind).HasConversion<string>().HasMaxLength(20);
        builder.Property(d => d.TypeCode).HasMaxLength(20);
        builder.Property(d => d.Title).HasMaxLength(200);
        builder.Property(d => d.ContentKey).HasMaxLength(64);
        builder.Property(d => d.AcceptedGaps).HasMaxLength(400);
        builder.Property(d => d.EmergencyReason).HasMaxLength(500);
        builder.Property(d => d.Version).IsConcurrencyToken();
        builder.Ignore(d => d.Type).Ignore(d => d.Visibility).Ignore(d => d.Final).Ignore(d => d.Open);
        builder.HasIndex(d => new { d.TenantId, d.UsagerId });

        // Two next versions may be drafted at once; only one of them is ever in force.
        builder.HasIndex(d => new { d.TenantId, d.SetId, d.DocumentVersion }).IsUnique().HasFilter("\"Status\" IN ('Validated', 'Sent', 'Replaced')");
    }
}
