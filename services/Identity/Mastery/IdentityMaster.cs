using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace Identity.Mastery;

/// <summary>What becomes of a change of strict traits that does not come from the master.</summary>
public enum OthersChange { Refused, Proposed }

/// <summary>The software that masters the strict traits of a tenant. Without a row, the platform itself does.</summary>
public sealed class IdentityMaster : ITenantOwned
{
    private IdentityMaster() { }

    public Guid TenantId { get; private init; }
    public string ClientId { get; private set; } = "";
    public OthersChange Others { get; private set; }
    public int Version { get; private set; } = 1;

    public static IdentityMaster Of(Guid tenantId, string clientId, OthersChange others) => new() { TenantId = tenantId, ClientId = clientId, Others = others };

    public void Become(string clientId, OthersChange others)
    {
        (ClientId, Others) = (clientId, others);
        Version++;
    }
}

internal sealed class IdentityMasterConfiguration : IEntityTypeConfiguration<IdentityMaster>
{
    public void Configure(EntityTypeBuilder<IdentityMaster> builder)
    {
        builder.HasKey(m => m.TenantId);
        builder.Property(m => m.TenantId).ValueGeneratedNever();
        builder.Property(m => m.ClientId).HasMaxLength(100);
        builder.Property(m => m.Others).HasConversion<string>().HasMaxLength(20);
        builder.Property(m => m.Version).IsConcurrencyToken();
    }
}
