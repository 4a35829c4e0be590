using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace Consent.Deciding;

/// <summary>
/// Counts the changes of a tenant's rules. The row is locked until its writer commits, so numbers become visible in their
/// order and no reader can miss one.
/// </summary>
public sealed class RulesVersion : ITenantOwned
{
    private RulesVersion() { }
    public Guid TenantId { get; private init; }
    public long Sequence { get; private set; }

    /// <summary>Must be the first statement of the change's transaction.</summary>
    public static async Task RaiseAsync(ConsentDbContext db, Guid tenantId, IReadOnlyCollection<Guid> usagers, CancellationToken ct)
    {
        await db.Database.ExecuteSqlAsync($"""
            INSERT INTO "RulesVersions" ("TenantId", "Sequence") VALUES ({tenantId}, 1) ON CONFLICT ("TenantId") DO UPDATE SET "Sequence" = "RulesVersions"."Sequence" + 1
            """, ct);
        foreach (var usager in usagers)
            await db.Database.ExecuteSqlAsync($"""
                INSERT INTO "RulesChanges" ("TenantId", "UsagerId", "Sequence") SELECT {tenantId}, {usager}, "Sequence" FROM "RulesVersions" WHERE "TenantId" = {tenantId}
                ON CONFLICT ("TenantId", "UsagerId") DO UPDATE SET "Sequence" = excluded."Sequence"
                """, ct);
    }
}

/// <summary>Number of the last change of one person's rules; the empty id stands for what is not one person's.</summary>
public sealed class RulesChange : ITenantOwned
{
    private RulesChange() { }
    public Guid TenantId { get; private init; }
    public Guid UsagerId { get; private init; }
    public long Sequence { get; private set; }
}

internal sealed class RulesVersionConfiguration : IEntityTypeConfiguration<RulesVersion>, IEntityTypeConfiguration<RulesChange>
{
    public void Configure(EntityTypeBuilder<RulesVersion> builder) => builder.HasKey(version => version.TenantId);

    public void Configure(EntityTypeBuilder<RulesChange> builder)
    {
        builder.HasKey(change => new { change.TenantId, change.UsagerId });
        builder.HasIndex(change => new { change.TenantId, change.Sequence });
    }
}
