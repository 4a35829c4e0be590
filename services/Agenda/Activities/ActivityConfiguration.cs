using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Agenda.Activities;

internal sealed class ActivityConfiguration : IEntityTypeConfiguration<Activity>
{
    public void Configure(EntityTypeBuilder<Activity> builder)
    {
        builder.Property(a => a.Kind).HasMaxLength(20);
        builder.Property(a => a.Label).HasMaxLength(120);
        builder.Property(a => a.SerafinCode).HasMaxLength(20);
        builder.Property(a => a.Counting).HasConversion<string>().HasMaxLength(10);
        builder.Property(a => a.Zone).HasMaxLength(40);
        builder.Property(a => a.Rule).HasMaxLength(200);
        builder.Property(a => a.Version).IsConcurrencyToken();
        builder.Ignore(a => a.Repeats);
        builder.HasIndex(a => new { a.TenantId, a.EstablishmentId });
        builder.HasIndex(a => a.PlannedUntil).HasFilter("\"Rule\" IS NOT NULL");
    }
}

internal sealed class ActivityMemberConfiguration : IEntityTypeConfiguration<ActivityMember>
{
    public void Configure(EntityTypeBuilder<ActivityMember> builder)
    {
        builder.HasKey(m => new { m.ActivityId, m.CalendarId });
        builder.Property(m => m.Kind).HasConversion<string>().HasMaxLength(12);
        builder.HasIndex(m => new { m.TenantId, m.CalendarId });
    }
}
