using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace HealthDirectory.Structures;

/// <summary>An organisme gestionnaire: one tenant.</summary>
public sealed class Organisation : ITenantOwned
{
    private Organisation() { }
    public Guid TenantId { get; private init; }
    public string Name { get; private set; } = "";

    /// <summary>FINESS of the entité juridique.</summary>
    public string FinessEj { get; private set; } = "";

    public static Organisation Found(Guid tenantId, string name, string finessEj)
    {
        if (!Finess.IsValid(finessEj)) throw new BadInputException("finess-invalid", $"Le numéro FINESS {finessEj} n'est pas valide : neuf caractères dont une clé. Vérifiez-le.");
        return new() { TenantId = tenantId, Name = name, FinessEj = finessEj };
    }
}

internal sealed class OrganisationConfiguration : IEntityTypeConfiguration<Organisation>
{
    public void Configure(EntityTypeBuilder<Organisation> builder)
    {
        builder.HasKey(organisation => organisation.TenantId);
        builder.Property(organisation => organisation.Name).HasMaxLength(200);
        builder.Property(organisation => organisation.FinessEj).HasMaxLength(9);
    }
}
