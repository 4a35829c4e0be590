using Billing.Rules;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace Billing.Ledger;

public enum EventStatus { Confirmed, Exported }

/// <summary>
/// A line of the ledger. Once written nothing of it changes but its way out (confirmed, then exported): what was wrong is
/// reversed and replaced by later lines. The hash chains all but the status and the export.
/// </summary>
public sealed class BillingEvent : ITenantOwned
{
    public Guid Id { get; init; }
    public Guid TenantId { get; init; }
    public string IdempotencyKey { get; init; } = "";
    public Guid EstablishmentId { get; init; }
    public string FinessEt { get; init; } = "";
    public string FinessEj { get; init; } = "";
    public Guid UsagerId { get; init; }

    /// <summary>Status of the identity when the line was made; the INS itself never comes here.</summary>
    public string InsStatus { get; init; } = "";

    public Guid StayId { get; init; }
    public DateOnly ServiceDate { get; init; }
    public Nature Nature { get; init; }

    /// <summary>For a REGUL: what it regularises.</summary>
    public Nature? OfNature { get; init; }

    public decimal Quantity { get; init; }
    public string Unit { get; init; } = "";
    public decimal UnitPrice { get; init; }
    public Guid? PriceTableId { get; init; }
    public DateOnly? PriceValidFrom { get; init; }
    public decimal Amount { get; init; }
    public PayerKind PayerKind { get; init; }
    public string PayerId { get; init; } = "";
    public string ShareRule { get; init; } = "";
    public string RuleId { get; init; } = "";

    /// <summary>Version of the rule, then revision of the price when it is not the first.</summary>
    public string RuleVersion { get; init; } = "";

    public string Inputs { get; init; } = "";
    public Guid SourceId { get; init; }
    public int SourceVersion { get; init; }
    public string? DecisionReference { get; init; }
    public string? SerafinCode { get; init; }
    public bool Billable { get; init; }
    public EventStatus Status { get; private set; }
    public string Period { get; init; } = "";

    /// <summary>The month of the service when the line corrects what had been exported or closed.</summary>
    public string? OriginalPeriod { get; init; }

    public Guid? ReversalOf { get; init; }
    public Guid? Replaces { get; init; }

    /// <summary>correction, fusion, annulation… on a reversal.</summary>
    public string? Reason { get; init; }

    public Guid AuthorSituationId { get; init; }
    public Guid ValidatorSituationId { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public Guid? ExportId { get; private set; }
    public long Sequence { get; set; }
    public string HashPrev { get; set; } = "";
    public string Hash { get; set; } = "";

    public Nature BaseNature => OfNature ?? Nature;

    public void Export(Guid exportId)
    {
        if (Status != EventStatus.Confirmed) throw new RuleBrokenException("event-exported", "Cette ligne est déjà exportée : elle ne change plus. Corrigez-la par une contre-passation.");
        (Status, ExportId) = (EventStatus.Exported, exportId);
    }
}

internal sealed class BillingEventConfiguration : IEntityTypeConfiguration<BillingEvent>
{
    public void Configure(EntityTypeBuilder<BillingEvent> builder)
    {
        builder.ToTable("BillingEvents");
        builder.Property(e => e.IdempotencyKey).HasMaxLength(64);
        builder.Property(e => e.FinessEt).HasMaxLength(9);
        builder.Property(e => e.FinessEj).HasMaxLength(9);
        builder.Property(e => e.InsStatus).HasMaxLength(5);
        builder.Property(e => e.Nature).HasConversion<string>().HasMaxLength(20);
        builder.Property(e => e.OfNature).HasConversion<string>().HasMaxLength(20);
        builder.Property(e => e.Quantity).HasPrecision(8, 2);
        builder.Property(e => e.Unit).HasMaxLength(20);
        builder.Property(e => e.UnitPrice).HasPrecision(12, 4);
        builder.Property(e => e.Amount).HasPrecision(12, 2);
        builder.Property(e => e.PayerKind).HasConversion<string>().HasMaxLength(20);
        builder.Property(e => e.PayerId).HasMaxLength(40);
        builder.Property(e => e.ShareRule).HasMaxLength(40);
        builder.Property(e => e.RuleId).HasMaxLength(40);
        builder.Property(e => e.RuleVersion).HasMaxLength(20);
        builder.Property(e => e.Inputs).HasMaxLength(1000);
        builder.Property(e => e.DecisionReference).HasMaxLength(40);
        builder.Property(e => e.SerafinCode).HasMaxLength(20);
        builder.Property(e => e.Status).HasConversion<string>().HasMaxLength(10);
        builder.Property(e => e.Period).HasMaxLength(7);
        builder.Property(e => e.OriginalPeriod).HasMaxLength(7);
        builder.Property(e => e.Reason).HasMaxLength(40);
        builder.Property(e => e.HashPrev).HasMaxLength(64);
        builder.Property(e => e.Hash).HasMaxLength(64);
        builder.Ignore(e => e.BaseNature);
        // An establishment is of one tenant: naming the tenant too would lengthen each entry by a third and find nothing more.
        builder.HasIndex(e => new { e.EstablishmentId, e.IdempotencyKey }).IsUnique();
        builder.HasIndex(e => new { e.EstablishmentId, e.ServiceDate });
        builder.HasIndex(e => new { e.EstablishmentId, e.Period });
    }
}
