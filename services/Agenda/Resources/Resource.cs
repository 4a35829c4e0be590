using Agenda.Calendars;
using Agenda.Houses;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace Agenda.Resources;

/// <summary>A room, a vehicle or a piece of equipment that one activity holds at a time.</summary>
public sealed class Resource : ITenantOwned
{
    private Resource() { }

    public Guid Id { get; private init; }
    public Guid TenantId { get; private init; }
    public Guid EstablishmentId { get; private init; }
    public CalendarKind Kind { get; private init; }

    /// <summary>salle-telemedecine, minibus, chariot…</summary>
    public string Type { get; private set; } = "";

    public string Name { get; private set; } = "";

    /// <summary>Where it stands; null when it belongs to the whole house.</summary>
    public Guid? UnitId { get; private set; }

    /// <summary>Persons, wheelchairs included; 0 when that is not counted.</summary>
    public int Capacity { get; private set; }

    public int WheelchairPlaces { get; private set; }

    /// <summary>What one adult of the activity must hold: permis-b, permis-d…</summary>
    public List<string> Qualifications { get; private set; } = [];

    public WeeklyHours Hours { get; private set; } = WeeklyHours.Always;
    public DayPeriods ClosedDays { get; private set; } = DayPeriods.None;

    /// <summary>Kept free before: installing, calibrating.</summary>
    public int MinutesBefore { get; private set; }

    /// <summary>Kept free after: cleaning, bringing back.</summary>
    public int MinutesAfter { get; private set; }

    /// <summary>To bring it from one unit to another.</summary>
    public int TransferMinutes { get; private set; }

    /// <summary>After this day it may not be used before its check.</summary>
    public DateOnly? CheckedUntil { get; private set; }

    public bool Active { get; private set; } = true;
    public int Version { get; private set; }

    public CalendarRef Calendar => new(Kind, Id);

    public static Resource Of(Guid tenantId, Guid establishmentId, CalendarKind kind, ResourceSettings settings, DateTimeOffset now, Guid? id = null)
    {
        var resource = new Resource { Id = id ?? Guid.CreateVersion7(now), TenantId = tenantId, EstablishmentId = establishmentId, Kind = kind };
        resource.Set(settings);
        return resource;
    }

    public void Set(ResourceSettings s)
    {
        (Type, Name, UnitId, Capacity, WheelchairPlaces, Qualifications) = (s.Type, s.Name, s.UnitId, s.Capacity, s.WheelchairPlaces, [.. s.Qualifications]);
        (Hours, ClosedDays, MinutesBefore, MinutesAfter, TransferMinutes, CheckedUntil, Active) = (s.Hours, s.ClosedDays, s.MinutesBefore, s.MinutesAfter, s.TransferMinutes, s.CheckedUntil, s.Active);
        Version++;
    }
}

public sealed record ResourceSettings(string Type, string Name, Guid? UnitId, int Capacity, int WheelchairPlaces, IReadOnlyList<string> Qualifications, WeeklyHours Hours, DayPeriods ClosedDays,
    int MinutesBefore, int MinutesAfter, int TransferMinutes, DateOnly? CheckedUntil, bool Active);

internal sealed class ResourceConfiguration : IEntityTypeConfiguration<Resource>
{
    public void Configure(EntityTypeBuilder<Resource> builder)
    {
        builder.Property(r => r.Kind).HasConversion<string>().HasMaxLength(12);
        builder.Property(r => r.Type).HasMaxLength(40);
        builder.Property(r => r.Name).HasMaxLength(80);
        builder.Property(r => r.Hours).HasConversion<WeeklyHoursText>().HasMaxLength(400);
        builder.Property(r => r.ClosedDays).HasConversion<DayPeriodsText>().HasMaxLength(4000);
        builder.Property(r => r.Version).IsConcurrencyToken();
        builder.Ignore(r => r.Calendar);
        builder.HasIndex(r => new { r.TenantId, r.EstablishmentId, r.Kind });
        builder.HasIndex(r => new { r.TenantId, r.EstablishmentId, r.Name }).IsUnique();
    }
}
