using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
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
            builder.Services.AddDbContext<TContext, TPostgres>(options => options
                .UseNpgsql(connection, npgsql => npgsql.EnableRetryOnFailure(0))
                .AddInterceptors(new TenantOnConnection(), FactsOnCommit.Instance), optionsLifetime: ServiceLifetime.Singleton);
        }
        else
        {
            var file = new SqliteConnectionStringBuilder(connection) { DefaultTimeout = 30, Pooling = true };
            if (Path.GetDirectoryName(file.DataSource) is { Length: > 0 } folder) Directory.CreateDirectory(folder);
            builder.Services.AddDbContext<TContext>(options => options.UseSqlite(file.ToString()).AddInterceptors(SqliteWaits.Instance, FactsOnCommit.Instance), optionsLifetime: ServiceLifetime.Singleton);
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
