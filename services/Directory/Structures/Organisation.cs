using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace HealthDirectory.Structures;

/// <summary>An organisme gestionnaire: one tenant, perhaps of a group of several, with one or more entités juridiques.</summary>
public sealed class Organisation : ITenantOwned
{
    private Organisation() { }
    public Guid TenantId { get; private init; }
    public string Name { get; private set; } = "";

    /// <summary>The group it belongs to; empty when it stands alone.</summary>
    public string Group { get; private set; } = "";

    /// <summary>FINESS of the main entité juridique.</summary>
    public string FinessEj { get; private set; } = "";

    public int Version { get; private set; }

    public static Organisation Found(Guid tenantId, string name, string finessEj, string group = "")
    {
        var organisation = new Organisation { TenantId = tenantId };
        organisation.Describe(name, finessEj, group);
        return organisation;
    }

    public void Describe(string name, string finessEj, string group)
    {
        Finess.Require(finessEj);
        (Name, FinessEj, Group) = (name.Trim(), finessEj, group.Trim());
        Version++;
    }
}

internal sealed class OrganisationConfiguration : IEntityTypeConfiguration<Organisation>
{
    public void Configure(EntityTypeBuilder<Organisation> builder)
    {
        builder.HasKey(organisation => organisation.TenantId);
        builder.Property(organisation => organisation.Name).HasMaxLength(200);
        builder.Property(organisation => organisation.Group).HasMaxLength(200);
        builder.Property(organisation => organisation.FinessEj).HasMaxLength(9);
        builder.Property(organisation => organisation.Version).IsConcurrencyToken();
    }
}
