using Microsoft.EntityFrameworkCore;
using Platform;
using Platform.Events;

namespace Sso.Clients;

/// <summary>Keeps which assertions have served, on disk before anything is given for them: on any replica the second use is refused.</summary>
public sealed class UsedAssertions : BackgroundService
{
    private readonly IServiceScopeFactory _scopes;
    private readonly SharedCommit<(string Id, DateTime ForgetAt), bool> _uses;

    public UsedAssertions(IServiceScopeFactory scopes) => (_scopes, _uses) = (scopes, new(SaveAsync));

    /// <summary>False when the assertion has served before.</summary>
    public Task<bool> FirstUseAsync(string id, DateTimeOffset forgetAt, CancellationToken ct) => _uses.WriteAsync((id, forgetAt.UtcDateTime), ct);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => _uses.RunAsync(stoppingToken);

    private async Task<IReadOnlyList<bool>> SaveAsync(IReadOnlyList<(string Id, DateTime ForgetAt)> uses)
    {
        await using var scope = _scopes.CreateAsyncScope();
        using var _ = scope.ServiceProvider.GetRequiredService<TenantScope>().EnterSystem();
        var db = scope.ServiceProvider.GetRequiredService<SsoDbContext>();
        await using var change = await db.Database.BeginTransactionAsync(CancellationToken.None);
        var first = new bool[uses.Count];
        // In one order, so that two replicas never wait for each other.
        foreach (var i in Enumerable.Range(0, uses.Count).OrderBy(i => uses[i].Id, StringComparer.Ordinal))
        {
            var (id, forgetAt) = uses[i];
            first[i] = await db.Database.ExecuteSqlAsync($"""INSERT INTO "UsedAssertions" ("Id", "ForgetAt") VALUES ({id}, {forgetAt}) ON CONFLICT DO NOTHING""", CancellationToken.None) == 1;
        }
        await change.CommitAsync(CancellationToken.None);
        return first;
    }
}
