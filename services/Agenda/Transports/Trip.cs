using Agenda.Attendances;
using Agenda.Occurrences;
using Contracts.Agenda;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace Agenda.Transports;

/// <summary>The trip that goes with an activity: its nature, its length, its cost and how early an absence has to be told.</summary>
public sealed class TripPlan : ITenantOwned
{
    private TripPlan() { }

    public Guid TenantId { get; private init; }
    public Guid ActivityId { get; private init; }

    /// <summary>3.2.4.1 home, 3.2.4.2 care, 3.2.4.3 autonomy.</summary>
    public string SerafinCode { get; private set; } = "";

    public decimal Kilometres { get; private set; }
    public decimal Cost { get; private set; }
    public int CutOffHours { get; private set; }
    public int Version { get; private set; }

    public static TripPlan For(Guid tenantId, Guid activityId) => new() { TenantId = tenantId, ActivityId = activityId };

    public void Set(string serafinCode, decimal kilometres, decimal cost, int cutOffHours)
    {
        (SerafinCode, Kilometres, Cost, CutOffHours) = (serafinCode, kilometres, cost, cutOffHours);
        Version++;
    }
}

public enum TripState { Done, CancelledInTime, CancelledLate }

/// <summary>The trip of one usager for one attendance, run or not.</summary>
public sealed class Trip : ITenantOwned
{
    private Trip() { }

    public Guid Id { get; private init; }
    public Guid TenantId { get; private init; }
    public Guid AttendanceId { get; private init; }
    public Guid EstablishmentId { get; private init; }
    public Guid UsagerId { get; private init; }
    public DateOnly ServiceDate { get; private set; }
    public string SerafinCode { get; private init; } = "";
    public TripState State { get; private set; }
    public bool UsagerPresent { get; private set; }

    /// <summary>To the usager.</summary>
    public bool Billable { get; private set; }

    public decimal Kilometres { get; private set; }

    /// <summary>What it costs the house, whoever was on board.</summary>
    public decimal Cost { get; private set; }

    public int Version { get; private set; }

    public static Trip Of(TripPlan plan, Attendance attendance, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now), TenantId = attendance.TenantId, AttendanceId = attendance.Id, EstablishmentId = attendance.EstablishmentId, UsagerId = attendance.UsagerId, SerafinCode = plan.SerafinCode,
    };

    /// <summary>Run for who came and for who did not say; not run when it was told before the cut-off or when the house called it off.</summary>
    public TransportRecorded? Follow(TripPlan plan, Occurrence occurrence, Attendance attendance, DateTimeOffset now)
    {
        var inTime = (attendance.ToldAt ?? DateTimeOffset.MaxValue) <= occurrence.StartsAt.AddHours(-plan.CutOffHours);
        var (state, there) = attendance.State switch
        {
            AttendanceState.Present or AttendanceState.Partial => (TripState.Done, true),
            AttendanceState.Cancelled or AttendanceState.WithoutUsager => (TripState.CancelledInTime, false),
            AttendanceState.AbsentJustified => (inTime ? TripState.CancelledInTime : TripState.CancelledLate, false),
            _ => (TripState.Done, false),
        };
        // A trip called off in time was not driven; one called off too late has kept its seat and its cost.
        var (kilometres, cost) = state == TripState.CancelledInTime ? (0m, 0m) : (plan.Kilometres, plan.Cost);
        if (Version > 0 && (State, UsagerPresent, ServiceDate) == (state, there, attendance.ServiceDate)) return null;
        (State, UsagerPresent, Billable, Kilometres, Cost, ServiceDate) = (state, there, there, kilometres, cost, attendance.ServiceDate);
        Version++;
        return new(Id, Version, AttendanceId, UsagerId, EstablishmentId, ServiceDate, SerafinCode, Word(state), there, Billable, kilometres, now);
    }

    public static string Word(TripState state) => state switch
    {
        TripState.Done => "DONE",
        TripState.CancelledInTime => "CANCELLED_IN_TIME",
        _ => "CANCELLED_LATE",
    };
}

internal sealed class TripPlanConfiguration : IEntityTypeConfiguration<TripPlan>
{
    public void Configure(EntityTypeBuilder<TripPlan> builder)
    {
        builder.HasKey(p => p.ActivityId);
        builder.Property(p => p.SerafinCode).HasMaxLength(20);
        builder.Property(p => p.Kilometres).HasPrecision(8, 2);
        builder.Property(p => p.Cost).HasPrecision(10, 2);
        builder.Property(p => p.Version).IsConcurrencyToken();
        builder.HasIndex(p => p.TenantId);
    }
}

internal sealed class TripConfiguration : IEntityTypeConfiguration<Trip>
{
    public void Configure(EntityTypeBuilder<Trip> builder)
    {
        builder.Property(t => t.SerafinCode).HasMaxLength(20);
        builder.Property(t => t.State).HasConversion<string>().HasMaxLength(20);
        builder.Property(t => t.Kilometres).HasPrecision(8, 2);
        builder.Property(t => t.Cost).HasPrecision(10, 2);
        builder.Property(t => t.Version).IsConcurrencyToken();
        builder.HasIndex(t => t.AttendanceId).IsUnique();
        builder.HasIndex(t => new { t.TenantId, t.EstablishmentId, t.ServiceDate });
    }
}
