using Contracts.Agenda;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace Billing.Attendance;

/// <summary>An absence as agenda last told it.</summary>
public sealed class KnownAbsence : ITenantOwned
{
    public const string Death = "DEATH", Exit = "EXIT";

    private KnownAbsence() { }

    public Guid Id { get; private init; }
    public Guid TenantId { get; private init; }
    public Guid UsagerId { get; private init; }
    public Guid EstablishmentId { get; private init; }
    public string Cause { get; private set; } = "";
    public bool NoticeGiven { get; private set; }
    public DateTimeOffset LeftAt { get; private set; }
    public DateTimeOffset? ReturnedAt { get; private set; }
    public bool Cancelled { get; private set; }
    public int FactVersion { get; private set; }

    /// <summary>An absence that ends before it begins is no absence: it bills nothing and shows as an anomaly.</summary>
    public bool Reversed => ReturnedAt < LeftAt;

    public bool Holds => !Cancelled && !Reversed;

    /// <summary>The person was away during a part of it at least: agenda no longer expects them there.</summary>
    public bool Covers(DateTimeOffset startsAt, DateTimeOffset endsAt) => Holds && LeftAt < endsAt && (ReturnedAt is not { } returned || startsAt < returned);

    public static KnownAbsence Of(Guid tenantId, AbsenceRecorded fact) => new() { Id = fact.AbsenceId, TenantId = tenantId, UsagerId = fact.UsagerId, EstablishmentId = fact.EstablishmentId };

    /// <summary>False when a version at least as late is known.</summary>
    public bool Learn(AbsenceRecorded fact)
    {
        if (fact.Version <= FactVersion) return false;
        (Cause, NoticeGiven, LeftAt, ReturnedAt, Cancelled, FactVersion) = (fact.Cause, fact.NoticeGiven, fact.LeftAt, fact.ReturnedAt, fact.Cancelled, fact.Version);
        return true;
    }
}

internal sealed class KnownAbsenceConfiguration : IEntityTypeConfiguration<KnownAbsence>
{
    public void Configure(EntityTypeBuilder<KnownAbsence> builder)
    {
        builder.ToTable("Absences");
        builder.Property(a => a.Cause).HasMaxLength(20);
        builder.Property(a => a.FactVersion).IsConcurrencyToken();
        builder.Ignore(a => a.Reversed).Ignore(a => a.Holds);
        builder.HasIndex(a => new { a.TenantId, a.EstablishmentId, a.LeftAt });
        builder.HasIndex(a => new { a.TenantId, a.UsagerId });
    }
}
