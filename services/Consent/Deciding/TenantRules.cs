using System.Collections.Concurrent;
using Consent.CareCircles;
using Consent.Oppositions;
using Consent.Places;
using Microsoft.EntityFrameworkCore;

namespace Consent.Deciding;

/// <summary>
/// A tenant's rules in memory. Before each answer the version row is compared, so what one replica acknowledged binds
/// the others at once.
/// </summary>
internal sealed class TenantRules
{
    private readonly ConcurrentDictionary<Guid, Snapshot> _held = new();

    public async Task<Snapshot> ReadAsync(ConsentDbContext db, CancellationToken ct)
    {
        var version = await db.RulesVersions.AsNoTracking().Select(v => v.Stamp).SingleOrDefaultAsync(ct);
        if (_held.TryGetValue(db.TenantId, out var held) && held.Version == version) return held;

        var snapshot = new Snapshot(version,
            (await db.Oppositions.AsNoTracking().Where(o => o.WithdrawnAt == null).ToListAsync(ct)).ToLookup(o => o.UsagerId),
            (await db.CareCircleMembers.AsNoTracking().ToListAsync(ct)).ToLookup(m => m.UsagerId),
            await db.Places.AsNoTracking().ToDictionaryAsync(p => p.UsagerId, ct));
        // Read first, loaded after: what changed meanwhile has another stamp and is loaded at the next question.
        _held[db.TenantId] = snapshot;
        return snapshot;
    }

    internal sealed record Snapshot(Guid Version, ILookup<Guid, Opposition> Oppositions, ILookup<Guid, CareCircleMember> Circles, IReadOnlyDictionary<Guid, UsagerPlace> Places);
}
