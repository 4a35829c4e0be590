using Identity.Usagers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace Identity.Matching;

/// <summary>One key under which a usager is found again by resembling traits.</summary>
public sealed class MatchKey : ITenantOwned
{
    private MatchKey() { }

    public Guid TenantId { get; private init; }
    public long Key { get; private init; }
    public Guid UsagerId { get; private init; }

    public static IEnumerable<MatchKey> Of(Usager usager) =>
        BlockingKeys.Stored(Fingerprint.Of(usager.Traits, usager.Complementary.UsedName)).Select(key => new MatchKey { TenantId = usager.TenantId, Key = key, UsagerId = usager.Id });
}

internal sealed class MatchKeyConfiguration : IEntityTypeConfiguration<MatchKey>
{
    public void Configure(EntityTypeBuilder<MatchKey> builder)
    {
        builder.HasKey(k => new { k.TenantId, k.Key, k.UsagerId });
        builder.HasIndex(k => k.UsagerId);
        builder.HasOne<Usager>().WithMany().HasForeignKey(k => k.UsagerId).OnDelete(DeleteBehavior.Cascade);
    }
}
