using Identity.Campaigns;
using Identity.History;
using Identity.Insi;
using Identity.Mastery;
using Identity.Matching;
using Identity.Proofs;
using Identity.Usagers;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Identity;

public class IdentityDbContext(DbContextOptions options, TenantScope scope) : TenantDbContext(options, scope)
{
    public DbSet<Usager> Usagers => Set<Usager>();
    public DbSet<MatchKey> MatchKeys => Set<MatchKey>();
    public DbSet<PotentialDuplicate> PotentialDuplicates => Set<PotentialDuplicate>();
    public DbSet<HeldIns> HeldIns => Set<HeldIns>();
    public DbSet<InsiCall> InsiCalls => Set<InsiCall>();
    public DbSet<ProofRecord> Proofs => Set<ProofRecord>();
    public DbSet<HistoryEntry> History => Set<HistoryEntry>();
    public DbSet<IdentityMaster> Masters => Set<IdentityMaster>();
    public DbSet<QualificationCampaign> Campaigns => Set<QualificationCampaign>();
    public DbSet<CampaignEntry> CampaignEntries => Set<CampaignEntry>();
    public DbSet<TraitProposal> Proposals => Set<TraitProposal>();
}

/// <summary>Holds the PostgreSQL migrations; features see only the base.</summary>
public sealed class PostgresIdentity(DbContextOptions<PostgresIdentity> options, TenantScope scope) : IdentityDbContext(options, scope);
