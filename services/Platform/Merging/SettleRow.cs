using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Platform.Merging;

/// <param name="GoesTo">restored, or kept.</param>
public sealed record SettleRequest(string GoesTo);

/// <summary>Somebody says whose a row is that was made between a merge and its undoing.</summary>
internal sealed class SettleRow(TenantDbContext db, SortingDesk desk, TimeProvider clock)
{
    public async Task<NoContent> SettleAsync(Guid id, SettleRequest request, CancellationToken ct)
    {
        if (request.GoesTo is not ("restored" or "kept")) throw new BadInputException("goes-to", "Indiquez à qui revient l'élément : à la personne rétablie ou à la personne conservée.");
        var row = await db.Set<RowToSort>().SingleOrDefaultAsync(r => r.Id == id, ct) ?? throw new NotFoundException();
        var (restored, kept) = await PairAsync(row, ct);
        await desk.RequireAsync(restored, row, ct);
        await desk.RequireAsync(kept, row, ct);

        await using var change = await new MergeBook(db).BeginAsync(ct);
        // Rights were asked about these two: a merge that came in the meantime must not give the row to a third.
        if (await PairAsync(row, ct) != (restored, kept) || restored == kept)
            throw new RuleBrokenException("merged-again", "L'une de ces deux personnes vient d'être fusionnée de nouveau. Rafraîchissez la liste.");
        row.Settle(request.GoesTo == "restored" ? restored : kept, desk.By, clock.GetUtcNow());
        if (request.GoesTo == "restored") await GiveAsync(row, kept, restored, ct);
        await desk.SettledAsync(row, restored, kept, ct);
        db.Audit(new("to-sort.settle", row.Kind, row.RowId.ToString()) { UsagerId = row.SettledFor });
        await db.SaveChangesAsync(ct);
        await change.CommitAsync(ct);
        return TypedResults.NoContent();
    }

    private async Task<(Guid Restored, Guid Kept)> PairAsync(RowToSort row, CancellationToken ct)
    {
        var standing = await StandingMerges.ReadAsync(db, ct);
        return (standing.Now(row.RestoredId), standing.Now(row.KeptId));
    }

    private async Task GiveAsync(RowToSort row, Guid from, Guid to, CancellationToken ct)
    {
        if (!await desk.HasAsync(from, row, ct))
        {
            if (await desk.HasAsync(to, row, ct)) return;   // it is there already
            throw new RuleBrokenException("row-elsewhere", "Cet élément n'appartient plus à aucune de ces deux personnes. Voyez où il se trouve, puis laissez-le à la personne conservée.");
        }
        await desk.MoveAsync(row, from, to, ct);
        if (!desk.Moves(row)) return;
        // The way it had come is not its way back any more; who has absorbed the restored one gives it back with the rest.
        await db.Set<MovedRow>().Where(m => m.Kind == row.Kind && m.RowId == row.RowId).ExecuteDeleteAsync(ct);
        if (to != row.RestoredId) db.Add(MovedRow.Of(db.TenantId, row.RestoredId, row.Kind, row.RowId));
    }
}
