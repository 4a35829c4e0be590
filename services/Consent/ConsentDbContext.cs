using Consent.CareCircles;
using Consent.Deciding;
using Consent.Oppositions;
using Consent.Places;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Consent;

public class ConsentDbContext(DbContextOptions options, TenantScope tenant) : TenantDbContext(options, tenant)
{
    public DbSet<Opposition> Oppositions => Set<Opposition>();
    public DbSet<CareCircleMember> CareCircleMembers => Set<CareCircleMember>();
    public DbSet<UsagerPlace> Places => Set<UsagerPlace>();
    public DbSet<RulesVersion> RulesVersions => Set<RulesVersion>();

    /// <summary>Marks that the tenant's rules change with this save: every replica compares the number before it answers.</summary>
    public async Task RaiseRulesVersionAsync(CancellationToken ct)
    {
        var version = await RulesVersions.SingleOrDefaultAsync(ct);
        if (version is null) Add(RulesVersion.First(TenantId));
        else version.Raise();
    }
}

/// <summary>Holds the PostgreSQL migrations; features see only the base.</summary>
public sealed class PostgresConsent(DbContextOptions<PostgresConsent> options, TenantScope tenant) : ConsentDbContext(options, tenant);
