using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Documents.Transmissions;

internal sealed class TransmissionConfiguration : IEntityTypeConfiguration<Transmission>
{
    public void Configure(EntityTypeBuilder<Transmission> builder)
    {
        builder.Property(t => t.Channel).HasConversion<string>().HasMaxLength(20);
        builder.Property(t => t.Status).HasConversion<string>().HasMaxLength(20);
        builder.Property(t => t.TypeCode).HasMaxLength(20);
        builder.Property(t => t.Recipient).HasMaxLength(254);
        builder.Property(t => t.ReachedAddress).HasMaxLength(254);
        builder.Property(t => t.ReasonCode).HasMaxLength(60);
        builder.Property(t => t.Reason).HasMaxLength(500);
        builder.Property(t => t.Version).IsConcurrencyToken();
        builder.Ignore(t => t.Pending);
        builder.HasIndex(t => new { t.Channel, t.Status, t.NextAttemptAt });
        builder.HasIndex(t => new { t.TenantId, t.UsagerId });

        // One document goes once to one place: a second request finds the first one.
        builder.HasIndex(t => new { t.TenantId, t.DocumentId, t.Channel, t.Recipient, t.Round }).IsUnique();
    }
}
