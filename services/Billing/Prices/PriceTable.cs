using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace Billing.Prices;

/// <summary>One price of an establishment over some days. It may be corrected until a line was made with it; then a new revision takes its place.</summary>
public sealed class PriceTable : ITenantOwned
{
    public const decimal Highest = 10_000m;

    private PriceTable() { }

    public Guid Id { get; private init; }
    public Guid TenantId { get; private init; }
    public Guid EstablishmentId { get; private init; }
    public string Code { get; private init; } = "";
    public decimal UnitPrice { get; private set; }
    public DateOnly ValidFrom { get; private set; }

    /// <summary>Last day, included; null while no end is known.</summary>
    public DateOnly? ValidUntil { get; private set; }

    /// <summary>Day of the arrêté or of the contract.</summary>
    public DateOnly DecidedOn { get; private set; }

    /// <summary>Rises for each table of the same code: the highest one that covers a day prices it.</summary>
    public int Revision { get; private init; }

    public Guid AuthorSituationId { get; private set; }
    public DateTimeOffset CreatedAt { get; private init; }
    public int Version { get; private set; }

    public static PriceTable Set(Guid tenantId, Guid establishmentId, string code, int revision, PriceTerms terms, Guid author, DateTimeOffset now)
    {
        var table = new PriceTable { Id = Guid.CreateVersion7(now), TenantId = tenantId, EstablishmentId = establishmentId, Code = code, Revision = revision, CreatedAt = now };
        table.Write(terms, author);
        return table;
    }

    /// <summary>Corrects a price nothing was billed with yet.</summary>
    public void Correct(PriceTerms terms, bool billed, Guid author)
    {
        if (billed) throw new RuleBrokenException("price-table-used", "Ce tarif a déjà servi à facturer : il ne change plus. Créez une nouvelle version, la différence sera régularisée.");
        Write(terms, author);
    }

    private void Write(PriceTerms terms, Guid author)
    {
        terms.Check();
        (UnitPrice, ValidFrom, ValidUntil, DecidedOn, AuthorSituationId) = (terms.UnitPrice, terms.ValidFrom, terms.ValidUntil, terms.DecidedOn, author);
        Version++;
    }
}

/// <param name="ValidUntil">Last day, included.</param>
public sealed record PriceTerms(decimal UnitPrice, DateOnly ValidFrom, DateOnly DecidedOn, DateOnly? ValidUntil = null)
{
    internal void Check()
    {
        if (UnitPrice is < 0 or > PriceTable.Highest || decimal.Round(UnitPrice, 4) != UnitPrice)
            throw new BadInputException("price-amount", "Le prix doit être compris entre 0 et 10 000 € et compter quatre décimales au plus. Corrigez-le, puis renvoyez.");
        if (ValidUntil < ValidFrom) throw new BadInputException("dates-reversed", "La date de fin précède la date de début. Corrigez l'une des deux, puis renvoyez.");
    }
}

internal sealed class PriceTableConfiguration : IEntityTypeConfiguration<PriceTable>
{
    public void Configure(EntityTypeBuilder<PriceTable> builder)
    {
        builder.ToTable("PriceTables");
        builder.Property(t => t.Code).HasMaxLength(20);
        builder.Property(t => t.UnitPrice).HasPrecision(12, 4);
        builder.Property(t => t.Version).IsConcurrencyToken();
        builder.HasIndex(t => new { t.TenantId, t.EstablishmentId, t.Code, t.Revision }).IsUnique();
    }
}
