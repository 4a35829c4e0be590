using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace HealthDirectory.Structures;

/// <summary>An entité juridique (FINESS EJ): who answers in law for its establishments.</summary>
public sealed class LegalEntity : ITenantOwned
{
    private LegalEntity() { }
    public Guid Id { get; private init; }
    public Guid TenantId { get; private init; }

    /// <summary>FINESS EJ; a number never changes hands.</summary>
    public string Finess { get; private init; } = "";

    public string Name { get; private set; } = "";

    /// <summary>Nine digits, or empty.</summary>
    public string Siren { get; private set; } = "";

    public int Version { get; private set; }

    public static LegalEntity Register(Guid id, Guid tenantId, string finess, string name, string siren)
    {
        Structures.Finess.Require(finess);
        var entity = new LegalEntity { Id = id, TenantId = tenantId, Finess = finess };
        entity.Describe(name, siren);
        return entity;
    }

    public void Describe(string name, string siren)
    {
        if (siren.Length > 0 && (siren.Length != 9 || !Luhn.Holds(siren))) throw new BadInputException("siren-invalid", $"Le numéro SIREN {siren} n'est pas valide : neuf chiffres dont une clé. Vérifiez-le.");
        (Name, Siren) = (name.Trim(), siren);
        Version++;
    }
}

internal sealed class LegalEntityConfiguration : IEntityTypeConfiguration<LegalEntity>
{
    public void Configure(EntityTypeBuilder<LegalEntity> builder)
    {
        builder.Property(entity => entity.Finess).HasMaxLength(9);
        builder.Property(entity => entity.Name).HasMaxLength(200);
        builder.Property(entity => entity.Siren).HasMaxLength(9);
        builder.Property(entity => entity.Version).IsConcurrencyToken();
        builder.HasIndex(entity => new { entity.TenantId, entity.Finess }).IsUnique();
    }
}
