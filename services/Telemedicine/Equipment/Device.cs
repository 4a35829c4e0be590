using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;
using Telemedicine.Requests;

namespace Telemedicine.Equipment;

public enum DeviceKind { Cart, Tablet, Bag, Smartphone, Stethoscope, Otoscope, Dermatoscope, Ecg, Oximeter, BloodPressure, Thermometer }

/// <summary>A use of the device, with the place it is used in.</summary>
public sealed record Reservation(Guid ActId, DateTimeOffset StartsAt, DateTimeOffset EndsAt, Guid? UnitId);

/// <summary>A cart, tablet or bag that travels in a house: where it is, whether it may be used, who has it when.</summary>
public sealed class Device : ITenantOwned
{
    public const int LeastCharge = 40;
    private static readonly TimeSpan Soon = TimeSpan.FromHours(4);

    private Device() { }

    /// <summary>Also the id of its calendar in agenda.</summary>
    public Guid Id { get; private init; }

    public Guid TenantId { get; private init; }
    public Guid EstablishmentId { get; private init; }
    public Guid? UnitId { get; private set; }
    public DeviceKind Kind { get; private init; }
    public string Label { get; private set; } = "";
    public int ChargePercent { get; private set; } = 100;
    public DateOnly? CalibratedUntil { get; private set; }
    public DateOnly? MaintenanceDueOn { get; private set; }
    public bool OutOfOrder { get; private set; }
    public int TransferMinutes { get; private set; } = 20;
    public int CleaningMinutes { get; private set; } = 10;
    public IReadOnlyList<Reservation> Reservations { get; private set; } = [];
    public int Version { get; private set; }

    public static Device Register(Guid tenantId, Guid id, Guid establishmentId, DeviceKind kind, string label) => new() { TenantId = tenantId, Id = id, EstablishmentId = establishmentId, Kind = kind, Label = label, Version = 1 };

    public void Describe(string label, Guid? unit, DateOnly? calibratedUntil, DateOnly? maintenanceDueOn, bool outOfOrder, int transfer, int cleaning)
    {
        (Label, UnitId, CalibratedUntil, MaintenanceDueOn, OutOfOrder, TransferMinutes, CleaningMinutes) = (label, unit, calibratedUntil, maintenanceDueOn, outOfOrder, transfer, cleaning);
        Version++;
    }

    public void Charge(int percent)
    {
        ChargePercent = percent;
        Version++;
    }

    /// <summary>Why it cannot serve then, in French; null when it can.</summary>
    public string? Obstacle(ActType act, DateTimeOffset startsAt, DateTimeOffset now)
    {
        var day = ParisTime.Day(startsAt);
        if (OutOfOrder) return $"{Label} est hors service.";
        if (CalibratedUntil is { } calibrated && calibrated < day) return $"L'étalonnage de {Label} est échu depuis le {calibrated:dd/MM/yyyy}.";
        if (MaintenanceDueOn is { } due && due < day) return $"La maintenance de {Label} était due le {due:dd/MM/yyyy}.";
        if (Kind == DeviceKind.Smartphone && act is ActType.Teleconsultation) return "Un téléphone n'est pas un équipement admis pour une téléconsultation assistée : prenez un chariot, une tablette ou une mallette.";
        return startsAt - now < Soon && ChargePercent < LeastCharge ? $"{Label} est chargé à {ChargePercent} % : 40 % au moins sont nécessaires." : null;
    }

    /// <summary>Why it cannot be here then because of the uses around: cleaning, and transfer when they are in another unit.</summary>
    public string? Clash(DateTimeOffset startsAt, DateTimeOffset endsAt, Guid? unit, Guid? except = null)
    {
        foreach (var other in Reservations.Where(r => r.ActId != except))
        {
            var gap = TimeSpan.FromMinutes(CleaningMinutes + (other.UnitId == unit ? 0 : TransferMinutes));
            if (startsAt < other.EndsAt + gap && other.StartsAt < endsAt + gap)
                return $"{Label} est pris de {ParisTime.Hour(other.StartsAt)} à {ParisTime.Hour(other.EndsAt)}{(other.UnitId == unit ? "" : " dans une autre unité")} : prévoyez {gap.TotalMinutes:0} minutes de nettoyage et de transfert.";
        }
        return null;
    }

    public void Reserve(Guid actId, DateTimeOffset startsAt, DateTimeOffset endsAt, Guid? unit, DateTimeOffset now)
    {
        if (Clash(startsAt, endsAt, unit, actId) is { } clash) throw new RuleBrokenException("device-taken", clash);
        Reservations = [.. Reservations.Where(r => r.ActId != actId && r.EndsAt > now.AddDays(-1)), new(actId, startsAt, endsAt, unit)];
        Version++;
    }

    public void Release(Guid actId)
    {
        Reservations = [.. Reservations.Where(r => r.ActId != actId)];
        Version++;
    }
}

internal sealed class DeviceConfiguration : IEntityTypeConfiguration<Device>
{
    public void Configure(EntityTypeBuilder<Device> builder)
    {
        builder.Property(d => d.Kind).HasConversion<string>().HasMaxLength(20);
        builder.Property(d => d.Label).HasMaxLength(80);
        builder.Property(d => d.Reservations).IsJson();
        builder.Property(d => d.Version).IsConcurrencyToken();
        builder.HasIndex(d => new { d.TenantId, d.EstablishmentId });
    }
}
