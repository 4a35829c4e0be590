using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Agenda.Occurrences;

internal sealed class OccurrenceConfiguration : IEntityTypeConfiguration<Occurrence>
{
    public void Configure(EntityTypeBuilder<Occurrence> builder)
    {
        builder.Property(o => o.Status).HasConversion<string>().HasMaxLength(10);
        builder.Property(o => o.CancelReason).HasMaxLength(40);
        builder.Property(o => o.OverrideReason).HasMaxLength(300);
        builder.Property(o => o.Version).IsConcurrencyToken();
        builder.Ignore(o => o.Open);
        builder.HasIndex(o => new { o.TenantId, o.EstablishmentId, o.StartsAt });
        builder.HasIndex(o => new { o.ActivityId, o.StartsAt });
        builder.HasIndex(o => o.StartsAt).HasFilter("\"ToReplace\"");
    }
}

internal sealed class ParticipationConfiguration : IEntityTypeConfiguration<Participation>
{
    public void Configure(EntityTypeBuilder<Participation> builder)
    {
        builder.HasKey(p => new { p.OccurrenceId, p.CalendarId });
        builder.Property(p => p.Kind).HasConversion<string>().HasMaxLength(12);
        builder.Property(p => p.Status).HasConversion<string>().HasMaxLength(10);
        builder.Property(p => p.Reason).HasMaxLength(40);
        builder.Ignore(p => p.Calendar);
        builder.HasIndex(p => new { p.TenantId, p.CalendarId });
    }
}

internal sealed class OccurrenceChangeConfiguration : IEntityTypeConfiguration<OccurrenceChange>
{
    public void Configure(EntityTypeBuilder<OccurrenceChange> builder)
    {
        builder.Property(c => c.Kind).HasConversion<string>().HasMaxLength(10);
        builder.Property(c => c.Reason).HasMaxLength(300);
        builder.HasIndex(c => new { c.TenantId, c.ActivityId });
    }
}
