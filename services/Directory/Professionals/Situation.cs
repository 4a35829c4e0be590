using Contracts.Directory;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace HealthDirectory.Professionals;

/// <summary>A situation d'exercice: a professional, an establishment, a function and units, for a time. Chosen at sign-in.</summary>
public sealed class Situation : ITenantOwned
{
    private Situation() { }
    public Guid Id { get; private init; }
    public Guid TenantId { get; private init; }
    public Guid ProfessionalId { get; private init; }

    /// <summary>Null: the whole organisation.</summary>
    public Guid? EstablishmentId { get; private init; }

    /// <summary>Empty: the whole establishment.</summary>
    public List<Guid> UnitIds { get; private set; } = [];

    /// <summary>TRE_G15 code (10 médecin, 60 infirmier…), empty for staff without one.</summary>
    public string Profession { get; private init; } = "";

    /// <summary>Savoir-faire (SM54…).</summary>
    public string Speciality { get; private init; } = "";

    public Function Function { get; private set; }
    public DateTimeOffset StartsAt { get; private init; }
    public DateTimeOffset? EndsAt { get; private set; }

    public static Situation Begin(Guid id, Guid tenantId, SituationFacts facts, DateTimeOffset now) => new()
    {
        Id = id,
        TenantId = tenantId,
        ProfessionalId = facts.ProfessionalId,
        EstablishmentId = facts.EstablishmentId,
        UnitIds = [.. facts.UnitIds],
        Profession = facts.Profession,
        Speciality = facts.Speciality,
        Function = facts.Function,
        StartsAt = facts.StartsAt ?? now,
    };

    public bool ActiveAt(DateTimeOffset now) => StartsAt <= now && (EndsAt is null || now < EndsAt);

    /// <summary>Ends the situation; rights end at that moment.</summary>
    public StaffLeft End(DateTimeOffset at)
    {
        if (EndsAt is { } ended && ended <= at) throw new RuleBrokenException("situation-ended", "Cette situation est déjà terminée. Ouvrez-en une nouvelle si la personne revient.");
        EndsAt = at;
        return new(Id, ProfessionalId, at);
    }
}

public sealed record SituationFacts(Guid ProfessionalId, Guid? EstablishmentId, IReadOnlyList<Guid> UnitIds, string Profession, string Speciality, Function Function, DateTimeOffset? StartsAt);

internal sealed class SituationConfiguration : IEntityTypeConfiguration<Situation>
{
    public void Configure(EntityTypeBuilder<Situation> builder)
    {
        builder.Property(s => s.Profession).HasMaxLength(10);
        builder.Property(s => s.Speciality).HasMaxLength(20);
        builder.Property(s => s.Function).HasConversion<string>().HasMaxLength(40);
        builder.HasIndex(s => s.ProfessionalId);
        builder.HasIndex(s => new { s.TenantId, s.EstablishmentId });
    }
}
