using Audit.Trail;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Audit.Goals;

internal static class CounterEndpoints
{
    public static void MapCounters(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/counters", List).RequireAuthorization("audit:read").WithTags("Objectifs")
            .WithSummary("Personnes pour lesquelles chaque objectif est atteint, parmi celles que vous pouvez connaître ; événements réels et de recette à part");

    /// <summary>Who answers for the whole organisation counts everybody; anybody else the persons they may know.</summary>
    private static async Task<Ok<List<CounterView>>> List(TrailRights rights, AuditDbContext db, CancellationToken ct)
    {
        var reached = db.Evidence.AsNoTracking().Where(evidence => evidence.Reached);
        if (await rights.MayReadAsync(null, ct))
            return TypedResults.Ok(await reached.GroupBy(evidence => new { evidence.Environment, evidence.Goal }).OrderBy(group => group.Key.Environment).ThenBy(group => group.Key.Goal)
                .Select(group => new CounterView(group.Key.Environment, group.Key.Goal, group.Count())).ToListAsync(ct));

        var known = await rights.KnownAsync(await reached.Select(evidence => evidence.UsagerId).Distinct().ToListAsync(ct), ct);
        var counted = (await reached.ToListAsync(ct)).Where(evidence => known.Contains(evidence.UsagerId)).GroupBy(evidence => (evidence.Environment, evidence.Goal));
        return TypedResults.Ok(counted.OrderBy(group => group.Key.Environment, StringComparer.Ordinal).ThenBy(group => group.Key.Goal, StringComparer.Ordinal)
            .Select(group => new CounterView(group.Key.Environment, group.Key.Goal, group.Count())).ToList());
    }
}

/// <summary>How many persons a goal is reached for.</summary>
/// <param name="Environment">real or test.</param>
internal sealed record CounterView(string Environment, string Goal, int Persons);
