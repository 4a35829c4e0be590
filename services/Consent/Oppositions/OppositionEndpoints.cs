using System.ComponentModel.DataAnnotations;
using Consent.Deciding;
using Contracts.Consent;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Consent.Oppositions;

internal static class OppositionEndpoints
{
    public static void MapOppositions(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/oppositions").WithTags("Oppositions").ProducesProblem(400).ProducesProblem(403).ProducesProblem(404);
        group.MapGet("", List).RequireAuthorization("consent:read").WithSummary("Les oppositions d'une personne, levées comprises");
        group.MapPost("", Record).RequireAuthorization("consent:write").WithSummary("Recueille une opposition ; effet immédiat, envois en attente compris");
        group.MapPost("{id:guid}/withdraw", Withdraw).RequireAuthorization("consent:write").WithSummary("Lève une opposition à la demande de la personne").ProducesProblem(409);
    }

    private static async Task<Ok<List<OppositionView>>> List(Guid usagerId, Team team, ConsentDbContext db, CancellationToken ct)
    {
        var minimal = (await team.RequireWillAsync(usagerId, ct)).Minimal;
        var all = await db.Oppositions.AsNoTracking().Where(o => o.UsagerId == usagerId).OrderByDescending(o => o.Id).ToListAsync(ct);
        db.Audit(new("opposition.list", "usager", usagerId.ToString()) { Category = "JUR", UsagerId = usagerId });
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(all.ConvertAll(o => OppositionView.Of(o, minimal)));
    }

    private static async Task<Created<OppositionView>> Record(RecordRequest request, Team team, Caller caller, ConsentDbContext db, TimeProvider clock, CancellationToken ct)
    {
        await team.RequireToRecordAsync(request.UsagerId, opens: false, ct);
        var opposition = Opposition.Record(db.TenantId, request.UsagerId, new(request.Channel, request.Category, request.Recipient, request.ItemId, request.OutsideTeam, request.Everything, request.Leaflet), request.Reason ?? "", caller.SituationId, clock.GetUtcNow());
        db.Add(opposition);
        db.Publish(ConsentChanged.Topic, opposition.Recorded(), opposition.UsagerId);
        db.Audit(new("opposition.record", "opposition", opposition.Id.ToString()) { Category = "JUR", UsagerId = opposition.UsagerId });
        db.RaiseRules(opposition.UsagerId);
        await db.SaveChangesAsync(ct);
        return TypedResults.Created($"/oppositions/{opposition.Id}", OppositionView.Of(opposition, minimal: false));
    }

    private static async Task<Results<NoContent, NotFound>> Withdraw(Guid id, Team team, ConsentDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var opposition = await db.Oppositions.SingleOrDefaultAsync(o => o.Id == id, ct);
        if (opposition is null) return TypedResults.NotFound();
        await team.RequireToRecordAsync(opposition.UsagerId, opens: true, ct);
        db.Publish(ConsentChanged.Topic, opposition.Withdraw(clock.GetUtcNow()), opposition.UsagerId);
        db.Audit(new("opposition.withdraw", "opposition", id.ToString()) { Category = "JUR", UsagerId = opposition.UsagerId });
        db.RaiseRules(opposition.UsagerId);
        await db.SaveChangesAsync(ct);
        return TypedResults.NoContent();
    }
}

public sealed record RecordRequest(Guid UsagerId, [property: AllowedValues("dmp", "mssante", "citizen", "emergency", null)] string? Channel = null,
    [property: RegularExpression("^[A-Z]{3}$")] string? Category = null, [property: StringLength(254)] string? Recipient = null, [property: StringLength(500)] string? Reason = null,
    [property: StringLength(60)] string? ItemId = null, bool OutsideTeam = false, bool Everything = false, [property: StringLength(80)] string? Leaflet = null);

internal sealed record OppositionView(Guid Id, Guid UsagerId, string? Channel, string? Category, string? Recipient, string? ItemId, bool OutsideTeam, bool Everything, string? Leaflet, string Reason, DateTimeOffset RecordedAt, DateTimeOffset? WithdrawnAt)
{
    /// <param name="o">The "no".</param>
    /// <param name="minimal">What it forbids, not why.</param>
    public static OppositionView Of(Opposition o, bool minimal) =>
        new(o.Id, o.UsagerId, o.Channel, o.Category, o.Recipient, o.ItemId, o.OutsideTeam, o.Everything, o.Leaflet, minimal ? "" : o.Reason, o.RecordedAt, o.WithdrawnAt);
}
