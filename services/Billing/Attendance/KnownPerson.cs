using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace Billing.Attendance;

/// <summary>Status of a person's identity, and whom he was merged into: all that billing keeps of identities.</summary>
public sealed class KnownPerson : ITenantOwned
{
    private KnownPerson() { }

    public Guid UsagerId { get; private init; }
    public Guid TenantId { get; private init; }
    public string InsStatus { get; private set; } = "";
    public int IdentityVersion { get; private set; }

    /// <summary>The kept identity, once this one was found to be a duplicate.</summary>
    public Guid? MergedInto { get; private set; }

    public int Version { get; private set; }

    public static KnownPerson Of(Guid tenantId, Guid usagerId) => new() { TenantId = tenantId, UsagerId = usagerId };

    public void Learn(string status, int identityVersion)
    {
        if (identityVersion < IdentityVersion || status.Length > 5) return;
        (InsStatus, IdentityVersion, Version) = (status, identityVersion, Version + 1);
    }

    public void MergeInto(Guid kept) => (MergedInto, Version) = (kept, Version + 1);

    public void StandAgain() => (MergedInto, Version) = (null, Version + 1);
}

internal sealed class KnownPersonConfiguration : IEntityTypeConfiguration<KnownPerson>
{
    public void Configure(EntityTypeBuilder<KnownPerson> builder)
    {
        builder.ToTable("Persons");
        builder.HasKey(p => p.UsagerId);
        builder.Property(p => p.InsStatus).HasMaxLength(5);
        builder.Property(p => p.Version).IsConcurrencyToken();
        builder.HasIndex(p => new { p.TenantId, p.MergedInto });
    }
}
