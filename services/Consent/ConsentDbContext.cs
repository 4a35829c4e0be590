using Consent.CareCircles;
using Consent.Deciding;
using Consent.Oppositions;
using Consent.Places;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Platform;
using Platform.Events;

namespace Consent;

public class ConsentDbContext(DbContextOptions options, TenantScope tenant) : TenantDbContext(options, tenant)
{
    public DbSet<Opposition> Oppositions => Set<Opposition>();
    public DbSet<CareCircleMember> CareCircleMembers => Set<CareCircleMember>();
    public DbSet<UsagerPlace> Places => Set<UsagerPlace>();
    public DbSet<RulesVersion> RulesVersions => Set<RulesVersion>();

    private bool _rulesChange;

    /// <summary>Marks that the tenant's rules change with the next save: every replica compares the stamp before it answers.</summary>
    public void RaiseRulesVersion() => _rulesChange = true;

    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        if (!_rulesChange) return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);

        _rulesChange = false;
        await using var change = await Database.BeginTransactionAsync(cancellationToken);
        await RulesVersion.StampAsync(this, TenantId, cancellationToken);
        var written = await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        await change.CommitAsync(cancellationToken);
        this.GetService<OutboxSignal>().Raise();
        return written;
    }
}

/// <summary>Holds the PostgreSQL migrations; features see only the base.</summary>
public sealed class PostgresConsent(DbContextOptions<PostgresConsent> options, TenantScope tenant) : ConsentDbContext(options, tenant);
