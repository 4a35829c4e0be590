using Consent.Delegations;
using Consent.Matrices;
using Consent.Missions;

namespace Consent.Deciding;

/// <summary>
/// A tenant's rules at one moment; never changed. Persons lie in 256 small tables: a change copies one of them and the
/// row of tables, whatever the size of the tenant.
/// </summary>
internal sealed class RulesSnapshot
{
    private const int Shards = 256;
    private readonly Dictionary<Guid, PersonRules>[] _persons;

    private RulesSnapshot(long sequence, Dictionary<Guid, PersonRules>[] persons, TenantWide tenantWide) => (Sequence, _persons, TenantWide) = (sequence, persons, tenantWide);

    /// <summary>Number of the last change that is in it.</summary>
    public long Sequence { get; }

    public TenantWide TenantWide { get; }

    public static RulesSnapshot Of(long sequence, IEnumerable<KeyValuePair<Guid, PersonRules>> persons, TenantWide tenantWide)
    {
        var shards = new Dictionary<Guid, PersonRules>[Shards];
        for (var i = 0; i < Shards; i++) shards[i] = [];
        foreach (var (id, rules) in persons) shards[ShardOf(id)][id] = rules;
        return new(sequence, shards, tenantWide);
    }

    public PersonRules Person(Guid usagerId) => _persons[ShardOf(usagerId)].TryGetValue(usagerId, out var rules) ? rules : PersonRules.Nothing;

    public RulesSnapshot With(long sequence, IReadOnlyCollection<KeyValuePair<Guid, PersonRules>> changed, TenantWide? tenantWide)
    {
        var shards = (Dictionary<Guid, PersonRules>[])_persons.Clone();
        foreach (var shard in changed.GroupBy(change => ShardOf(change.Key)))
        {
            var copy = new Dictionary<Guid, PersonRules>(shards[shard.Key]);
            foreach (var (id, rules) in shard) copy[id] = rules;
            shards[shard.Key] = copy;
        }
        return new(sequence, shards, tenantWide ?? TenantWide);
    }

    private static int ShardOf(Guid id) => id.GetHashCode() & (Shards - 1);
}

/// <summary>What is not one person's: missions of mobile teams, delegations, published matrices, professionals suspended for an abuse.</summary>
internal sealed class TenantWide
{
    private readonly ILookup<Guid, Mission> _missions;
    private readonly ILookup<(Guid From, Guid To), Delegation> _delegations;
    private readonly HashSet<string> _suspended;
    private readonly IReadOnlyDictionary<Guid, Guid> _merged;
    private readonly Dictionary<string, (Matrix Matrix, DateTimeOffset From)[]> _matrices;

    public TenantWide(IReadOnlyList<Mission> missions, IReadOnlyList<Delegation> delegations, IReadOnlyList<MatrixVersion> published, IEnumerable<string> suspended, IReadOnlyDictionary<Guid, Guid> merged)
    {
        _merged = merged;
        _missions = missions.SelectMany(mission => mission.UsagerIds.Select(usager => (usager, mission))).ToLookup(pair => pair.usager, pair => pair.mission);
        _delegations = delegations.ToLookup(d => (d.FromSituationId, d.ToSituationId));
        _suspended = suspended.ToHashSet(StringComparer.Ordinal);
        _matrices = published.GroupBy(version => version.Kind, StringComparer.Ordinal).ToDictionary(kind => kind.Key,
            kind => kind.OrderByDescending(version => version.EffectiveAt).ThenByDescending(version => version.Number).Select(version => (version.Matrix(), version.EffectiveAt)).ToArray(), StringComparer.Ordinal);
    }

    public static TenantWide Empty { get; } = new([], [], [], [], new Dictionary<Guid, Guid>());

    public IEnumerable<Mission> Missions(Guid usagerId) => _missions[usagerId];
    public IEnumerable<Delegation> Delegations(Guid from, Guid to) => _delegations[(from, to)];
    public bool Suspended(string professionalId) => _suspended.Count > 0 && _suspended.Contains(professionalId);

    /// <summary>The identity that goes on for one that was absorbed; null for one that stands by itself.</summary>
    public Guid? GoesOnAs(Guid usagerId)
    {
        if (_merged.Count == 0 || !_merged.TryGetValue(usagerId, out var kept)) return null;
        for (var steps = 0; steps < 50 && _merged.TryGetValue(kept, out var next); steps++) kept = next;
        return kept;
    }

    /// <summary>The matrix that applies now to establishments of a kind.</summary>
    public Matrix MatrixOf(string kind, DateTimeOffset now)
    {
        if (_matrices.TryGetValue(kind, out var versions))
            foreach (var (matrix, from) in versions)
                if (from <= now) return matrix;
        return Matrix.Defaults[kind];
    }
}
