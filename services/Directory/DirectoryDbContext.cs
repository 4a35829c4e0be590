using HealthDirectory.Absences;
using HealthDirectory.Annuaire;
using HealthDirectory.Employment;
using HealthDirectory.Mailboxes;
using HealthDirectory.MobileTeams;
using HealthDirectory.Professionals;
using HealthDirectory.Structures;
using HealthDirectory.Tasks;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace HealthDirectory;

public class DirectoryDbContext(DbContextOptions options, TenantScope tenant) : TenantDbContext(options, tenant)
{
    public DbSet<Organisation> Organisations => Set<Organisation>();
    public DbSet<Establishment> Establishments => Set<Establishment>();
    public DbSet<Professional> Professionals => Set<Professional>();
    public DbSet<Situation> Situations => Set<Situation>();
    public DbSet<LegalEntity> LegalEntities => Set<LegalEntity>();
    public DbSet<EmploymentContract> Contracts => Set<EmploymentContract>();
    public DbSet<Absence> Absences => Set<Absence>();
    public DbSet<RegisterCheck> RegisterChecks => Set<RegisterCheck>();
    public DbSet<MobileTeam> MobileTeams => Set<MobileTeam>();
    public DbSet<MailboxDelegation> MailboxDelegations => Set<MailboxDelegation>();
    public DbSet<Mailbox> Mailboxes => Set<Mailbox>();
    public DbSet<OpenedMailbox> OpenedMailboxes => Set<OpenedMailbox>();
    public DbSet<TeamTask> Tasks => Set<TeamTask>();
}

/// <summary>Holds the PostgreSQL migrations; features see only the base.</summary>
public sealed class PostgresDirectory(DbContextOptions<PostgresDirectory> options, TenantScope tenant) : DirectoryDbContext(options, tenant);
