using Microsoft.EntityFrameworkCore;
using Platform;

namespace Billing;

public class BillingDbContext(DbContextOptions options, TenantScope tenant) : TenantDbContext(options, tenant)
{
}

/// <summary>Holds the PostgreSQL migrations; features see only the base.</summary>
public sealed class PostgresBilling(DbContextOptions<PostgresBilling> options, TenantScope tenant) : BillingDbContext(options, tenant);
