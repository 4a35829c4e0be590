using Contracts.Agenda;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace Billing.Attendance;

/// <summary>A trip as agenda last told it.</summary>
public sealed class KnownTransport : ITenantOwned
{
    private KnownTransport() { }

    public Guid Id { get; private init; }
    public Guid TenantId { get; private init; }
    public Guid UsagerId { get; private init; }
    public Guid EstablishmentId { get; private init; }
    public DateOnly ServiceDate { get; private set; }
    public string SerafinCode { get; private set; } = "";
    public string State { get; private set; } = "";
    public bool UsagerPresent { get; private set; }
    public bool Billable { get; private set; }
    public decimal Kilometres { get; private set; }
    public int FactVersion { get; private set; }

    public static KnownTransport Of(Guid tenantId, TransportRecorded fact) => new() { Id = fact.TransportId, TenantId = tenantId, UsagerId = fact.UsagerId, EstablishmentId = fact.EstablishmentId };

    /// <summary>False when a version at least as late is known.</summary>
    public bool Learn(TransportRecorded fact)
    {
        if (fact.Version <= FactVersion) return false;
        (ServiceDate, SerafinCode, State, UsagerPresent, Billable, Kilometres, FactVersion) =
            (fact.ServiceDate, fact.SerafinCode, fact.State, fact.UsagerPresent, fact.Billable, fact.Kilometres, fact.Version);
        return true;
    }
}

internal sealed class KnownTransportConfiguration : IEntityTypeConfiguration<KnownTransport>
{
    public void Configure(EntityTypeBuilder<KnownTransport> builder)
    {
        builder.ToTable("Transports");
        builder.Property(t => t.SerafinCode).HasMaxLength(20);
        builder.Property(t => t.State).HasMaxLength(20);
        builder.Property(t => t.Kilometres).HasPrecision(8, 2);
        builder.Property(t => t.FactVersion).IsConcurrencyToken();
        builder.HasIndex(t => new { t.TenantId, t.EstablishmentId, t.ServiceDate });
    }
}
