using Agenda.Houses;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace Agenda.Staff;

/// <summary>What the planning has to know of a professional's situation and directory does not say: qualifications and duty hours.</summary>
public sealed class StaffMember : ITenantOwned
{
    private StaffMember() { }

    public Guid TenantId { get; private init; }
    public Guid SituationId { get; private init; }
    public Guid EstablishmentId { get; private init; }

    /// <summary>ide, permis-b, bnssa…; the function counts as one.</summary>
    public List<string> Qualifications { get; private set; } = [];

    /// <summary>Duty of an ordinary week; empty when the roster is kept elsewhere.</summary>
    public WeeklyHours Duty { get; private set; } = WeeklyHours.Always;

    /// <summary>Days off in this roster.</summary>
    public DayPeriods DaysOff { get; private set; } = DayPeriods.None;

    /// <summary>After this moment the situation has ended.</summary>
    public DateTimeOffset? LeftAt { get; private set; }

    public int Version { get; private set; }

    public static StaffMember Of(Guid tenantId, Guid situationId, Guid establishmentId) => new() { TenantId = tenantId, SituationId = situationId, EstablishmentId = establishmentId };

    public void Set(IReadOnlyList<string> qualifications, WeeklyHours duty, DayPeriods daysOff)
    {
        (Qualifications, Duty, DaysOff) = ([.. qualifications], duty, daysOff);
        Version++;
    }

    public void Leave(DateTimeOffset at)
    {
        LeftAt = at;
        Version++;
    }
}

/// <summary>A stretch in which a professional is away.</summary>
public sealed class StaffAbsence : ITenantOwned
{
    private StaffAbsence() { }

    /// <summary>Directory's own id when it comes from there.</summary>
    public Guid Id { get; private init; }

    public Guid TenantId { get; private init; }
    public Guid SituationId { get; private init; }
    public DateTimeOffset StartsAt { get; private set; }
    public DateTimeOffset EndsAt { get; private set; }
    public bool Cancelled { get; private set; }

    /// <summary>directory or agenda.</summary>
    public string Source { get; private init; } = "";

    /// <summary>Version of the source; what is older is dropped.</summary>
    public int Version { get; private set; }

    public static StaffAbsence Of(Guid tenantId, Guid id, Guid situationId, DateTimeOffset startsAt, DateTimeOffset endsAt, string source, int version) =>
        new() { Id = id, TenantId = tenantId, SituationId = situationId, StartsAt = startsAt, EndsAt = endsAt, Source = source, Version = version };

    public void Change(DateTimeOffset startsAt, DateTimeOffset endsAt, bool cancelled, int version) => (StartsAt, EndsAt, Cancelled, Version) = (startsAt, endsAt, cancelled, version);
}

internal sealed class StaffMemberConfiguration : IEntityTypeConfiguration<StaffMember>
{
    public void Configure(EntityTypeBuilder<StaffMember> builder)
    {
        builder.ToTable("StaffMembers").HasKey(s => new { s.TenantId, s.SituationId });
        builder.Property(s => s.Duty).HasConversion<WeeklyHoursText>().HasMaxLength(400);
        builder.Property(s => s.DaysOff).HasConversion<DayPeriodsText>().HasMaxLength(4000);
        builder.Property(s => s.Version).IsConcurrencyToken();
        builder.HasIndex(s => new { s.TenantId, s.EstablishmentId });
    }
}

internal sealed class StaffAbsenceConfiguration : IEntityTypeConfiguration<StaffAbsence>
{
    public void Configure(EntityTypeBuilder<StaffAbsence> builder)
    {
        builder.ToTable("StaffAbsences").HasKey(a => new { a.Id, a.SituationId });
        builder.Property(a => a.Source).HasMaxLength(10);
        builder.Property(a => a.Version).IsConcurrencyToken();
        builder.HasIndex(a => new { a.TenantId, a.SituationId });
    }
}
