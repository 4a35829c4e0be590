using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace Agenda.Calendars;

/// <summary>Why a calendar is not free.</summary>
public enum BusyNature
{
    /// <summary>An occurrence of an activity holds it.</summary>
    Occurrence,

    /// <summary>The person or the professional is away.</summary>
    Absence,

    /// <summary>Something outside, said by the person or the family: it may be bent with a reason.</summary>
    DeclaredConstraint,

    /// <summary>Something outside, with its proof: it may not.</summary>
    JustifiedConstraint,
}

/// <summary>A stretch of a calendar that is not free: what searches and bookings look at, whatever made it.</summary>
public sealed class Busy : ITenantOwned
{
    private Busy() { }

    public Guid Id { get; private init; }
    public Guid TenantId { get; private init; }
    public Guid CalendarId { get; private init; }
    public DateTimeOffset StartsAt { get; private init; }
    public DateTimeOffset EndsAt { get; private init; }
    public BusyNature Nature { get; private init; }

    /// <summary>The occurrence, the absence or the constraint.</summary>
    public Guid SourceId { get; private init; }

    /// <summary>Where it takes place; null when that is nobody's business.</summary>
    public Guid? EstablishmentId { get; private init; }

    public Guid? UnitId { get; private init; }

    /// <summary>A co-animation of several groups: the same professional may hold another one at the same time.</summary>
    public bool Joint { get; private init; }

    /// <summary>The calendar's version that brought it; 0 when it came with one that also took something out.</summary>
    public long Since { get; private init; }

    public static Busy For(Guid tenantId, Guid calendarId, DateTimeOffset startsAt, DateTimeOffset endsAt, BusyNature nature, Guid sourceId, Guid? establishmentId = null, Guid? unitId = null, bool joint = false, long since = 0) => new()
    {
        Id = Guid.CreateVersion7(startsAt), TenantId = tenantId, CalendarId = calendarId, StartsAt = startsAt, EndsAt = endsAt, Nature = nature, SourceId = sourceId,
        EstablishmentId = establishmentId, UnitId = unitId, Joint = joint, Since = since,
    };
}

internal sealed class BusyConfiguration : IEntityTypeConfiguration<Busy>
{
    public void Configure(EntityTypeBuilder<Busy> builder)
    {
        builder.ToTable("BusyTimes");
        builder.Property(b => b.Nature).HasConversion<string>().HasMaxLength(20);
        // A search reads hundreds of rows of one calendar, written over months: PostgreSQL finds them side by side in the index and leaves the table alone.
        builder.HasIndex(b => new { b.TenantId, b.CalendarId, b.EndsAt, b.StartsAt }).IncludeProperties(b => new { b.Nature, b.SourceId, b.EstablishmentId, b.UnitId, b.Joint, b.Since });
        builder.HasIndex(b => new { b.TenantId, b.SourceId });
    }
}
