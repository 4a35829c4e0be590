using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Platform.Merging;

/// <summary>How a service lets its rows be sorted after a merge was undone.</summary>
public abstract class SortingDesk
{
    /// <summary>Who acts.</summary>
    public abstract Guid By { get; }

    /// <summary>Of these subjects, those whose rows the caller may read; asked before anything is counted.</summary>
    public abstract Task<IReadOnlySet<Guid>> ReadableAsync(IReadOnlyCollection<Guid> subjects, CancellationToken ct);

    /// <summary>The caller may change what is the subject's, or is refused.</summary>
    public abstract Task RequireAsync(Guid subject, RowToSort row, CancellationToken ct);

    /// <summary>Makes the row the restored subject's. A row that is moved by hand where it is made is refused.</summary>
    public abstract Task MoveAsync(RowToSort row, Guid from, CancellationToken ct);

    /// <summary>What follows once somebody has said whose it is; a refusal when something else must be sorted first.</summary>
    public virtual Task SettledAsync(RowToSort row, CancellationToken ct) => Task.CompletedTask;
}

/// <param name="GoesTo">restored, or kept.</param>
public sealed record SettleRequest(string GoesTo);

/// <param name="Kind">What it is.</param>
/// <param name="RowId">Its id in the service.</param>
/// <param name="Since">When the two were merged.</param>
public sealed record RowToSortView(Guid Id, Guid RestoredId, Guid KeptId, string Kind, Guid RowId, DateTimeOffset Since, DateTimeOffset FoundAt)
{
    public static RowToSortView Of(RowToSort row) => new(row.Id, row.RestoredId, row.KeptId, row.Kind, row.RowId, row.Since, row.FoundAt);
}

/// <param name="Total">Those that the caller may see.</param>
public sealed record RowsToSortPage(IReadOnlyList<RowToSortView> Items, int Total);

public static class SortingEndpoints
{
    private const int Most = 500;

    /// <summary>Lists what was made between a merge and its undoing, and takes the answer of who sorts it.</summary>
    public static void MapSorting<TContext, TSorting>(this IEndpointRouteBuilder routes, string service) where TContext : TenantDbContext where TSorting : SortingDesk
    {
        var group = routes.MapGroup("/to-sort").WithTags("Fusions défaites");
        group.MapGet("", (Guid? subjectId, HttpContext http, CancellationToken ct) => ListAsync(Of<TContext>(http), Of<TSorting>(http), subjectId, ct)).RequireAuthorization($"{service}:read")
            .WithSummary("Ce qui a été fait entre une fusion d'identités et son annulation, et que quelqu'un doit attribuer");
        group.MapPost("{id:guid}/settle", (Guid id, SettleRequest request, HttpContext http, CancellationToken ct) => SettleAsync(id, request, Of<TContext>(http), Of<TSorting>(http), Of<TimeProvider>(http), ct)).RequireAuthorization($"{service}:write")
            .WithSummary("Dit à laquelle des deux personnes l'élément appartient").ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);
    }

    private static T Of<T>(HttpContext http) where T : notnull => http.RequestServices.GetRequiredService<T>();

    private static async Task<Ok<RowsToSortPage>> ListAsync(TenantDbContext db, SortingDesk sorting, Guid? subjectId, CancellationToken ct)
    {
        var open = await db.Set<RowToSort>().AsNoTracking().Where(r => r.SettledAt == null && (subjectId == null || r.RestoredId == subjectId || r.KeptId == subjectId)
            && !db.Set<SubjectMerge>().Any(m => m.AbsorbedId == r.RestoredId && m.UndoneAt == null)).OrderBy(r => r.Id).Take(Most).ToListAsync(ct);
        var readable = open.Count == 0 ? new HashSet<Guid>() : await sorting.ReadableAsync([.. open.SelectMany(r => new[] { r.RestoredId, r.KeptId }).Distinct()], ct);
        var shown = open.FindAll(r => readable.Contains(r.RestoredId) && readable.Contains(r.KeptId));
        foreach (var person in shown.SelectMany(r => new[] { r.RestoredId, r.KeptId }).Distinct()) db.Audit(new("to-sort.list", "subject", person.ToString()) { UsagerId = person });
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(new RowsToSortPage(shown.ConvertAll(RowToSortView.Of), shown.Count));
    }

    private static async Task<NoContent> SettleAsync(Guid id, SettleRequest request, TenantDbContext db, SortingDesk sorting, TimeProvider clock, CancellationToken ct)
    {
        if (request.GoesTo is not ("restored" or "kept")) throw new BadInputException("goes-to", "Indiquez à qui revient l'élément : restored (la personne rétablie) ou kept (la personne conservée).");
        var row = await db.Set<RowToSort>().SingleOrDefaultAsync(r => r.Id == id, ct) ?? throw new NotFoundException();
        await sorting.RequireAsync(row.RestoredId, row, ct);
        await sorting.RequireAsync(row.KeptId, row, ct);
        await using var change = await db.Database.BeginTransactionAsync(ct);
        var restored = request.GoesTo == "restored";
        row.Settle(restored ? row.RestoredId : row.KeptId, sorting.By, clock.GetUtcNow());
        if (restored) await sorting.MoveAsync(row, await new MergeBook(db).NowAsync(row.KeptId, ct), ct);
        await sorting.SettledAsync(row, ct);
        db.Audit(new("to-sort.settle", row.Kind, row.RowId.ToString()) { UsagerId = row.SettledFor });
        await db.SaveChangesAsync(ct);
        await change.CommitAsync(ct);
        return TypedResults.NoContent();
    }
}
