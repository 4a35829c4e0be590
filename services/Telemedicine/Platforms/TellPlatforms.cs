using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Platform.Work;

namespace Telemedicine.Platforms;

/// <summary>Makes the calls to platforms that are due, each by one replica.</summary>
public sealed class TellPlatforms(IServiceScopeFactory scopes, TimeProvider clock, ILogger<TellPlatforms> log) : DueWork<TelemedicineDbContext, TellPlatform>(scopes, clock, log)
{
    private readonly TimeProvider _clock = clock;

    /// <summary>The version this process claimed of each call it makes.</summary>
    private readonly ConcurrentDictionary<Guid, int> _held = new();

    protected override IQueryable<Due> Find(TelemedicineDbContext db, DateTimeOffset now) =>
        db.Dispatches.Where(d => d.NextAttemptAt <= now && d.State == DispatchState.Waiting).OrderBy(d => d.NextAttemptAt).Select(d => new Due { Id = d.Id, TenantId = d.TenantId });

    protected override Task HandleAsync(TellPlatform act, Guid id, CancellationToken ct)
    {
        _held.TryRemove(id, out _);
        return act.RunAsync(id, version => _held[id] = version, ct);
    }

    protected override Task RenewAsync(TelemedicineDbContext db, Guid id, CancellationToken ct)
    {
        if (!_held.TryGetValue(id, out var version)) return Task.CompletedTask;
        var until = _clock.GetUtcNow() + HeldClaim.Lease;
        return db.Dispatches.Where(d => d.Id == id && d.Version == version && d.State == DispatchState.Waiting).ExecuteUpdateAsync(set => set.SetProperty(d => d.NextAttemptAt, until), ct);
    }

    protected override Task GiveBackAsync(TellPlatform act, Guid id, bool overtaken, CancellationToken ct) =>
        _held.TryRemove(id, out var version) ? act.GiveBackAsync(id, version, ct) : Task.CompletedTask;
}
