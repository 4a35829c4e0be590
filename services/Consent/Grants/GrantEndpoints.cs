using System.ComponentModel.DataAnnotations;
using Consent.Consents;
using Consent.Deciding;
using Consent.Measures;
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
        group.MapPost("", Give).RequireAuthorization("consent:write").WithSummary("Ouvre un accès à la personne, à un proche, à un parent ou à un représentant").ProducesProblem(409);
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

    private static async Task<Created<GrantView>> Give(Guid usagerId, GrantRequest request, Team team, TenantRules rules, ConsentDbContext db, TimeProvider clock, CancellationToken ct)
    {
        await team.RequireToOpenAsync(usagerId, herWill: true, ct);
        RecordConsent.Require(request.HiddenCategories ?? [], []);
        var now = clock.GetUtcNow();
        var person = (await rules.ReadAsync(db.TenantId, ct)).Person(usagerId);
        if (request.Holder == GrantHolder.Parent && !WhoDecides.IsMinor(person, now))
            throw new RuleBrokenException("parent-of-adult", "La personne est majeure : ses parents n'ont d'accès que si elle le leur accorde, comme proches. Recueillez son accord, puis inscrivez-les comme proches.");
        if (request.MeasureId is { } measure && !Array.Exists(person.Measures, m => m.Id == measure && m.InForceAt(now)))
            throw new RuleBrokenException("measure-expired", "Cette mesure n'est plus en cours : demandez le jugement qui la renouvelle.");
        // One account is one person's: else whoever holds it would be two persons to the platform.
        if (request.Holder == GrantHolder.Person && await db.AccessGrants.AnyAsync(g => g.Holder == GrantHolder.Person && g.Account == request.Account && g.UsagerId != usagerId && g.RevokedAt == null, ct))
            throw new RuleBrokenException("account-of-another", "Ce compte est déjà celui d'une autre personne. Vérifiez l'identifiant, ou retirez d'abord l'autre autorisation.");
        var grant = AccessGrant.Give(db.TenantId, usagerId, new(request.Holder, request.Account, request.Name, request.Relation ?? "", request.Scopes ?? [], request.HiddenCategories ?? [], request.Level,
            request.MeasureId, request.AgreedByPerson, request.Proof, request.From, request.To), now);
        db.Add(grant);
        await SaveAsync(db, grant, grant.Given(now), "grant.give", ct);
        return TypedResults.Created($"/usagers/{usagerId}/grants/{grant.Id}", GrantView.Of(grant));
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
        await SaveAsync(db, grant, grant.Revoke(clock.GetUtcNow()), "grant.revoke", ct);
        return TypedResults.NoContent();
    }

    private static async Task SaveAsync(ConsentDbContext db, AccessGrant grant, ConsentChanged fact, string act, CancellationToken ct)
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
    Guid? MeasureId, bool AgreedByPerson, string Proof, DateTimeOffset StartsAt, DateTimeOffset? EndsAt, DateTimeOffset? ReviewAt, DateTimeOffset? RevokedAt, int Version)
{
    /// <param name="g">The grant.</param>
    /// <param name="minimal">Who and what; not the account, nor the proof.</param>
    public static GrantView Of(AccessGrant g, bool minimal = false) => new(g.Id, g.UsagerId, g.Holder, minimal ? "" : g.Account, g.Name, g.Relation, g.Scopes, g.HiddenCategories, g.Level, g.MeasureId, g.AgreedByPerson,
        minimal ? "" : g.Proof, g.StartsAt, g.EndsAt, g.ReviewAt, g.RevokedAt, g.Version);
}
