using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace HealthDirectory.Professionals;

/// <summary>A person who works for the organisation, known by PS_IdNat (8 + RPPS, or structure/internal number).</summary>
public sealed class Professional : ITenantOwned
{
    private Professional() { }
    public Guid Id { get; private init; }
    public Guid TenantId { get; private init; }

    /// <summary>PS_IdNat, OID 1.2.250.1.71.4.2.1: type digit and identifier.</summary>
    public string NationalId { get; private init; } = "";

    public string FamilyName { get; private set; } = "";
    public string GivenName { get; private set; } = "";

    /// <summary>FAMILY GIVEN, folded: what a search compares.</summary>
    public string SearchName { get; private set; } = "";

    /// <summary>DR, PR or empty.</summary>
    public string Title { get; private set; } = "";

    public static Professional Enrol(Guid id, Guid tenantId, string nationalId, string familyName, string givenName, string title)
    {
        if (nationalId.Length < 2 || !char.IsAsciiDigit(nationalId[0]))
            throw new BadInputException("national-id-invalid", "L'identifiant national commence par son type : écrivez 8 puis le RPPS, ou 3 puis le FINESS et un numéro interne.");
        if (nationalId[0] == '8' && (nationalId.Length != 12 || !nationalId.All(char.IsAsciiDigit)))
            throw new BadInputException("national-id-invalid", "Un identifiant RPPS compte douze chiffres : écrivez 8 puis les onze chiffres du RPPS.");
        PersonName.Require(nationalId, familyName, givenName);
        var professional = new Professional { Id = id, TenantId = tenantId, NationalId = nationalId, Title = title };
        professional.Name(familyName, givenName);
        return professional;
    }

    /// <summary>The RPPS number, or null for an internal identity.</summary>
    public string? Rpps => NationalId[0] == '8' ? NationalId[1..] : null;

    public void Name(string familyName, string givenName)
    {
        (FamilyName, GivenName) = (familyName.Trim().ToUpperInvariant(), givenName.Trim());
        SearchName = FoldedName.Of($"{FamilyName} {GivenName}");
        if (SearchName.Length == 0) throw new BadInputException("name-missing", "Donnez le nom et le prénom de la personne.");
    }
}

internal sealed class ProfessionalConfiguration : IEntityTypeConfiguration<Professional>
{
    public void Configure(EntityTypeBuilder<Professional> builder)
    {
        builder.Property(p => p.NationalId).HasMaxLength(40);
        builder.Property(p => p.FamilyName).HasMaxLength(80);
        builder.Property(p => p.GivenName).HasMaxLength(80);
        builder.Property(p => p.SearchName).HasMaxLength(200);
        builder.Property(p => p.Title).HasMaxLength(10);
        builder.HasIndex(p => new { p.TenantId, p.NationalId }).IsUnique();
        builder.HasIndex(p => p.NationalId);
        builder.HasIndex(p => new { p.TenantId, p.SearchName });
    }
}
