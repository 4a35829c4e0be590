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

    /// <summary>One statement, first time or not, so that writers at the same moment do not refuse each other.</summary>
    public static Task StampAsync(ConsentDbContext db, Guid tenantId, CancellationToken ct)
    {
        var stamp = Guid.CreateVersion7();
        return db.Database.ExecuteSqlAsync($"""
            INSERT INTO "RulesVersions" ("TenantId", "Stamp") VALUES ({tenantId}, {stamp}) ON CONFLICT ("TenantId") DO UPDATE SET "Stamp" = excluded."Stamp"
            """, ct);
    }
}

internal sealed class RulesVersionConfiguration : IEntityTypeConfiguration<RulesVersion>
{
    public void Configure(EntityTypeBuilder<RulesVersion> builder) => builder.HasKey(version => version.TenantId);
}
