using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace Telemedicine.Experts;

/// <summary>How the one asked is paid.</summary>
public enum RequisKind { Generalist, Specialist, Hospital, Programme, Paramedical }

/// <summary>A professional who gives advice or consults from afar.</summary>
public sealed class Requis : ITenantOwned
{
    private Requis() { }

    public Guid Id { get; private init; }
    public Guid TenantId { get; private init; }

    /// <summary>8 and the RPPS.</summary>
    public string NationalId { get; private init; } = "";

    public string Name { get; private set; } = "";
    public string Speciality { get; private set; } = "";
    public RequisKind Kind { get; private set; }

    /// <summary>TRE_G15: 60 infirmier, 91 orthophoniste…; what a télésoin is paid by depends on it.</summary>
    public string Profession { get; private set; } = "";

    public string Mailbox { get; private set; } = "";

    /// <summary>When the professional also has an account here: his calendar is then in agenda.</summary>
    public Guid? SituationId { get; private set; }

    public int? Kilometres { get; private set; }
    public int Version { get; private set; }

    public static Requis Introduce(Guid tenantId, string nationalId, DateTimeOffset now) => new() { Id = Guid.CreateVersion7(now), TenantId = tenantId, NationalId = nationalId };

    public void Describe(string name, string speciality, RequisKind kind, string mailbox, Guid? situation, int? kilometres, string? profession = null)
    {
        (Name, Speciality, Kind, Mailbox, SituationId, Kilometres) = (name, speciality, kind, mailbox, situation, kilometres);
        if (profession is { Length: > 0 }) Profession = profession;
        Version++;
    }
}

/// <summary>Hours a requis gives to telemedicine, cut in slots: declared here or read from a platform.</summary>
public sealed class Vacation : ITenantOwned
{
    private Vacation() { }

    public Guid Id { get; private init; }
    public Guid TenantId { get; private init; }
    public Guid RequisId { get; private init; }
    public DateTimeOffset StartsAt { get; private init; }
    public DateTimeOffset EndsAt { get; private init; }
    public int SlotMinutes { get; private init; }

    /// <summary>Code of the platform it was read from; empty when declared.</summary>
    public string Source { get; private init; } = "";

    public static Vacation Declare(Guid tenantId, Guid requisId, DateTimeOffset startsAt, DateTimeOffset endsAt, int slotMinutes, string source, DateTimeOffset now)
    {
        if (endsAt <= startsAt || endsAt - startsAt > TimeSpan.FromHours(12)) throw new BadInputException("vacation-hours", "Une vacation finit après son début et dure douze heures au plus. Corrigez les heures.");
        if (slotMinutes is < 5 or > 180 || (endsAt - startsAt).TotalMinutes < slotMinutes) throw new BadInputException("vacation-slot", "Un créneau dure de 5 à 180 minutes et tient dans la vacation. Corrigez la durée.");
        return new() { Id = Guid.CreateVersion7(now), TenantId = tenantId, RequisId = requisId, StartsAt = startsAt, EndsAt = endsAt, SlotMinutes = slotMinutes, Source = source };
    }

    public IEnumerable<DateTimeOffset> Slots()
    {
        for (var at = StartsAt; at.AddMinutes(SlotMinutes) <= EndsAt; at = at.AddMinutes(SlotMinutes)) yield return at;
    }
}

internal sealed class RequisConfiguration : IEntityTypeConfiguration<Requis>
{
    public void Configure(EntityTypeBuilder<Requis> builder)
    {
        builder.Property(r => r.NationalId).HasMaxLength(40);
        builder.Property(r => r.Name).HasMaxLength(120);
        builder.Property(r => r.Speciality).HasMaxLength(60);
        builder.Property(r => r.Kind).HasConversion<string>().HasMaxLength(20);
        builder.Property(r => r.Mailbox).HasMaxLength(254);
        builder.Property(r => r.Profession).HasMaxLength(2);
        builder.Property(r => r.Version).IsConcurrencyToken();
        builder.HasIndex(r => new { r.TenantId, r.NationalId }).IsUnique();
    }
}

internal sealed class VacationConfiguration : IEntityTypeConfiguration<Vacation>
{
    public void Configure(EntityTypeBuilder<Vacation> builder)
    {
        builder.Property(v => v.Source).HasMaxLength(40);
        builder.HasIndex(v => new { v.TenantId, v.RequisId, v.StartsAt }).IsUnique();
    }
}
