using Consent.BreakGlass;
using Consent.CareCircles;
using Consent.Consents;
using Consent.Deadlines;
using Consent.Deciding;
using Consent.Delegations;
using Consent.Grants;
using Consent.Matrices;
using Consent.Measures;
using Consent.Missions;
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
    public DbSet<PersonConsent> Consents => Set<PersonConsent>();
    public DbSet<SharingNeed> SharingNeeds => Set<SharingNeed>();
    public DbSet<LegalMeasure> LegalMeasures => Set<LegalMeasure>();
    public DbSet<AccessGrant> AccessGrants => Set<AccessGrant>();
    public DbSet<Opening> Openings => Set<Opening>();
    public DbSet<Mission> Missions => Set<Mission>();
    public DbSet<Delegation> Delegations => Set<Delegation>();
    public DbSet<MatrixVersion> MatrixVersions => Set<MatrixVersion>();
    public DbSet<DecisionTally> DecisionTallies => Set<DecisionTally>();
    public DbSet<DeadlineNotice> DeadlineNotices => Set<DeadlineNotice>();
    public DbSet<RulesVersion> RulesVersions => Set<RulesVersion>();
    public DbSet<RulesChange> RulesChanges => Set<RulesChange>();

    protected override bool FollowsMerges => true;

    private readonly HashSet<Guid> _rulesOf = [];

    /// <summary>Marks that the person's rules change with the next save: every replica compares the number before it answers.</summary>
    public void RaiseRules(Guid usagerId) => _rulesOf.Add(usagerId);

    /// <summary>The same for what is not one person's: missions, delegations, matrices.</summary>
    public void RaiseTenantRules() => _rulesOf.Add(Guid.Empty);

    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        if (_rulesOf.Count == 0) return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);

        Guid[] changed = [.. _rulesOf.Order()];
        _rulesOf.Clear();
        if (Database.CurrentTransaction is not null)
        {
            await RulesVersion.RaiseAsync(this, TenantId, changed, cancellationToken);
            return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        }
        await using var change = await Database.BeginTransactionAsync(cancellationToken);
        await RulesVersion.RaiseAsync(this, TenantId, changed, cancellationToken);
        var written = await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        await change.CommitAsync(cancellationToken);
        this.GetService<OutboxSignal>().Raise();
        return written;
    }
}

/// <summary>Holds the PostgreSQL migrations; features see only the base.</summary>
public sealed class PostgresConsent(DbContextOptions<PostgresConsent> options, TenantScope tenant) : ConsentDbContext(options, tenant);
