using Contracts.Directory;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace HealthDirectory.Absences;

/// <summary>A professional is away from work for a time. What for stays with those who manage the staff.</summary>
public sealed class Absence : ITenantOwned
{
    private Absence() { }
    public Guid Id { get; private init; }
    public Guid TenantId { get; private init; }
    public Guid ProfessionalId { get; private init; }

    /// <summary>Number in the staff software; empty when entered by hand.</summary>
    public string Reference { get; private init; } = "";

    public AbsenceKind Kind { get; private set; }
    public DateTimeOffset StartsAt { get; private set; }
    public DateTimeOffset EndsAt { get; private set; }
    public DateTimeOffset? CancelledAt { get; private set; }
    public int Version { get; private set; }

    public static Absence Announce(Guid id, Guid tenantId, Guid professionalId, string reference, AbsenceFacts facts)
    {
        var absence = new Absence { Id = id, TenantId = tenantId, ProfessionalId = professionalId, Reference = reference.Trim() };
        absence.Set(facts);
        return absence;
    }

    /// <summary>False when nothing differs.</summary>
    public bool Change(AbsenceFacts facts)
    {
        if (CancelledAt is not null) throw new RuleBrokenException("absence-cancelled", "Cette absence est annulée. Enregistrez-en une nouvelle.");
        if ((Kind, StartsAt, EndsAt) == (facts.Kind, facts.StartsAt, facts.EndsAt)) return false;
        Set(facts);
        return true;
    }

    public void Cancel(DateTimeOffset now)
    {
        if (CancelledAt is not null) throw new RuleBrokenException("absence-cancelled", "Cette absence est annulée. Enregistrez-en une nouvelle.");
        CancelledAt = now;
        Version++;
    }

    /// <summary>The fact as other services learn it: dates, never what for.</summary>
    public StaffAbsent Tell(IReadOnlyList<Guid> situationIds) => new(Id, ProfessionalId, situationIds, StartsAt, EndsAt, Version, CancelledAt is not null);

    private void Set(AbsenceFacts facts)
    {
        if (facts.EndsAt <= facts.StartsAt) throw new BadInputException("dates-reversed", "La fin doit suivre le début. Corrigez les dates.");
        (Kind, StartsAt, EndsAt) = (facts.Kind, facts.StartsAt, facts.EndsAt);
        Version++;
    }
}

public enum AbsenceKind { Leave, Sickness, Training, Recovery, Strike, Other }

public sealed record AbsenceFacts(AbsenceKind Kind, DateTimeOffset StartsAt, DateTimeOffset EndsAt);

internal sealed class AbsenceConfiguration : IEntityTypeConfiguration<Absence>
{
    public void Configure(EntityTypeBuilder<Absence> builder)
    {
        builder.Property(a => a.Reference).HasMaxLength(60);
        builder.Property(a => a.Kind).HasConversion<string>().HasMaxLength(20);
        builder.Property(a => a.Version).IsConcurrencyToken();
        builder.HasIndex(a => new { a.ProfessionalId, a.StartsAt });
        builder.HasIndex(a => new { a.TenantId, a.Reference }).IsUnique().HasFilter("\"Reference\" <> ''");
    }
}
