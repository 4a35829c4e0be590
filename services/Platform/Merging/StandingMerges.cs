using Microsoft.EntityFrameworkCore;

namespace Platform.Merging;

/// <summary>Who goes on as whom in one tenant, read once.</summary>
public sealed class StandingMerges
{
    // Nobody is merged on and on: a ring of wrong facts must not hold a request for ever.
    private const int Longest = 50;
    private readonly Dictionary<Guid, Guid> _keptBy;

    private StandingMerges(Dictionary<Guid, Guid> keptBy) => _keptBy = keptBy;

    public static async Task<StandingMerges> ReadAsync(TenantDbContext db, CancellationToken ct) =>
        new(await db.Set<SubjectMerge>().AsNoTracking().Where(m => m.UndoneAt == null).ToDictionaryAsync(m => m.AbsorbedId, m => m.KeptId, ct));

    /// <summary>Each absorbed subject with the one that its merge names.</summary>
    public IReadOnlyDictionary<Guid, Guid> KeptBy => _keptBy;

    /// <summary>Who has the rows of a subject now.</summary>
    public Guid Now(Guid subject)
    {
        for (var steps = 0; steps < Longest && _keptBy.TryGetValue(subject, out var kept); steps++) subject = kept;
        return subject;
    }

    /// <summary>The subject goes on as another one.</summary>
    public bool Absorbed(Guid subject) => _keptBy.ContainsKey(subject);

    /// <summary>The subject, and all that are merged into it.</summary>
    public IReadOnlySet<Guid> WithAbsorbed(Guid subject)
    {
        var with = new HashSet<Guid> { subject };
        while (_keptBy.Where(pair => with.Contains(pair.Value) && !with.Contains(pair.Key)).Select(pair => pair.Key).ToList() is { Count: > 0 } more) with.UnionWith(more);
        return with;
    }
}
