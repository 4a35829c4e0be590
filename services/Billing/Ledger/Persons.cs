using Microsoft.EntityFrameworkCore;

namespace Billing.Ledger;

/// <summary>Who somebody is after merges of identities, also when the kept identity was merged in its turn.</summary>
internal sealed class Persons
{
    private readonly Dictionary<Guid, Guid> _mergedInto;
    private readonly Dictionary<Guid, List<Guid>> _absorbed = [];

    private Persons(Dictionary<Guid, Guid> mergedInto)
    {
        _mergedInto = mergedInto;
        foreach (var absorbed in mergedInto.Keys)
        {
            var kept = Of(absorbed);
            if (!_absorbed.TryGetValue(kept, out var all)) _absorbed[kept] = all = [];
            all.Add(absorbed);
        }
    }

    public static async Task<Persons> ReadAsync(BillingDbContext db, CancellationToken ct) =>
        new(await db.Persons.AsNoTracking().Where(p => p.MergedInto != null).ToDictionaryAsync(p => p.UsagerId, p => p.MergedInto!.Value, ct));

    public Guid Of(Guid usagerId)
    {
        for (var steps = 0; steps < 50 && _mergedInto.TryGetValue(usagerId, out var kept); steps++) usagerId = kept;
        return usagerId;
    }

    /// <summary>All the identities that are this person.</summary>
    public IEnumerable<Guid> Identities(Guid usagerId) => _absorbed.TryGetValue(Of(usagerId), out var all) ? [Of(usagerId), .. all] : [Of(usagerId)];
}
