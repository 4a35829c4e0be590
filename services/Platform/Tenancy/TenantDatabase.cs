using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Platform.Events;

namespace Platform;

public static class TenantDatabase
{
    /// <summary>
    /// SQLite when the connection string names a data source, PostgreSQL when it names a host. Migrates at start and
    /// relays the outbox.
    /// </summary>
    /// <typeparam name="TContext">What features see; owns the SQLite migrations.</typeparam>
    /// <typeparam name="TPostgres">Adds nothing but the PostgreSQL migrations.</typeparam>
    public static void AddTenantDatabase<TContext, TPostgres>(this WebApplicationBuilder builder, string name)
        where TContext : TenantDbContext
        where TPostgres : TContext
    {
        var connection = builder.Configuration.GetConnectionString(name) ?? throw new InvalidOperationException($"ConnectionStrings:{name} is missing.");
        // Options made once: made anew for each context they cost as much as a small query.
        if (IsPostgres(connection))
        {
            // Statements are prepared once a connection. Nothing is reset when one goes back to the pool: who takes it says its tenant first (TenantOnConnection).
            connection = new NpgsqlConnectionStringBuilder(connection) { MaxAutoPrepare = 100, AutoPrepareMinUsages = 2, NoResetOnClose = true }.ToString();
            builder.Services.AddDbContext<TContext, TPostgres>(options => ModelOfReach.Use(options)
                .UseNpgsql(connection, npgsql => npgsql.EnableRetryOnFailure(0))
                .AddInterceptors(new TenantOnConnection(), FactsOnCommit.Instance), optionsLifetime: ServiceLifetime.Singleton);
        }
        else
        {
            // SQLite holds the thread that asks it. On two cores two that wait for the disk would leave nobody to answer until the pool wonders, half a second later.
            ThreadPool.GetMinThreads(out var threads, out var ports);
            ThreadPool.SetMinThreads(Math.Max(threads, 8), ports);
            var file = new SqliteConnectionStringBuilder(connection) { DefaultTimeout = 30, Pooling = true };
            if (Path.GetDirectoryName(file.DataSource) is { Length: > 0 } folder) Directory.CreateDirectory(folder);
            builder.Services.AddDbContext<TContext>(options => ModelOfReach.Use(options).UseSqlite(file.ToString()).AddInterceptors(SqliteWaits.Instance, FactsOnCommit.Instance), optionsLifetime: ServiceLifetime.Singleton);
        }

        builder.Services.AddScoped<TenantDbContext>(provider => provider.GetRequiredService<TContext>());
        builder.Services.AddHostedService<DatabaseMigration<TContext>>();
        builder.Services.AddHostedService<OutboxRelay<TContext>>();
    }

    /// <summary>Lets requests that change nothing else share the commits of their lines of the trail.</summary>
    public static IServiceCollection AddSharedTrail<TContext>(this IServiceCollection services) where TContext : TenantDbContext =>
        services.AddSingleton<SharedTrail<TContext>>().AddHostedService(provider => provider.GetRequiredService<SharedTrail<TContext>>());

    internal static bool IsPostgres(string connection) => connection.Contains("Host=", StringComparison.OrdinalIgnoreCase);
}
