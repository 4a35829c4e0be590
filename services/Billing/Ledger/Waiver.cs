using Billing.Rules;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace Billing.Ledger;

/// <summary>Somebody decided that a day is not billed to a payer, whatever the rules say: it stays so at each computation.</summary>
public sealed class Waiver : ITenantOwned
{
    private Waiver() { }

    public Guid Id { get; private init; }
    public Guid TenantId { get; private init; }
    public Guid EstablishmentId { get; private init; }
    public Guid StayId { get; private init; }
    public DateOnly ServiceDate { get; private init; }
    public Nature Nature { get; private init; }
    public string PayerId { get; private init; } = "";
    public string Reason { get; private init; } = "";
    public Guid AuthorSituationId { get; private init; }
    public DateTimeOffset DecidedAt { get; private init; }

    public static Waiver Of(BillingEvent line, string reason, Guid author, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now), TenantId = line.TenantId, EstablishmentId = line.EstablishmentId, StayId = line.StayId, ServiceDate = line.ServiceDate, Nature = line.BaseNature,
        PayerId = line.PayerId, Reason = reason, AuthorSituationId = author, DecidedAt = now,
    };
}

internal sealed class WaiverConfiguration : IEntityTypeConfiguration<Waiver>
{
    public void Configure(EntityTypeBuilder<Waiver> builder)
    {
        builder.ToTable("Waivers");
        builder.Property(w => w.Nature).HasConversion<string>().HasMaxLength(20);
        builder.Property(w => w.PayerId).HasMaxLength(40);
        builder.Property(w => w.Reason).HasMaxLength(500);
        builder.HasIndex(w => new { w.TenantId, w.EstablishmentId, w.StayId, w.ServiceDate, w.Nature, w.PayerId }).IsUnique();
    }
}
