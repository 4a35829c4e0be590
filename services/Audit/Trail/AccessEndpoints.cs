using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Audit.Trail;

internal static class AccessEndpoints
{
    private const int PageSize = 100;

    public static void MapAccesses(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/accesses", List).RequireAuthorization("audit:read").WithTags("Traces").ProducesProblem(400).ProducesProblem(404)
            .WithSummary("Qui a vu, changé ou s'est vu refuser quoi, du plus récent au plus ancien (100 au plus ; suite par before)");

    private static async Task<Results<Ok<List<AccessView>>, NotFound>> List(Guid? usagerId, [StringLength(60)] string? action, [AllowedValues("allowed", "refused", "failed", null)] string? outcome,
        Guid? before, TrailRights rights, AuditDbContext db, CancellationToken ct)
    {
        var allowed = await rights.MayReadAsync(usagerId, ct);
        db.Audit(new("trail.read", "trail", usagerId?.ToString() ?? "all") { Category = "LOG", UsagerId = usagerId, Outcome = allowed ? "allowed" : "refused" });
        await db.SaveChangesAsync(ct);
        if (!allowed) return TypedResults.NotFound();

        var lines = db.Lines.AsNoTracking();
        if (usagerId is { } usager) lines = lines.Where(line => line.UsagerId == usager);
        if (action is { Length: > 0 }) lines = lines.Where(line => line.Action == action);
        if (outcome is { Length: > 0 }) lines = lines.Where(line => line.Outcome == outcome);
        if (before is { } last) lines = lines.Where(line => line.Id < last);
        var page = await lines.OrderByDescending(line => line.Id).Take(PageSize).ToListAsync(ct);
        return TypedResults.Ok(page.Select(AccessView.Of).ToList());
    }
}

/// <summary>A line of the trail.</summary>
internal sealed record AccessView(Guid Id, DateTimeOffset OccurredAt, string Service, string Actor, Guid? SituationId, string Kind, string ClientId, string Action, string Category, Guid? UsagerId,
    string SubjectType, string SubjectId, string Outcome, string ReasonCode, string Rules, string Purpose, string CorrelationId, string Environment, long Block)
{
    public static AccessView Of(AccessLine l) => new(l.Id, l.OccurredAt, l.Service, l.Actor, l.SituationId, l.Kind, l.ClientId, l.Action, l.Category, l.UsagerId,
        l.SubjectType, l.SubjectId, l.Outcome, l.ReasonCode, l.Rules, l.Purpose, l.CorrelationId, l.Environment, l.Block);
}
