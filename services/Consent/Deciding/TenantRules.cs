using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Consent.Deciding;

/// <summary>
/// The rules of each tenant in memory. Before each answer the version row is compared, so what one replica acknowledged
/// binds the others at once; then only the persons that changed are read again.
/// </summary>
internal sealed class TenantRules(RulesNumbers numbers, IServiceScopeFactory scopes, TimeProvider clock)
{
    private const int MostChanged = 500;
    private readonly ConcurrentDictionary<Guid, Held> _held = new();

    public async Task<RulesSnapshot> ReadAsync(Guid tenant, CancellationToken ct)
    {
        var sequence = await numbers.ReadAsync(tenant, ct);
        var held = _held.GetOrAdd(tenant, static _ => new());
        if (held.Snapshot is { } known && known.Sequence >= sequence) return known;

        await held.Gate.WaitAsync(ct);
        try
        {
            if (held.Snapshot is { } fresh && fresh.Sequence >= sequence) return fresh;
            // Read first, loaded after: what changed meanwhile has a higher number and is loaded again at the next question.
            return held.Snapshot = await BringUpAsync(tenant, held.Snapshot, sequence, ct);
        }
        finally
        {
            held.Gate.Release();
        }
    }

    private async Task<RulesSnapshot> BringUpAsync(Guid tenant, RulesSnapshot? from, long sequence, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        using var _ = scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(tenant);
        var db = scope.ServiceProvider.GetRequiredService<ConsentDbContext>();
        var loader = new RulesLoader(db, clock.GetUtcNow());
        if (from is null) return await loader.AllAsync(sequence, ct);
        var changed = await db.RulesChanges.AsNoTracking().Where(c => c.Sequence > from.Sequence).OrderBy(c => c.Sequence).Select(c => c.UsagerId).Take(MostChanged + 1).ToListAsync(ct);
        if (changed.Count > MostChanged) return await loader.AllAsync(sequence, ct);
        var tenantWide = changed.Remove(Guid.Empty) ? await loader.TenantWideAsync(ct) : null;
        return from.With(sequence, await loader.PersonsAsync(changed, ct), tenantWide);
    }

    private sealed class Held
    {
        public RulesSnapshot? Snapshot { get; set; }
        public SemaphoreSlim Gate { get; } = new(1, 1);
    }
}
