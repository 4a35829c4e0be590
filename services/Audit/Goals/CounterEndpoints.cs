using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Audit.Goals;

internal static class CounterEndpoints
{
    public static void MapCounters(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/counters", List).RequireAuthorization("audit:read").WithTags("Objectifs")
            .WithSummary("Personnes pour lesquelles chaque objectif est atteint, événements réels et de recette à part");

    private static async Task<Ok<List<CounterView>>> List(AuditDbContext db, CancellationToken ct) =>
        TypedResults.Ok(await db.Evidence.AsNoTracking().Where(evidence => evidence.Reached)
            .GroupBy(evidence => new { evidence.Environment, evidence.Goal })
            .OrderBy(group => group.Key.Environment).ThenBy(group => group.Key.Goal)
            .Select(group => new CounterView(group.Key.Environment, group.Key.Goal, group.Count())).ToListAsync(ct));
}

/// <summary>How many persons a goal is reached for.</summary>
/// <param name="Environment">real or test.</param>
internal sealed record CounterView(string Environment, string Goal, int Persons);
