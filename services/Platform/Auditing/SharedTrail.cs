using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Platform.Auditing;
using Platform.Events;

namespace Platform;

/// <summary>
/// The lines of the access trail of requests that change nothing else, those of several requests in one commit. A request
/// waits for its own: no line, no answer.
/// </summary>
public sealed class SharedTrail<TContext> : BackgroundService where TContext : TenantDbContext
{
    private readonly IServiceScopeFactory _scopes;
    private readonly TimeProvider _clock;
    private readonly string _service;
    private readonly SharedCommit<IReadOnlyList<OutboxMessage>, bool> _lines;
    private TContext? _db;

    public SharedTrail(IServiceScopeFactory scopes, TimeProvider clock, IServiceProvider provider) =>
        (_scopes, _clock, _service, _lines) = (scopes, clock, provider.GetRequiredService<ServiceName>().Value, new(SaveAsync));

    /// <summary>Returns when the lines are committed.</summary>
    /// <param name="scope">The unit of work: who acts, and for which tenant.</param>
    public Task WriteAsync(TenantScope scope, IEnumerable<Access> accesses, CancellationToken ct)
    {
        var now = _clock.GetUtcNow();
        return _lines.WriteAsync([.. accesses.Select(access => TrailLine.Of(access, scope.Caller, scope.TenantId, _service, now))], ct);
    }

    // One context for all lots: nothing is tracked in it, and each lot opens and ends its own transaction.
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var scope = _scopes.CreateAsyncScope();
        using var _ = scope.ServiceProvider.GetRequiredService<TenantScope>().EnterSystem();
        _db = scope.ServiceProvider.GetRequiredService<TContext>();
        if (_db.Database.IsSqlite()) await _db.Database.OpenConnectionAsync(stoppingToken);
        await _lines.RunAsync(stoppingToken);
    }

    private async Task<IReadOnlyList<bool>> SaveAsync(IReadOnlyList<IReadOnlyList<OutboxMessage>> lines)
    {
        await _db!.CommitAsync([.. lines.SelectMany(one => one)], CancellationToken.None);
        return new bool[lines.Count];
    }
}
