using Identity.Rights;
using Identity.Traits;
using Identity.Usagers;
using Microsoft.EntityFrameworkCore;

namespace Identity.Matching;

/// <summary>A person already known, how alike, and trait by trait in what.</summary>
public sealed record SimilarUsager(Guid UsagerId, string Ipp, double Score, string Status, Guid? EstablishmentId, Guid? UnitId, TraitsView Traits, IReadOnlyList<TraitDifference> Differences);

/// <summary>Finds the people of the tenant who resemble given traits: by key, then by score. Never decides that two are one.</summary>
public sealed class SimilarUsagers(IdentityDbContext db, Lookalikes lookalikes, IdentityRights rights)
{
    public const int Most = 10;

    /// <summary>Of those who share a key with five traits, the score looks at so many, who share most.</summary>
    public const int MostCompared = 200;

    private const int Lot = 50;
    private const double WorthNaming = 0.5;

    /// <summary>Those to look at before anything is created, before any right is looked at: the check must see the whole tenant.</summary>
    public Task<IReadOnlyList<(Lookalike Who, double Score)>> ResemblingAsync(StrictTraits traits, string? usedName, CancellationToken ct) =>
        RankAsync(Fingerprint.Of(traits, usedName), Similarity.WorthShowing, ct);

    /// <summary>The best for five traits.</summary>
    public Task<IReadOnlyList<(Lookalike Who, double Score)>> FindAsync(Fingerprint typed, CancellationToken ct) => RankAsync(typed, Similarity.WorthFinding, ct);

    /// <summary>The best for a few traits: all who share the name or the date are compared, for no second key tells them apart.</summary>
    public Task<IReadOnlyList<(Lookalike Who, double Score)>> AnsweringAsync(Fingerprint partial, CancellationToken ct) => RankAsync(partial, BlockingKeys.Asked(partial), long.MaxValue, WorthNaming, ct);

    /// <summary>The ten best that the caller may read: who may not be seen takes the place of nobody.</summary>
    public async Task<IReadOnlyList<(Usager Usager, double Score)>> ReadableAsync(IReadOnlyList<(Lookalike Who, double Score)> found, CancellationToken ct)
    {
        var shown = new List<(Lookalike Who, double Score)>();
        foreach (var lot in found.Chunk(Lot))
        {
            shown.AddRange(await rights.KeepReadableAsync(lot, p => (p.Who.UsagerId, p.Who.EstablishmentId, p.Who.UnitId), ct));
            if (shown.Count >= Most) break;
        }
        if (shown.Count == 0) return [];
        var ids = shown.Take(Most).Select(p => p.Who.UsagerId).ToList();
        var people = await db.Usagers.AsNoTracking().Where(u => ids.Contains(u.Id)).ToDictionaryAsync(u => u.Id, ct);
        return [.. shown.Where(p => people.ContainsKey(p.Who.UsagerId)).Select(p => (people[p.Who.UsagerId], p.Score))];
    }

    public static SimilarUsager Show(Usager usager, double score, StrictTraits? typed) => new(
        usager.Id, usager.Ipp, score, Qualification.IdentityStatusNames.Code(usager.Status), usager.EstablishmentId, usager.UnitId, UsagerViews.Traits(usager),
        typed is null ? [] : TraitComparison.Compare(usager.Traits, typed));

    private Task<IReadOnlyList<(Lookalike Who, double Score)>> RankAsync(Fingerprint typed, double from, CancellationToken ct) => RankAsync(typed, BlockingKeys.Searched(typed), MostCompared, from, ct);

    private async Task<IReadOnlyList<(Lookalike Who, double Score)>> RankAsync(Fingerprint typed, IReadOnlyList<long> keys, long compared, double from, CancellationToken ct)
    {
        var near = await lookalikes.FindAsync(db.TenantId, keys, compared, ct);
        return [.. near.Select(who => (Who: who, Score: Similarity.Score(typed, who.Print))).Where(p => p.Score >= from).OrderByDescending(p => p.Score).ThenBy(p => p.Who.UsagerId)];
    }

    /// <summary>Writes the keys of a usager anew, in the same save as the traits.</summary>
    public async Task ReindexAsync(Usager usager, CancellationToken ct)
    {
        var kept = await db.MatchKeys.Where(k => k.UsagerId == usager.Id).ToListAsync(ct);
        var wanted = MatchKey.Of(usager).ToDictionary(k => k.Key);
        db.MatchKeys.RemoveRange(kept.Where(k => !wanted.ContainsKey(k.Key)));
        db.MatchKeys.AddRange(wanted.Values.ExceptBy(kept.Select(k => k.Key), k => k.Key));
    }
}
