using Billing.Rules;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace Billing.Periods;

/// <summary>A month of an establishment, from its first confirmation to its closing.</summary>
public sealed class BillingPeriod : ITenantOwned
{
    private BillingPeriod() { }

    public Guid Id { get; private init; }
    public Guid TenantId { get; private init; }
    public Guid EstablishmentId { get; private init; }
    public string Month { get; private init; } = "";
    public DateTimeOffset? ConfirmedAt { get; private set; }
    public DateTimeOffset? ClosedAt { get; private set; }
    public Guid? ClosedBySituationId { get; private set; }

    /// <summary>The closing record: counts, sums, head of the chain; and its signature.</summary>
    public string? Record { get; private set; }

    public string? Signature { get; private set; }
    public DateTimeOffset? ReopenedAt { get; private set; }
    public Guid? ReopenedBySituationId { get; private set; }
    public string? ReopenReason { get; private set; }
    public int Version { get; private set; }

    public bool Closed => ClosedAt is not null;

    public static BillingPeriod Open(Guid tenantId, Guid establishmentId, Month month, DateTimeOffset now) =>
        new() { Id = Guid.CreateVersion7(now), TenantId = tenantId, EstablishmentId = establishmentId, Month = month.ToString() };

    public void Confirm(DateTimeOffset now)
    {
        RequireOpen();
        (ConfirmedAt, Version) = (now, Version + 1);
    }

    public void RequireOpen()
    {
        if (Closed) throw new RuleBrokenException("period-closed", "Cette période est close. Facturez dans une période ouverte : ce qui concerne ce mois y sera régularisé.");
    }

    public void Close(string record, string signature, Guid situation, DateTimeOffset now)
    {
        RequireOpen();
        (ClosedAt, ClosedBySituationId, Record, Signature, Version) = (now, situation, record, signature, Version + 1);
    }

    /// <summary>Opens it again; the closing record stays readable until the next closing.</summary>
    public void Reopen(string reason, Guid situation, DateTimeOffset now)
    {
        if (!Closed) throw new RuleBrokenException("period-open", "Cette période est déjà ouverte : il n'y a rien à rouvrir. Facturez-y directement.");
        if (reason.Trim().Length is < 10 or > 500) throw new BadInputException("reason-length", "Donnez le motif de la réouverture, de dix à cinq cents caractères.");
        (ClosedAt, ReopenedAt, ReopenedBySituationId, ReopenReason, Version) = (null, now, situation, reason.Trim(), Version + 1);
    }
}

internal sealed class BillingPeriodConfiguration : IEntityTypeConfiguration<BillingPeriod>
{
    public void Configure(EntityTypeBuilder<BillingPeriod> builder)
    {
        builder.ToTable("Periods");
        builder.Property(p => p.Month).HasMaxLength(7);
        builder.Property(p => p.ReopenReason).HasMaxLength(500);
        builder.Property(p => p.Version).IsConcurrencyToken();
        builder.Ignore(p => p.Closed);
        builder.HasIndex(p => new { p.TenantId, p.EstablishmentId, p.Month }).IsUnique();
    }
}
