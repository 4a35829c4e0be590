using Consent.Places;
using Microsoft.EntityFrameworkCore;
using Platform.Merging;

namespace Consent.Deciding;

/// <summary>
/// Persons whose identities are merged, or were and are not sorted yet: a "no" of one binds them all, so that no order of news and no
/// mistake about who said it ever opens what somebody closed.
/// </summary>
internal sealed class JointPersons
{
    private static readonly Guid[] Nobody = [];
    private readonly Dictionary<Guid, HashSet<Guid>> _pairs = [];
    private readonly Dictionary<Guid, DateTimeOffset> _since = [];

    /// <summary>What they were given or took back since then may be of either.</summary>
    public IReadOnlyCollection<Guid> InDoubt => _since.Keys;

    /// <summary>A "yes" recorded for one of those in doubt, that nobody has attributed yet.</summary>
    public IReadOnlySet<Guid> Doubtful { get; private init; } = new HashSet<Guid>();

    public static async Task<JointPersons> ReadAsync(ConsentDbContext db, CancellationToken ct)
    {
        var unsorted = await db.Set<RowToSort>().AsNoTracking().Where(r => r.SettledAt == null && (r.Kind == FollowMerges.Wills || r.Kind == FollowMerges.Consent || r.Kind == FollowMerges.Grant)).ToListAsync(ct);
        var standing = await StandingMerges.ReadAsync(db, ct);
        unsorted.RemoveAll(r => standing.Now(r.RestoredId) == standing.Now(r.KeptId));   // merged again: one person, and nothing in doubt
        var joint = new JointPersons { Doubtful = unsorted.Where(r => r.Kind != FollowMerges.Wills).Select(r => r.RowId).ToHashSet() };
        foreach (var (absorbed, kept) in standing.KeptBy) joint.Add(absorbed, kept);
        foreach (var pair in unsorted.Where(r => r.Kind == FollowMerges.Wills))
        {
            joint.Add(pair.RestoredId, pair.KeptId);
            foreach (var person in new[] { pair.RestoredId, pair.KeptId })
                if (!joint._since.TryGetValue(person, out var earlier) || pair.Since < earlier) joint._since[person] = pair.Since;
        }
        return joint;
    }

    /// <summary>These, and all who are joint with one of them.</summary>
    public IReadOnlyCollection<Guid> With(IEnumerable<Guid> persons)
    {
        var all = persons.ToHashSet();
        var next = new Queue<Guid>(all);
        while (next.TryDequeue(out var one))
            foreach (var other in _pairs.TryGetValue(one, out var others) ? others : [])
                if (all.Add(other)) next.Enqueue(other);
        return all;
    }

    /// <summary>The others that this one is joint with.</summary>
    public IEnumerable<Guid> Others(Guid person) => _pairs.ContainsKey(person) ? With([person]).Where(other => other != person) : Nobody;

    /// <summary>It was taken back while nobody could tell this person from another.</summary>
    public bool TakenBackInDoubt(Guid person, DateTimeOffset? takenBack) => _since.TryGetValue(person, out var since) && takenBack >= since;

    private void Add(Guid one, Guid other)
    {
        foreach (var (from, to) in new[] { (one, other), (other, one) })
        {
            if (!_pairs.TryGetValue(from, out var others)) _pairs[from] = others = [];
            others.Add(to);
        }
    }
}
