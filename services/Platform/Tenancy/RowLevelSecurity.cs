using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Platform;

/// <summary>PostgreSQL enforces the tenant again, under the query filter.</summary>
public static class RowLevelSecurity
{
    /// <summary>Rows of <paramref name="table"/> are visible and writable only for the tenant named by the connection.</summary>
    public static void EnableTenantRowLevelSecurity(this MigrationBuilder migration, string table)
    {
        migration.Sql($"""ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY""");
        migration.Sql($"""ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY""");
        // CASE, because the planner may otherwise cast "*" to a UUID before it looks at it.
        migration.Sql($"""
            CREATE POLICY tenant ON "{table}"
            USING (CASE coalesce(current_setting('app.tenant', true), '') WHEN '*' THEN true WHEN '' THEN false ELSE "TenantId" = current_setting('app.tenant', true)::uuid END)
            WITH CHECK (CASE coalesce(current_setting('app.tenant', true), '') WHEN '*' THEN false WHEN '' THEN false ELSE "TenantId" = current_setting('app.tenant', true)::uuid END)
            """);
    }
}

/// <summary>Tells PostgreSQL the tenant each time a connection is taken. When it cannot, the connection is closed: it knows the tenant of who had it before.</summary>
internal sealed class TenantOnConnection : DbConnectionInterceptor
{
    public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is not TenantDbContext context) return;
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT set_config('app.tenant', $1, false)";
        var parameter = command.CreateParameter();
        parameter.Value = context.AllTenants ? "*" : context.CurrentTenant?.ToString() ?? "";
        command.Parameters.Add(parameter);
        try
        {
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch
        {
            await connection.CloseAsync();
            throw;
        }
    }
}
