using Microsoft.EntityFrameworkCore;
using Platform;

namespace Agenda;

public class AgendaDbContext(DbContextOptions options, TenantScope tenant) : TenantDbContext(options, tenant)
{
}

/// <summary>Holds the PostgreSQL migrations; features see only the base.</summary>
public sealed class PostgresAgenda(DbContextOptions<PostgresAgenda> options, TenantScope tenant) : AgendaDbContext(options, tenant);
