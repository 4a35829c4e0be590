using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Platform.Merging;

/// <param name="RestoredId">Who was restored, as they are known now.</param>
/// <param name="KeptId">Who has the element, as they are known now.</param>
/// <param name="Kind">What it is.</param>
/// <param name="RowId">Its id in the service.</param>
/// <param name="Since">When the two were merged.</param>
public sealed record RowToSortView(Guid Id, Guid RestoredId, Guid KeptId, string Kind, Guid RowId, DateTimeOffset Since, DateTimeOffset FoundAt);

/// <param name="Total">Those that the caller may see.</param>
public sealed record RowsToSortPage(IReadOnlyList<RowToSortView> Items, int Total);

/// <summary>Lists what was made between merges and their undoing and is nobody's for certain, as long as the two are two persons.</summary>
internal sealed class RowsToSort(TenantDbContext db, SortingDesk desk)
{
    private const int Lot = 500, Most = 500;
    private readonly Dictionary<Guid, bool> _readable = [];

    public async Task<Ok<RowsToSortPage>> ListAsync(Guid? subject, CancellationToken ct)
    {
        var standing = await StandingMerges.ReadAsync(db, ct);
        var named = subject is { } one ? standing.WithAbsorbed(one).ToList() : [];
        var (items, total, after) = (new List<RowToSortView>(), 0, Guid.Empty);
        while (true)
        {
            var lot = await db.Set<RowToSort>().AsNoTracking().Where(r => r.SettledAt == null && r.Id > after && (subject == null || named.Contains(r.RestoredId) || named.Contains(r.KeptId))).OrderBy(r => r.Id).Take(Lot).ToListAsync(ct);
            if (lot.Count == 0) break;
            after = lot[^1].Id;
            var shown = await ShownAsync(lot.ConvertAll(r => new RowToSortView(r.Id, standing.Now(r.RestoredId), standing.Now(r.KeptId), r.Kind, r.RowId, r.Since, r.FoundAt)), ct);
            total += shown.Count;
            items.AddRange(shown.Take(Most - items.Count));
        }
        foreach (var person in items.SelectMany(Persons).Distinct()) db.Audit(new("to-sort.list", "subject", person.ToString()) { UsagerId = person });
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(new RowsToSortPage(items, total));
    }

    // Merged again, the two are one person and there is nothing to say.
    private async Task<List<RowToSortView>> ShownAsync(List<RowToSortView> rows, CancellationToken ct)
    {
        var open = rows.FindAll(r => r.RestoredId != r.KeptId);
        var unknown = open.SelectMany(Persons).Distinct().Where(person => !_readable.ContainsKey(person)).ToList();
        if (unknown.Count > 0)
        {
            var readable = await desk.ReadableAsync(unknown, ct);
            foreach (var person in unknown) _readable[person] = readable.Contains(person);
        }
        return open.FindAll(r => Persons(r).All(person => _readable[person]));
    }

    private static Guid[] Persons(RowToSortView row) => [row.RestoredId, row.KeptId];
}
