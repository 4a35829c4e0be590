using Agenda.Tests.Api;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Platform;

namespace Agenda.Tests;

public sealed class MigrationTests(AgendaApi api) : IClassFixture<AgendaApi>
{
    [Fact]
    public async Task It_is_ready_once_its_database_is_there()
    {
        using var client = api.Anonymous();
        using var reply = await client.GetAsync(new Uri("/health/ready", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.True(reply.IsSuccessStatusCode);
    }

    [Fact]
    public void The_model_and_its_migrations_say_the_same()
    {
        using var scope = api.Provider.CreateScope();

        Assert.False(scope.ServiceProvider.GetRequiredService<AgendaDbContext>().Database.HasPendingModelChanges());
    }

    [Fact]
    public void The_PostgreSQL_migrations_say_the_same_too()
    {
        using var scope = api.Provider.CreateScope();
        using var db = new PostgresAgenda(new DbContextOptionsBuilder<PostgresAgenda>().UseNpgsql("Host=nowhere").Options, scope.ServiceProvider.GetRequiredService<TenantScope>());

        Assert.False(db.Database.HasPendingModelChanges());
    }
}
