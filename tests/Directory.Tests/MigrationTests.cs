using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Platform;
using Xunit;

namespace HealthDirectory.Tests;

public sealed class MigrationTests(DirectoryApi api) : IClassFixture<DirectoryApi>
{
    [Fact]
    public void The_model_has_not_changed_without_a_migration()
    {
        using var scope = api.Provider.CreateScope();
        var tenant = scope.ServiceProvider.GetRequiredService<TenantScope>();

        Assert.False(scope.ServiceProvider.GetRequiredService<DirectoryDbContext>().Database.HasPendingModelChanges());
        using var sqlite = new DirectoryDbContext(new DbContextOptionsBuilder<DirectoryDbContext>().UseSqlite("Data Source=:memory:").Options, tenant);
        Assert.False(sqlite.Database.HasPendingModelChanges());
        using var postgres = new PostgresDirectory(new DbContextOptionsBuilder<PostgresDirectory>().UseNpgsql("Host=nowhere").Options, tenant);
        Assert.False(postgres.Database.HasPendingModelChanges());
    }
}
