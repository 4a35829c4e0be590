using Contracts.Agenda;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace Billing.Attendance;

/// <summary>What happened to one usager at one occurrence, as agenda last told it.</summary>
public sealed class KnownAttendance : ITenantOwned
{
    private KnownAttendance() { }

    public Guid Id { get; private init; }
    public Guid TenantId { get; private init; }
    public Guid OccurrenceId { get; private init; }
    public Guid UsagerId { get; private init; }
    public Guid EstablishmentId { get; private init; }
    public DateOnly ServiceDate { get; private set; }
    public string Period { get; private set; } = "";
    public string State { get; private set; } = "";
    public decimal Quantity { get; private set; }
    public int Minutes { get; private set; }
    public string? SerafinCode { get; private set; }

    /// <summary>When the absence was announced; null when nobody wrote it down.</summary>
    public DateTimeOffset? ToldAt { get; private set; }

    public int FactVersion { get; private set; }

    public bool Present => State is "PRESENT" or "PARTIAL";

    /// <summary>Nobody waited for a place that was not taken: announced, or refused by the person.</summary>
    public bool AbsentTold => Justified || Refused;

    public bool Justified => State == "ABSENT_JUSTIFIED";
    public bool Refused => State == "REFUSED";
    public bool AbsentUntold => State == "ABSENT_UNPLANNED";

    public static KnownAttendance Of(Guid tenantId, AttendanceRecorded fact) =>
        new() { Id = fact.AttendanceId, TenantId = tenantId, OccurrenceId = fact.OccurrenceId, UsagerId = fact.UsagerId, EstablishmentId = fact.EstablishmentId };

    /// <summary>False when a version at least as late is known.</summary>
    public bool Learn(AttendanceRecorded fact)
    {
        if (fact.Version <= FactVersion) return false;
        (ServiceDate, Period, State, Quantity, Minutes, SerafinCode, ToldAt, FactVersion) = (fact.ServiceDate, fact.Period, fact.State, fact.Quantity, fact.Minutes, fact.SerafinCode, fact.ToldAt, fact.Version);
        return true;
    }
}

internal sealed class KnownAttendanceConfiguration : IEntityTypeConfiguration<KnownAttendance>
{
    public void Configure(EntityTypeBuilder<KnownAttendance> builder)
    {
        builder.ToTable("Attendances");
        builder.Property(a => a.Period).HasMaxLength(10);
        builder.Property(a => a.State).HasMaxLength(20);
        builder.Property(a => a.SerafinCode).HasMaxLength(20);
        builder.Property(a => a.Quantity).HasPrecision(6, 2);
        builder.Property(a => a.FactVersion).IsConcurrencyToken();
        builder.Ignore(a => a.Present).Ignore(a => a.AbsentTold).Ignore(a => a.Justified).Ignore(a => a.Refused).Ignore(a => a.AbsentUntold);
        builder.HasIndex(a => new { a.TenantId, a.EstablishmentId, a.ServiceDate });
        builder.HasIndex(a => new { a.TenantId, a.UsagerId, a.ServiceDate });
        builder.HasIndex(a => new { a.TenantId, a.OccurrenceId });
    }
}
