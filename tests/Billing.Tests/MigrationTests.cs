using Billing.Tests.Api;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Platform;

namespace Billing.Tests;

public sealed class MigrationTests(BillingApi api) : IClassFixture<BillingApi>
{
    [Fact]
    public void The_model_and_its_migrations_say_the_same()
    {
        using var scope = api.Provider.CreateScope();

        Assert.False(scope.ServiceProvider.GetRequiredService<BillingDbContext>().Database.HasPendingModelChanges());
    }

    [Fact]
    public void The_PostgreSQL_migrations_say_the_same_too()
    {
        using var scope = api.Provider.CreateScope();
        using var db = new PostgresBilling(new DbContextOptionsBuilder<PostgresBilling>().UseNpgsql("Host=nowhere").Options, scope.ServiceProvider.GetRequiredService<TenantScope>());

        Assert.False(db.Database.HasPendingModelChanges());
    }
}
