using Contracts.Directory;
using HealthDirectory.Employment;
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

    /// <summary>The contract it follows; null for who works without one (équipe mobile, libéral, software).</summary>
    public Guid? ContractId { get; private init; }

    /// <summary>Null: the whole organisation.</summary>
    public Guid? EstablishmentId { get; private init; }

    /// <summary>Empty: the whole establishment.</summary>
    public List<Guid> UnitIds { get; private set; } = [];

    /// <summary>TRE_G15 code (10 médecin, 60 infirmier…), empty for staff without one.</summary>
    public string Profession { get; private init; } = "";

    /// <summary>Savoir-faire (SM54…).</summary>
    public string Speciality { get; private init; } = "";

    public Function Function { get; private set; }
    public DateTimeOffset StartsAt { get; private set; }
    public DateTimeOffset? EndsAt { get; private set; }
    public SituationState State { get; private set; }

    /// <summary>When the next fact about it must be told: its start, then its end.</summary>
    public DateTimeOffset? DueAt { get; private set; }

    public int Version { get; private set; }

    public static Situation Begin(Guid id, Guid tenantId, SituationFacts facts, DateTimeOffset now)
    {
        var startsAt = facts.StartsAt ?? now;
        if (facts.EndsAt <= startsAt) throw new BadInputException("dates-reversed", "La fin doit suivre le début. Corrigez les dates.");
        return new()
        {
            Id = id, TenantId = tenantId, ProfessionalId = facts.ProfessionalId, ContractId = facts.ContractId, EstablishmentId = facts.EstablishmentId, UnitIds = [.. facts.UnitIds],
            Profession = facts.Profession, Speciality = facts.Speciality, Function = facts.Function, StartsAt = startsAt, EndsAt = facts.EndsAt, State = SituationState.Expected, DueAt = startsAt, Version = 1,
        };
    }

    /// <summary>Rights exist from the first moment to the end minute, whatever has been told already.</summary>
    public bool ActiveAt(DateTimeOffset now) => StartsAt <= now && (EndsAt is null || now < EndsAt);

    public bool Follows(EmploymentContract contract) => ContractId == contract.Id && State != SituationState.Closed;

    /// <summary>The first day has come.</summary>
    public StaffJoined Open(DateTimeOffset now)
    {
        if (State != SituationState.Expected || StartsAt > now) throw new InvalidOperationException("Only an expected situation whose time has come opens.");
        (State, DueAt) = (SituationState.Open, EndsAt);
        Version++;
        return new(Id, ProfessionalId, EstablishmentId, StartsAt);
    }

    /// <summary>Sets the end minute; rights end there, even when nobody is told yet.</summary>
    public void End(DateTimeOffset at, DateTimeOffset now)
    {
        if (State == SituationState.Closed || EndsAt <= now) throw new RuleBrokenException("situation-ended", "Cette situation est déjà terminée. Ouvrez-en une nouvelle si la personne revient.");
        if (State == SituationState.Open && at < StartsAt) throw new BadInputException("dates-reversed", "La fin doit suivre le début. Corrigez les dates.");
        EndsAt = at;
        DueAt = State == SituationState.Expected && StartsAt < at ? StartsAt : at;
        Version++;
    }

    /// <summary>New dates of the contract.</summary>
    public void Reschedule(DateTimeOffset startsAt, DateTimeOffset? endsAt)
    {
        if (State == SituationState.Closed) return;
        if (State == SituationState.Expected) StartsAt = startsAt;
        EndsAt = endsAt;
        DueAt = State == SituationState.Expected ? StartsAt : EndsAt;
        Version++;
    }

    /// <summary>Other units or another function in the same place: the old rights end with this.</summary>
    public StaffMoved Move(IReadOnlyList<Guid> unitIds, Function function, DateTimeOffset now)
    {
        if (!ActiveAt(now) && State != SituationState.Expected) throw new RuleBrokenException("situation-ended", "Cette situation est déjà terminée. Ouvrez-en une nouvelle si la personne revient.");
        (UnitIds, Function) = ([.. unitIds], function);
        Version++;
        return new(Id, ProfessionalId, now);
    }

    /// <summary>The end minute has come, or the arrival is called off.</summary>
    public StaffLeft Close(DateTimeOffset now)
    {
        if (State == SituationState.Closed || EndsAt is not { } end || end > now) throw new InvalidOperationException("Only a situation whose end has come closes.");
        (State, DueAt) = (SituationState.Closed, null);
        Version++;
        return new(Id, ProfessionalId, end);
    }
}

/// <summary>Whether the start and the end have been told to the other services.</summary>
public enum SituationState { Expected, Open, Closed }

public sealed record SituationFacts(Guid ProfessionalId, Guid? EstablishmentId, IReadOnlyList<Guid> UnitIds, string Profession, string Speciality, Function Function, DateTimeOffset? StartsAt,
    DateTimeOffset? EndsAt = null, Guid? ContractId = null);

internal sealed class SituationConfiguration : IEntityTypeConfiguration<Situation>
{
    public void Configure(EntityTypeBuilder<Situation> builder)
    {
        builder.Property(s => s.Profession).HasMaxLength(10);
        builder.Property(s => s.Speciality).HasMaxLength(20);
        builder.Property(s => s.Function).HasConversion<string>().HasMaxLength(40);
        builder.Property(s => s.State).HasConversion<string>().HasMaxLength(10);
        builder.Property(s => s.Version).IsConcurrencyToken();
        builder.HasIndex(s => s.ProfessionalId);
        builder.HasIndex(s => s.ContractId);
        builder.HasIndex(s => new { s.TenantId, s.EstablishmentId });
        builder.HasIndex(s => s.DueAt).HasFilter("\"DueAt\" IS NOT NULL");
    }
}
