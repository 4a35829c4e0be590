using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace Consent.Deadlines;

/// <summary>A step of a deadline that has been told; each step once.</summary>
public sealed class DeadlineNotice : ITenantOwned
{
    private DeadlineNotice() { }
    public Guid TenantId { get; private init; }
    public Guid SubjectId { get; private init; }
    public string Kind { get; private init; } = "";
    public int Step { get; private init; }
    public DateOnly DueOn { get; private init; }
    public DateTimeOffset NoticedAt { get; private init; }

    public static DeadlineNotice Of(Guid tenantId, Deadline deadline, DateTimeOffset now) =>
        new() { TenantId = tenantId, SubjectId = deadline.SubjectId, Kind = deadline.Kind, Step = deadline.Step, DueOn = deadline.DueOn, NoticedAt = now };
}

/// <param name="Step">Days before, as announced: 90, 60, 30, 0.</param>
public sealed record Deadline(string Kind, Guid SubjectId, Guid UsagerId, Guid? EstablishmentId, DateOnly DueOn, int Step);

internal sealed class DeadlineNoticeConfiguration : IEntityTypeConfiguration<DeadlineNotice>
{
    public void Configure(EntityTypeBuilder<DeadlineNotice> builder)
    {
        builder.HasKey(n => new { n.TenantId, n.SubjectId, n.Kind, n.Step, n.DueOn });
        builder.Property(n => n.Kind).HasMaxLength(20);
    }
}
