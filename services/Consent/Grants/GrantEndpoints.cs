using System.ComponentModel.DataAnnotations;
using Consent.Deciding;
using Contracts.Consent;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Consent.Grants;

internal static class GrantEndpoints
{
    public static void MapGrants(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/usagers/{usagerId:guid}/grants").WithTags("Proches et personne").ProducesProblem(400).ProducesProblem(403).ProducesProblem(404);
        group.MapGet("", List).RequireAuthorization("consent:read").WithSummary("Qui, hors des professionnels, accède à quoi");
        group.MapPost("", GiveGrant.Give).RequireAuthorization("consent:write").WithSummary("Ouvre un accès à la personne, à un proche, à un parent ou à un représentant").ProducesProblem(409);
        group.MapPut("{id:guid}/level", SetLevel).RequireAuthorization("consent:write").WithSummary("Fixe le niveau : 0 aucun, 1 consulter, 2 demander, 3 gérer seul (la personne)").ProducesProblem(409).ProducesProblem(412);
        group.MapPost("{id:guid}/revoke", Revoke).RequireAuthorization("consent:write").WithSummary("Retire un accès ; effet immédiat").ProducesProblem(409);
    }

    private static async Task<Ok<List<GrantView>>> List(Guid usagerId, Team team, ConsentDbContext db, CancellationToken ct)
    {
        var minimal = (await team.RequireWillAsync(usagerId, ct)).Minimal;
        var all = await db.AccessGrants.AsNoTracking().Where(g => g.UsagerId == usagerId).OrderByDescending(g => g.Id).ToListAsync(ct);
        db.Audit(new("grant.list", "usager", usagerId.ToString()) { Category = "JUR", UsagerId = usagerId });
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(all.ConvertAll(g => GrantView.Of(g, minimal)));
    }

    private static async Task<Results<Ok<GrantView>, NotFound>> SetLevel(Guid usagerId, Guid id, LevelRequest request, HttpContext http, Team team, ConsentDbContext db, TimeProvider clock, CancellationToken ct)
    {
        await team.RequireToOpenAsync(usagerId, herWill: true, ct);
        var grant = await db.AccessGrants.SingleOrDefaultAsync(g => g.Id == id && g.UsagerId == usagerId, ct);
        if (grant is null) return TypedResults.NotFound();
        http.RequireVersion(grant.Version);
        await SaveAsync(db, grant, grant.SetLevel(request.Level, clock.GetUtcNow()), "grant.level", ct);
        http.SetVersion(grant.Version);
        return TypedResults.Ok(GrantView.Of(grant));
    }

    private static async Task<Results<NoContent, NotFound>> Revoke(Guid usagerId, Guid id, Team team, ConsentDbContext db, TimeProvider clock, CancellationToken ct)
    {
        await team.RequireToRecordAsync(usagerId, opens: false, ct);
        var grant = await db.AccessGrants.SingleOrDefaultAsync(g => g.Id == id && g.UsagerId == usagerId, ct);
        if (grant is null) return TypedResults.NotFound();
        foreach (var behind in await db.AccessGrants.Where(g => g.GaveWayTo == id && g.RevokedAt == null).ToListAsync(ct)) db.Publish(ConsentChanged.Topic, behind.Revoke(clock.GetUtcNow()), behind.UsagerId);
        await SaveAsync(db, grant, grant.Revoke(clock.GetUtcNow()), "grant.revoke", ct);
        return TypedResults.NoContent();
    }

    internal static async Task SaveAsync(ConsentDbContext db, AccessGrant grant, ConsentChanged fact, string act, CancellationToken ct)
    {
        db.Publish(ConsentChanged.Topic, fact, grant.UsagerId);
        db.Audit(new(act, "grant", grant.Id.ToString()) { Category = "JUR", UsagerId = grant.UsagerId });
        db.RaiseRules(grant.UsagerId);
        await db.SaveChangesAsync(ct);
    }
}

public sealed record GrantRequest(GrantHolder Holder, [property: Required, StringLength(120)] string Account, [property: Required, StringLength(160)] string Name, [property: Range(0, 3)] int Level,
    [property: Required, StringLength(200)] string Proof, [property: StringLength(60)] string? Relation = null, [property: MaxLength(4)] IReadOnlyList<GrantScope>? Scopes = null,
    [property: MaxLength(17)] IReadOnlyList<string>? HiddenCategories = null, Guid? MeasureId = null, bool AgreedByPerson = false, DateTimeOffset? From = null, DateTimeOffset? To = null);

public sealed record LevelRequest([property: Range(0, 3)] int Level);

internal sealed record GrantView(Guid Id, Guid UsagerId, GrantHolder Holder, string Account, string Name, string Relation, IReadOnlyList<GrantScope> Scopes, IReadOnlyList<string> HiddenCategories, int Level,
    Guid? MeasureId, bool AgreedByPerson, string Proof, DateTimeOffset StartsAt, DateTimeOffset? EndsAt, DateTimeOffset? ReviewAt, DateTimeOffset? RevokedAt, Guid? GaveWayTo, int Version)
{
    /// <param name="g">The grant.</param>
    /// <param name="minimal">Who and what; not the account, nor the proof.</param>
    public static GrantView Of(AccessGrant g, bool minimal = false) => new(g.Id, g.UsagerId, g.Holder, minimal ? "" : g.Account, g.Name, g.Relation, g.Scopes, g.HiddenCategories, g.Level, g.MeasureId, g.AgreedByPerson,
        minimal ? "" : g.Proof, g.StartsAt, g.EndsAt, g.ReviewAt, g.RevokedAt, g.GaveWayTo, g.Version);
}
