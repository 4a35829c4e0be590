using Agenda.Activities;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace Agenda.Houses;

/// <summary>When an establishment is open, and how strict it is. One that never said is always open.</summary>
public sealed class HouseCalendar : ITenantOwned
{
    private HouseCalendar() { }

    public Guid TenantId { get; private init; }
    public Guid EstablishmentId { get; private init; }
    public string Zone { get; private set; } = WallTime.Paris;
    public WeeklyHours Hours { get; private set; } = WeeklyHours.Always;

    /// <summary>Days on which nothing can be booked: works, strike…</summary>
    public DayPeriods ClosedDays { get; private set; } = DayPeriods.None;

    public DayPeriods SchoolHolidays { get; private set; } = DayPeriods.None;
    public bool ClosedOnPublicHolidays { get; private set; }
    public bool ClosedInSchoolHolidays { get; private set; }

    /// <summary>Units in which too few adults for the usagers is a refusal and no longer a warning.</summary>
    public List<Guid> StrictRatioUnits { get; private set; } = [];

    /// <summary>Between this house and another place.</summary>
    public int TransferMinutes { get; private set; }

    public int Version { get; private set; }

    public static HouseCalendar Of(Guid tenantId, Guid establishmentId) => new() { TenantId = tenantId, EstablishmentId = establishmentId };

    public void Set(HouseSettings settings)
    {
        (Zone, Hours, ClosedDays, SchoolHolidays) = (settings.Zone, settings.Hours, settings.ClosedDays, settings.SchoolHolidays);
        (ClosedOnPublicHolidays, ClosedInSchoolHolidays, StrictRatioUnits, TransferMinutes) = (settings.ClosedOnPublicHolidays, settings.ClosedInSchoolHolidays, [.. settings.StrictRatioUnits], settings.TransferMinutes);
        Version++;
    }

    /// <summary>Why nothing can be booked that day, in French; null when the house is open.</summary>
    public string? ClosedBecause(DateOnly day)
    {
        if (ClosedDays.Holds(day)) return "fermeture de l'établissement";
        if (ClosedOnPublicHolidays && PublicHolidays.On(day) is { } holiday) return $"jour férié ({holiday})";
        return ClosedInSchoolHolidays && SchoolHolidays.Holds(day) ? "vacances scolaires" : null;
    }
}

public sealed record HouseSettings(string Zone, WeeklyHours Hours, DayPeriods ClosedDays, DayPeriods SchoolHolidays, bool ClosedOnPublicHolidays, bool ClosedInSchoolHolidays, IReadOnlyList<Guid> StrictRatioUnits, int TransferMinutes);

internal sealed class HouseCalendarConfiguration : IEntityTypeConfiguration<HouseCalendar>
{
    public void Configure(EntityTypeBuilder<HouseCalendar> builder)
    {
        builder.HasKey(h => new { h.TenantId, h.EstablishmentId });
        builder.Property(h => h.Zone).HasMaxLength(40);
        builder.Property(h => h.Hours).HasConversion<WeeklyHoursText>().HasMaxLength(400);
        builder.Property(h => h.ClosedDays).HasConversion<DayPeriodsText>().HasMaxLength(4000);
        builder.Property(h => h.SchoolHolidays).HasConversion<DayPeriodsText>().HasMaxLength(4000);
        builder.Property(h => h.Version).IsConcurrencyToken();
    }
}
