using Agenda.Activities;
using Agenda.Occurrences;
using Contracts.Agenda;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace Agenda.Attendances;

/// <summary>One usager at one occurrence, as all captures together say. Its id is the one that note, statistics, billing and transport carry.</summary>
public sealed class Attendance : ITenantOwned
{
    /// <summary>Name of the filter that leaves out what gave way to another attendance.</summary>
    public const string Standing = "Standing";

    private Attendance() { }

    public Guid Id { get; private init; }
    public Guid TenantId { get; private init; }
    public Guid OccurrenceId { get; private init; }
    public Guid ActivityId { get; private init; }
    public Guid EstablishmentId { get; private init; }
    public Guid UsagerId { get; private init; }

    /// <summary>Local day, the one the occurrence had when this version was made.</summary>
    public DateOnly ServiceDate { get; private set; }

    /// <summary>Null until somebody says it: a note came first.</summary>
    public AttendanceState? State { get; private set; }

    public DateTimeOffset? ArrivedAt { get; private set; }
    public DateTimeOffset? LeftAt { get; private set; }
    public DateTimeOffset? ToldAt { get; private set; }
    public string Period { get; private set; } = "";
    public decimal Quantity { get; private set; }
    public int Minutes { get; private set; }
    public string? SerafinCode { get; private init; }

    /// <summary>« À vérifier »: devices disagree, or the occurrence had been cancelled.</summary>
    public bool ToVerify { get; private set; }

    /// <summary>0 while no state is known.</summary>
    public int Version { get; private set; }

    /// <summary>Rises with each capture taken, a note included.</summary>
    public int Revision { get; private set; }

    /// <summary>Two persons were one: the attendance that now speaks for both. This one counts no more.</summary>
    public Guid? MergedInto { get; private set; }

    public static Attendance For(Occurrence occurrence, Activity activity, Guid usagerId, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now), TenantId = occurrence.TenantId, OccurrenceId = occurrence.Id, ActivityId = activity.Id, EstablishmentId = occurrence.EstablishmentId, UsagerId = usagerId,
        ServiceDate = occurrence.Day, SerafinCode = activity.SerafinCode,
    };

    /// <summary>Follows what the captures now say. The new version, or null when they say what was known.</summary>
    public AttendanceVersion? Follow(Merged merged, Occurrence occurrence, Activity activity, string reason, Guid by, DateTimeOffset now)
    {
        Revision++;
        var measure = Measure.Of(activity, occurrence, merged);
        ToVerify = merged.ToVerify || (occurrence.Status == OccurrenceStatus.Cancelled && merged.State.IsThere());
        var next = (merged.State, merged.ArrivedAt, merged.LeftAt, merged.ToldAt, measure.Period, measure.Quantity, measure.Minutes, occurrence.Day);
        if (merged.State is null || next == (State, ArrivedAt, LeftAt, ToldAt, Period, Quantity, Minutes, ServiceDate)) return null;
        (State, ArrivedAt, LeftAt, ToldAt, Period, Quantity, Minutes, ServiceDate) = next;
        Version++;
        return AttendanceVersion.Of(this, reason, by, now);
    }

    /// <summary>What it said is said by the other; what was told of it is taken back.</summary>
    public AttendanceVersion? GiveWay(Guid into, Guid by, DateTimeOffset now)
    {
        MergedInto = into;
        Revision++;
        if (State is null) return null;
        (State, Quantity, Minutes, ToVerify) = (AttendanceState.Cancelled, 0, 0, false);
        Version++;
        return AttendanceVersion.Of(this, "identity-merged", by, now);
    }

    public AttendanceRecorded Recorded(Guid by, DateTimeOffset now) =>
        new(Id, Version, OccurrenceId, ActivityId, UsagerId, EstablishmentId, ServiceDate, Period, State!.Value.Word(), Quantity, Minutes, SerafinCode, by, now, ToldAt);

    public AttendanceCorrected Corrected(string reason, Guid by, DateTimeOffset now) =>
        new(Id, Version, OccurrenceId, ActivityId, UsagerId, EstablishmentId, ServiceDate, Period, State!.Value.Word(), Quantity, Minutes, SerafinCode, reason, by, now, ToldAt);
}

/// <summary>What an attendance said at one time. Never changed: a correction is the next one.</summary>
public sealed class AttendanceVersion : ITenantOwned
{
    private AttendanceVersion() { }

    public Guid TenantId { get; private init; }
    public Guid AttendanceId { get; private init; }
    public int Version { get; private init; }
    public AttendanceState State { get; private init; }
    public DateTimeOffset? ArrivedAt { get; private init; }
    public DateTimeOffset? LeftAt { get; private init; }
    public DateOnly ServiceDate { get; private init; }
    public string Period { get; private init; } = "";
    public decimal Quantity { get; private init; }
    public int Minutes { get; private init; }

    /// <summary>first, mistake, late-information, tablet-merge, identity-merged, identity-unmerged.</summary>
    public string Reason { get; private init; } = "";

    public Guid By { get; private init; }
    public DateTimeOffset At { get; private init; }

    internal static AttendanceVersion Of(Attendance a, string reason, Guid by, DateTimeOffset now) => new()
    {
        TenantId = a.TenantId, AttendanceId = a.Id, Version = a.Version, State = a.State!.Value, ArrivedAt = a.ArrivedAt, LeftAt = a.LeftAt, ServiceDate = a.ServiceDate, Period = a.Period, Quantity = a.Quantity,
        Minutes = a.Minutes, Reason = reason, By = by, At = now,
    };
}

internal sealed class AttendanceConfiguration : IEntityTypeConfiguration<Attendance>
{
    public void Configure(EntityTypeBuilder<Attendance> builder)
    {
        builder.Property(a => a.State).HasConversion<string>().HasMaxLength(20);
        builder.Property(a => a.Period).HasMaxLength(4);
        builder.Property(a => a.Quantity).HasPrecision(4, 2);
        builder.Property(a => a.SerafinCode).HasMaxLength(20);
        builder.Property(a => a.Revision).IsConcurrencyToken();
        builder.HasQueryFilter(Attendance.Standing, a => a.MergedInto == null);
        builder.HasIndex(a => new { a.OccurrenceId, a.UsagerId }).IsUnique();
        builder.HasIndex(a => new { a.TenantId, a.EstablishmentId, a.ServiceDate });
        builder.HasIndex(a => new { a.TenantId, a.UsagerId, a.ServiceDate });
    }
}

internal sealed class AttendanceVersionConfiguration : IEntityTypeConfiguration<AttendanceVersion>
{
    public void Configure(EntityTypeBuilder<AttendanceVersion> builder)
    {
        builder.HasKey(v => new { v.AttendanceId, v.Version });
        builder.Property(v => v.State).HasConversion<string>().HasMaxLength(20);
        builder.Property(v => v.Period).HasMaxLength(4);
        builder.Property(v => v.Quantity).HasPrecision(4, 2);
        builder.Property(v => v.Reason).HasMaxLength(20);
    }
}
