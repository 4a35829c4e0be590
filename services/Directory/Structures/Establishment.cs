using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace HealthDirectory.Structures;

/// <summary>An établissement géographique (FINESS ET) with its units.</summary>
public sealed class Establishment : ITenantOwned
{
    private Establishment() { }
    public Guid Id { get; private init; }
    public Guid TenantId { get; private init; }

    /// <summary>Null: the organisation's main entité juridique.</summary>
    public Guid? LegalEntityId { get; private set; }

    public string Name { get; private set; } = "";

    /// <summary>The name without accents nor dots: two spellings of one establishment meet here.</summary>
    public string FoldedName { get; private set; } = "";

    /// <summary>FINESS ET.</summary>
    public string Finess { get; private init; } = "";

    /// <summary>Secteur d'activité, TRE_R02 (SA17 personnes âgées…).</summary>
    public string Sector { get; private set; } = "";

    /// <summary>Catégorie d'établissement, TRE_R66 (500 EHPAD, 183 IME…); empty when not told.</summary>
    public string Category { get; private set; } = "";

    public int Places { get; private set; }

    /// <summary>MSSanté ORG mailbox of the team; the first channel for what comes from outside.</summary>
    public string Mailbox { get; private set; } = "";

    public PostalAddress Address { get; private set; } = new("", "", "", "");
    public List<Unit> Units { get; private set; } = [];
    public DateOnly? ClosedOn { get; private set; }
    public int Version { get; private set; }

    public static Establishment Open(Guid id, Guid tenantId, string finess, EstablishmentFacts facts)
    {
        Structures.Finess.Require(finess);
        var establishment = new Establishment { Id = id, TenantId = tenantId, Finess = finess };
        establishment.Describe(facts);
        return establishment;
    }

    public void Describe(EstablishmentFacts facts)
    {
        var placed = facts.Units.Sum(unit => unit.Places);
        if (placed > facts.Places) throw new RuleBrokenException("places-exceeded", $"Les unités comptent {placed} places pour un établissement de {facts.Places}. Corrigez l'un ou l'autre.");
        (Name, Sector, Category, Places, Mailbox, Address, Units) = (facts.Name, facts.Sector, facts.Category, facts.Places, facts.Mailbox.ToLowerInvariant(), facts.Address, [.. facts.Units]);
        (LegalEntityId, FoldedName) = (facts.LegalEntityId, HealthDirectory.FoldedName.Of(facts.Name));
        Version++;
    }

    public void Close(DateOnly on)
    {
        if (ClosedOn is not null) throw new RuleBrokenException("establishment-closed", "Cet établissement est fermé. Choisissez-en un autre.");
        ClosedOn = on;
        Version++;
    }
}

/// <summary>What is said of an establishment beside its number.</summary>
public sealed record EstablishmentFacts(string Name, string Sector, int Places, string Mailbox, PostalAddress Address, IReadOnlyList<Unit> Units, string Category = "", Guid? LegalEntityId = null);

/// <summary>A unit of an establishment. A secured one shelters persons who may lose their way.</summary>
public sealed record Unit(Guid Id, string Name, int Places, bool Secured);

public sealed record PostalAddress(string Line, string PostalCode, string City, string Phone);

internal sealed class EstablishmentConfiguration : IEntityTypeConfiguration<Establishment>
{
    public void Configure(EntityTypeBuilder<Establishment> builder)
    {
        builder.Property(establishment => establishment.Name).HasMaxLength(200);
        builder.Property(establishment => establishment.FoldedName).HasMaxLength(200);
        builder.Property(establishment => establishment.Finess).HasMaxLength(9);
        builder.Property(establishment => establishment.Sector).HasMaxLength(10);
        builder.Property(establishment => establishment.Category).HasMaxLength(4);
        builder.Property(establishment => establishment.Mailbox).HasMaxLength(254);
        builder.Property(establishment => establishment.Version).IsConcurrencyToken();
        builder.ComplexProperty(establishment => establishment.Address, address => address.ToJson());
        builder.ComplexCollection(establishment => establishment.Units, unit => unit.ToJson());
        builder.HasIndex(establishment => new { establishment.TenantId, establishment.Finess }).IsUnique();
    }
}
