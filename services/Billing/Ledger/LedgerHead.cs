using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace Billing.Ledger;

/// <summary>Where the chain of an establishment stands. Each writing moves it, so two writings at once cannot both succeed.</summary>
public sealed class LedgerHead : ITenantOwned
{
    public static readonly string Genesis = new('0', 64);

    private LedgerHead() { }

    public Guid EstablishmentId { get; private init; }
    public Guid TenantId { get; private init; }
    public string Hash { get; private set; } = Genesis;
    public long Count { get; private set; }
    public int Version { get; private set; }

    public static LedgerHead Of(Guid tenantId, Guid establishmentId) => new() { TenantId = tenantId, EstablishmentId = establishmentId };

    /// <summary>Numbers and chains the lines, in their order.</summary>
    public void Append(IReadOnlyList<BillingEvent> lines)
    {
        if (lines.Count == 0) return;
        foreach (var line in lines)
        {
            line.Sequence = ++Count;
            line.HashPrev = Hash;
            Hash = line.Hash = HashChain.Of(line);
        }
        Version++;
    }
}

internal sealed class LedgerHeadConfiguration : IEntityTypeConfiguration<LedgerHead>
{
    public void Configure(EntityTypeBuilder<LedgerHead> builder)
    {
        builder.ToTable("LedgerHeads");
        builder.HasKey(h => new { h.TenantId, h.EstablishmentId });
        builder.Property(h => h.Hash).HasMaxLength(64);
        builder.Property(h => h.Version).IsConcurrencyToken();
    }
}
