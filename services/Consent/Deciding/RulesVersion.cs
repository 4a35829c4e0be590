using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace Consent.Deciding;

/// <summary>Changes with every change of a tenant's consents, oppositions, circles and places. Which of two writers wins does not matter: the stamp differs.</summary>
public sealed class RulesVersion : ITenantOwned
{
    private RulesVersion() { }
    public Guid TenantId { get; private init; }
    public Guid Stamp { get; private set; }

    public static RulesVersion First(Guid tenantId) => new() { TenantId = tenantId, Stamp = Guid.CreateVersion7() };

    public void Raise() => Stamp = Guid.CreateVersion7();
}

internal sealed class RulesVersionConfiguration : IEntityTypeConfiguration<RulesVersion>
{
    public void Configure(EntityTypeBuilder<RulesVersion> builder) => builder.HasKey(version => version.TenantId);
}
