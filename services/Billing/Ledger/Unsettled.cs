using Billing.Rules;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace Billing.Ledger;

/// <summary>Something changed from a month on: the next confirmation looks at that month again. Each change raises the version, so the mark of one that comes while a confirmation runs outlives it.</summary>
public sealed class Unsettled : ITenantOwned
{
    /// <summary>Stands for all persons of the establishment.</summary>
    public static readonly Guid Everybody = Guid.Empty;

    private Unsettled() { }

    public Guid TenantId { get; private init; }
    public Guid EstablishmentId { get; private init; }
    public Guid UsagerId { get; private init; }
    public string Month { get; private init; } = "";
    public int Version { get; private set; }

    public static async Task MarkAsync(BillingDbContext db, Guid establishmentId, Guid usagerId, DateOnly from, CancellationToken ct)
    {
        var month = Rules.Month.Of(from).ToString();
        var mark = db.Unsettled.Local.FirstOrDefault(u => u.EstablishmentId == establishmentId && u.UsagerId == usagerId && u.Month == month)
            ?? await db.Unsettled.SingleOrDefaultAsync(u => u.EstablishmentId == establishmentId && u.UsagerId == usagerId && u.Month == month, ct);
        if (mark is null) db.Unsettled.Add(mark = new() { TenantId = db.TenantId, EstablishmentId = establishmentId, UsagerId = usagerId, Month = month });
        mark.Version++;
    }
}

internal sealed class UnsettledConfiguration : IEntityTypeConfiguration<Unsettled>
{
    public void Configure(EntityTypeBuilder<Unsettled> builder)
    {
        builder.ToTable("Unsettled");
        builder.HasKey(u => new { u.TenantId, u.EstablishmentId, u.UsagerId, u.Month });
        builder.Property(u => u.Month).HasMaxLength(7);
        builder.Property(u => u.Version).IsConcurrencyToken();
    }
}
