using Billing.Attendance;
using Billing.Exports;
using Billing.Ledger;
using Billing.Parameters;
using Billing.Periods;
using Billing.Prices;
using Billing.Stays;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Billing;

public class BillingDbContext(DbContextOptions options, TenantScope tenant) : TenantDbContext(options, tenant)
{
    public DbSet<Stay> Stays => Set<Stay>();
    public DbSet<PriceTable> PriceTables => Set<PriceTable>();
    public DbSet<BillingParameters> Parameters => Set<BillingParameters>();
    public DbSet<KnownAbsence> Absences => Set<KnownAbsence>();
    public DbSet<KnownAttendance> Attendances => Set<KnownAttendance>();
    public DbSet<KnownTransport> Transports => Set<KnownTransport>();
    public DbSet<KnownOccurrence> Occurrences => Set<KnownOccurrence>();
    public DbSet<KnownPerson> Persons => Set<KnownPerson>();
    public DbSet<BillingEvent> Events => Set<BillingEvent>();
    public DbSet<LedgerHead> Heads => Set<LedgerHead>();
    public DbSet<Unsettled> Unsettled => Set<Unsettled>();
    public DbSet<Waiver> Waivers => Set<Waiver>();
    public DbSet<BillingPeriod> Periods => Set<BillingPeriod>();
    public DbSet<AccountingExport> Exports => Set<AccountingExport>();

    protected override bool FollowsMerges => true;
}

/// <summary>Holds the PostgreSQL migrations; features see only the base.</summary>
public sealed class PostgresBilling(DbContextOptions<PostgresBilling> options, TenantScope tenant) : BillingDbContext(options, tenant);
