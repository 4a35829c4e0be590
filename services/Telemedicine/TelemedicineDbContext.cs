using Microsoft.EntityFrameworkCore;
using Platform;

namespace Telemedicine;

public class TelemedicineDbContext(DbContextOptions options, TenantScope tenant) : TenantDbContext(options, tenant)
{
}

/// <summary>Holds the PostgreSQL migrations; features see only the base.</summary>
public sealed class PostgresTelemedicine(DbContextOptions<PostgresTelemedicine> options, TenantScope tenant) : TelemedicineDbContext(options, tenant);
