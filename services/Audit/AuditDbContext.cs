using Audit.Goals;
using Audit.Trail;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Audit;

public class AuditDbContext(DbContextOptions options, TenantScope tenant) : TenantDbContext(options, tenant)
{
    public DbSet<AccessLine> Lines => Set<AccessLine>();
    public DbSet<ChainBlock> Blocks => Set<ChainBlock>();
    public DbSet<GoalEvidence> Evidence => Set<GoalEvidence>();
}

/// <summary>Holds the PostgreSQL migrations; features see only the base.</summary>
public sealed class PostgresAudit(DbContextOptions<PostgresAudit> options, TenantScope tenant) : AuditDbContext(options, tenant);
