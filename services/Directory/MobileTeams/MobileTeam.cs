using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace HealthDirectory.MobileTeams;

/// <summary>A team from elsewhere that houses may call by convention: each member with their own account, none beyond the convention. Whom they see is consent's mission.</summary>
public sealed class MobileTeam : ITenantOwned
{
    private MobileTeam() { }
    public Guid Id { get; private init; }
    public Guid TenantId { get; private init; }
    public string Name { get; private set; } = "";
    public MobileTeamKind Kind { get; private set; }

    /// <summary>FINESS of the structure that sends it.</summary>
    public string Finess { get; private set; } = "";

    public DateOnly ConventionFrom { get; private set; }

    /// <summary>Last day.</summary>
    public DateOnly ConventionUntil { get; private set; }

    /// <summary>Situations of the function équipe mobile.</summary>
    public List<Guid> MemberIds { get; private set; } = [];

    public int Version { get; private set; }

    /// <summary>The first moment after the convention.</summary>
    public DateTimeOffset EndsAt => ParisTime.StartOf(ConventionUntil.AddDays(1));

    public static MobileTeam Agree(Guid id, Guid tenantId, MobileTeamFacts facts)
    {
        var team = new MobileTeam { Id = id, TenantId = tenantId };
        team.Describe(facts);
        return team;
    }

    public void Describe(MobileTeamFacts facts)
    {
        Structures.Finess.Require(facts.Finess);
        if (facts.ConventionUntil < facts.ConventionFrom) throw new BadInputException("dates-reversed", "La fin doit suivre le début. Corrigez les dates.");
        (Name, Kind, Finess, ConventionFrom, ConventionUntil, MemberIds) = (facts.Name.Trim(), facts.Kind, facts.Finess, facts.ConventionFrom, facts.ConventionUntil, [.. facts.MemberIds.Distinct()]);
        Version++;
    }
}

public enum MobileTeamKind { Geriatrics, Palliative, Hygiene, Psychiatry, Rehabilitation, Other }

public sealed record MobileTeamFacts(string Name, MobileTeamKind Kind, string Finess, DateOnly ConventionFrom, DateOnly ConventionUntil, IReadOnlyList<Guid> MemberIds);

internal sealed class MobileTeamConfiguration : IEntityTypeConfiguration<MobileTeam>
{
    public void Configure(EntityTypeBuilder<MobileTeam> builder)
    {
        builder.Property(team => team.Name).HasMaxLength(120);
        builder.Property(team => team.Kind).HasConversion<string>().HasMaxLength(20);
        builder.Property(team => team.Finess).HasMaxLength(9);
        builder.Property(team => team.Version).IsConcurrencyToken();
        builder.Ignore(team => team.EndsAt);
    }
}
