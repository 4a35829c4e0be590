using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace HealthDirectory.Employment;

/// <summary>What binds a professional to the organisation for a time; their situations follow its dates.</summary>
public sealed class EmploymentContract : ITenantOwned
{
    private EmploymentContract() { }
    public Guid Id { get; private init; }
    public Guid TenantId { get; private init; }
    public Guid ProfessionalId { get; private init; }

    /// <summary>Number in the staff software (SIRH), by which a file is matched.</summary>
    public string Reference { get; private init; } = "";

    public ContractKind Kind { get; private set; }
    public DateTimeOffset StartsAt { get; private set; }
    public DateTimeOffset? EndsAt { get; private set; }
    public int Version { get; private set; }

    public static EmploymentContract Sign(Guid id, Guid tenantId, Guid professionalId, string reference, ContractTerms terms)
    {
        var contract = new EmploymentContract { Id = id, TenantId = tenantId, ProfessionalId = professionalId, Reference = reference.Trim() };
        contract.Set(terms);
        return contract;
    }

    public bool EndedAt(DateTimeOffset now) => EndsAt <= now;

    /// <summary>New terms; false when they are those already known.</summary>
    public bool Change(ContractTerms terms, DateTimeOffset now)
    {
        if ((Kind, StartsAt, EndsAt) == (terms.Kind, terms.StartsAt, terms.EndsAt)) return false;
        if (EndedAt(now)) throw new RuleBrokenException("contract-ended", "Ce contrat est terminé. Enregistrez un nouveau contrat si la personne revient.");
        if (StartsAt <= now && terms.StartsAt != StartsAt) throw new RuleBrokenException("contract-started", "Ce contrat a commencé : son début ne change plus. Corrigez sa fin, ou enregistrez un autre contrat.");
        Set(terms);
        return true;
    }

    /// <summary>A departure; before the first day, an arrival that is called off.</summary>
    public void End(DateTimeOffset at, DateTimeOffset now)
    {
        if (EndedAt(now)) throw new RuleBrokenException("contract-ended", "Ce contrat est terminé. Enregistrez un nouveau contrat si la personne revient.");
        if (StartsAt <= now && at < StartsAt) throw new BadInputException("dates-reversed", "La fin doit suivre le début. Corrigez les dates.");
        EndsAt = at;
        Version++;
    }

    private void Set(ContractTerms terms)
    {
        if (terms.EndsAt <= terms.StartsAt) throw new BadInputException("dates-reversed", "La fin doit suivre le début. Corrigez les dates.");
        if (terms.EndsAt is null && terms.Kind is ContractKind.Cdd or ContractKind.Replacement or ContractKind.Interim or ContractKind.Internship)
            throw new BadInputException("contract-end-missing", "Un contrat à durée déterminée a une fin. Indiquez-la.");
        (Kind, StartsAt, EndsAt) = (terms.Kind, terms.StartsAt, terms.EndsAt);
        Version++;
    }
}

public enum ContractKind { Cdi, Cdd, Replacement, Interim, Internship, Secondment, Convention, Volunteer }

public sealed record ContractTerms(ContractKind Kind, DateTimeOffset StartsAt, DateTimeOffset? EndsAt);

internal sealed class EmploymentContractConfiguration : IEntityTypeConfiguration<EmploymentContract>
{
    public void Configure(EntityTypeBuilder<EmploymentContract> builder)
    {
        builder.ToTable("Contracts");
        builder.Property(c => c.Reference).HasMaxLength(60);
        builder.Property(c => c.Kind).HasConversion<string>().HasMaxLength(20);
        builder.Property(c => c.Version).IsConcurrencyToken();
        builder.HasIndex(c => new { c.TenantId, c.Reference }).IsUnique();
        builder.HasIndex(c => c.ProfessionalId);
    }
}
