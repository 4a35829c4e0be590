using Identity.Rights;
using Identity.Traits;
using Identity.Usagers;
using Microsoft.EntityFrameworkCore;

namespace Identity.Matching;

/// <summary>A person already known, how alike, and trait by trait in what.</summary>
public sealed record SimilarUsager(Guid UsagerId, string Ipp, double Score, string Status, Guid? EstablishmentId, Guid? UnitId, TraitsView Traits, IReadOnlyList<TraitDifference> Differences);

/// <summary>Finds the people of the tenant who resemble given traits: by key, then by score. Never decides that two are one.</summary>
public sealed class SimilarUsagers(IdentityDbContext db, IdentityRights rights)
{
    public const int Most = 10;
    private const int Kept = 50;

    /// <summary>The best candidates before any right is looked at: for checks that must see the whole tenant.</summary>
    public async Task<IReadOnlyList<(Usager Usager, double Score)>> FindAsync(Fingerprint typed, IReadOnlyList<long> keys, double from, CancellationToken ct)
    {
        // Two questions on one connection, which is told the tenant once.
        await db.Database.OpenConnectionAsync(ct);
        try
        {
            return await LoadAsync(await RankAsync(typed, keys, from, ct), ct);
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }

    /// <summary>The ten best that the caller may read: who may not be seen takes the place of nobody.</summary>
    public async Task<IReadOnlyList<(Usager Usager, double Score)>> SearchAsync(Fingerprint typed, IReadOnlyList<long> keys, double from, CancellationToken ct)
    {
        var shown = new List<(Usager, double)>();
        await db.Database.OpenConnectionAsync(ct);
        try
        {
            foreach (var lot in (await RankAsync(typed, keys, from, ct, most: int.MaxValue)).Chunk(Kept))
            {
                shown.AddRange(await ReadableAsync(await LoadAsync(lot, ct), ct));
                if (shown.Count >= Most) break;
            }
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
        return [.. shown.Take(Most)];
    }

    private async Task<IReadOnlyList<(Usager Usager, double Score)>> LoadAsync(IReadOnlyList<(Guid UsagerId, double Score)> best, CancellationToken ct)
    {
        if (best.Count == 0) return [];
        var ids = best.Select(b => b.UsagerId).ToList();
        var people = await db.Usagers.AsNoTracking().Where(u => ids.Contains(u.Id)).ToDictionaryAsync(u => u.Id, ct);
        return [.. best.Where(b => people.ContainsKey(b.UsagerId)).Select(b => (people[b.UsagerId], b.Score))];
    }

    /// <summary>Who shares a key, scored on the few columns that matter; best first.</summary>
    public async Task<IReadOnlyList<(Guid UsagerId, double Score)>> RankAsync(Fingerprint typed, IReadOnlyList<long> keys, double from, CancellationToken ct, int most = Kept)
    {
        var ids = db.MatchKeys.Where(k => keys.Contains(k.Key)).Select(k => k.UsagerId).Distinct();
        var rows = await db.Usagers.AsNoTracking().Where(u => u.Active && ids.Contains(u.Id))
            .Select(u => new { u.Id, u.BirthName, u.FirstGivenName, u.BirthDate, u.Sex, u.BirthPlace, u.Complementary.UsedName }).ToListAsync(ct);
        return [.. rows.Select(r => (r.Id, Score: Similarity.Score(typed, Fingerprint.Stored(r.BirthName, r.FirstGivenName, r.BirthDate, r.Sex, r.BirthPlace, r.UsedName))))
            .Where(r => r.Score >= from).OrderByDescending(r => r.Score).ThenBy(r => r.Id).Take(most)];
    }

    /// <summary>Those worth showing for whole traits.</summary>
    public async Task<IReadOnlyList<(Usager Usager, double Score)>> ResemblingAsync(StrictTraits traits, string? usedName, CancellationToken ct)
    {
        var typed = Fingerprint.Of(traits, usedName);
        return await FindAsync(typed, BlockingKeys.Searched(typed), Similarity.WorthShowing, ct);
    }

    /// <summary>The ten best that the caller may read.</summary>
    public async Task<IReadOnlyList<(Usager Usager, double Score)>> ReadableAsync(IReadOnlyList<(Usager Usager, double Score)> found, CancellationToken ct) =>
        [.. (await rights.KeepReadableAsync(found, p => (p.Usager.Id, p.Usager.EstablishmentId, p.Usager.UnitId), ct)).Take(Most)];

    public static SimilarUsager Show(Usager usager, double score, StrictTraits? typed) => new(
        usager.Id, usager.Ipp, score, Qualification.IdentityStatusNames.Code(usager.Status), usager.EstablishmentId, usager.UnitId, UsagerViews.Traits(usager),
        typed is null ? [] : TraitComparison.Compare(usager.Traits, typed));

    /// <summary>Writes the keys of a usager anew, in the same save as the traits.</summary>
    public async Task ReindexAsync(Usager usager, CancellationToken ct)
    {
        var kept = await db.MatchKeys.Where(k => k.UsagerId == usager.Id).ToListAsync(ct);
        var wanted = MatchKey.Of(usager).ToDictionary(k => k.Key);
        db.MatchKeys.RemoveRange(kept.Where(k => !wanted.ContainsKey(k.Key)));
        db.MatchKeys.AddRange(wanted.Values.ExceptBy(kept.Select(k => k.Key), k => k.Key));
    }
}
