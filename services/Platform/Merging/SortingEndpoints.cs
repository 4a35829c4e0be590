using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Platform.Merging;

public static class SortingEndpoints
{
    /// <summary>Lists what was made between a merge and its undoing, and takes the answer of who sorts it.</summary>
    public static void MapSorting<TContext, TSorting>(this IEndpointRouteBuilder routes, string service) where TContext : TenantDbContext where TSorting : SortingDesk
    {
        var group = routes.MapGroup("/to-sort").WithTags("Fusions défaites");
        group.MapGet("", (Guid? subjectId, HttpContext http, CancellationToken ct) => new RowsToSort(Of<TContext>(http), Of<TSorting>(http)).ListAsync(subjectId, ct)).RequireAuthorization($"{service}:read")
            .WithSummary("Ce qui a été fait entre une fusion d'identités et son annulation, et que quelqu'un doit attribuer");
        group.MapPost("{id:guid}/settle", (Guid id, SettleRequest request, HttpContext http, CancellationToken ct) => new SettleRow(Of<TContext>(http), Of<TSorting>(http), Of<TimeProvider>(http)).SettleAsync(id, request, ct)).RequireAuthorization($"{service}:write")
            .WithSummary("Dit à laquelle des deux personnes l'élément appartient").ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);
    }

    private static T Of<T>(HttpContext http) where T : notnull => http.RequestServices.GetRequiredService<T>();
}
