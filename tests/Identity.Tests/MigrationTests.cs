using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Platform;
using Xunit;

namespace Identity.Tests;

public sealed class MigrationTests(IdentityApi api) : IClassFixture<IdentityApi>
{
    [Fact]
    public void The_model_has_not_changed_without_a_migration()
    {
        using var scope = api.Provider.CreateScope();
        var tenant = scope.ServiceProvider.GetRequiredService<TenantScope>();

        Assert.False(scope.ServiceProvider.GetRequiredService<IdentityDbContext>().Database.HasPendingModelChanges());
        using var sqlite = new IdentityDbContext(new DbContextOptionsBuilder<IdentityDbContext>().UseSqlite("Data Source=:memory:").Options, tenant);
        Assert.False(sqlite.Database.HasPendingModelChanges());
        using var postgres = new PostgresIdentity(new DbContextOptionsBuilder<PostgresIdentity>().UseNpgsql("Host=nowhere").Options, tenant);
        Assert.False(postgres.Database.HasPendingModelChanges());
    }
}
