using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Platform;

/// <summary>Brings the schema up to date before the service takes requests.</summary>
internal sealed class DatabaseMigration<TContext>(IServiceScopeFactory scopes) : IHostedService where TContext : TenantDbContext
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        using var _ = scope.ServiceProvider.GetRequiredService<TenantScope>().EnterSystem();
        var db = scope.ServiceProvider.GetRequiredService<TContext>();
        if (db.Database.IsSqlite()) await PrepareFileAsync(db, cancellationToken);
        if ((await db.Database.GetPendingMigrationsAsync(cancellationToken)).Any()) await db.Database.MigrateAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // The embedded file has one process: a lock row that a killed process left behind would stop every later start.
    private static async Task PrepareFileAsync(TContext db, CancellationToken ct)
    {
        await db.Database.ExecuteSqlAsync($"PRAGMA journal_mode=WAL", ct);
        var locked = await db.Database.SqlQuery<int>($"SELECT COUNT(*) AS Value FROM sqlite_master WHERE name = '__EFMigrationsLock'").SingleAsync(ct);
        if (locked > 0) await db.Database.ExecuteSqlAsync($"DELETE FROM \"__EFMigrationsLock\"", ct);
    }
}
