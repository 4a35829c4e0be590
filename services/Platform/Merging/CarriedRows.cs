using Microsoft.EntityFrameworkCore;

namespace Platform.Merging;

/// <summary>What goes over with a merge, written down for the way back.</summary>
public sealed class CarriedRows(TenantDbContext db)
{
    /// <summary>Writes down what has gone over; once, however often it goes.</summary>
    public async Task NoteAsync(Guid absorbed, string kind, IEnumerable<Guid> rows, CancellationToken ct)
    {
        var gone = rows.ToHashSet();
        if (gone.Count == 0) return;
        gone.ExceptWith(await db.Set<MovedRow>().AsNoTracking().Where(row => row.AbsorbedId == absorbed && row.Kind == kind).Select(row => row.RowId).ToListAsync(ct));
        gone.ExceptWith(db.Set<MovedRow>().Local.Where(row => row.AbsorbedId == absorbed && row.Kind == kind).Select(row => row.RowId));
        db.AddRange(gone.Select(row => MovedRow.Of(db.TenantId, absorbed, kind, row)));
    }

    /// <returns>How many rows there were.</returns>
    internal async Task<int> CarryAsync(Guid absorbed, Guid into, IReadOnlyList<SubjectRows> kinds, CancellationToken ct)
    {
        var carried = 0;
        foreach (var kind in kinds)
        {
            var rows = await kind.OfAsync(absorbed, ct);
            if (rows.Count == 0) continue;
            await kind.MoveAsync(absorbed, rows, into, ct);
            await NoteAsync(absorbed, kind.Kind, rows, ct);
            carried += rows.Count;
        }
        return carried;
    }
}
