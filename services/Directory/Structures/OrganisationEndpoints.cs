using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace HealthDirectory.Structures;

internal static class OrganisationEndpoints
{
    public static void MapOrganisation(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("").WithTags("Structures").ProducesProblem(400);
        group.MapGet("/organisation", Tree).RequireAuthorization("directory:read").WithSummary("Groupe, organisme gestionnaire, entités juridiques, établissements et unités").ProducesProblem(404);
        group.MapPut("/organisation", Describe).RequireAuthorization("directory:admin").WithSummary("Inscrit ou décrit l'organisme gestionnaire (If-Match pour une modification)").ProducesProblem(412);
        group.MapPut("/legal-entities/{id:guid}", Register).RequireAuthorization("directory:admin").WithSummary("Inscrit ou décrit une entité juridique (If-Match pour une modification)").ProducesProblem(409).ProducesProblem(412);
    }

    private static async Task<Ok<OrganisationView>> Tree(HttpContext http, DirectoryDbContext db, CancellationToken ct)
    {
        var organisation = await db.Organisations.AsNoTracking().SingleOrDefaultAsync(ct) ?? throw new NotFoundException();
        var entities = await db.LegalEntities.AsNoTracking().OrderBy(entity => entity.Name).ToListAsync(ct);
        var open = await db.Establishments.AsNoTracking().Where(e => e.ClosedOn == null).OrderBy(e => e.Name).ToListAsync(ct);
        var main = entities.FirstOrDefault(entity => entity.Finess == organisation.FinessEj)?.Id;
        http.SetVersion(organisation.Version);
        return TypedResults.Ok(new OrganisationView(organisation.TenantId, organisation.Group, organisation.Name, organisation.FinessEj, organisation.Version,
            [.. entities.Select(entity => LegalEntityView.Of(entity, [.. open.Where(e => (e.LegalEntityId ?? main) == entity.Id).Select(EstablishmentView.Of)]))]));
    }

    private static async Task<Ok<OrganisationView>> Describe(OrganisationRequest request, HttpContext http, DirectoryDbContext db, CancellationToken ct)
    {
        var known = await db.Organisations.SingleOrDefaultAsync(ct);
        if (known is null) db.Add(Organisation.Found(db.TenantId, request.Name, request.FinessEj, request.Group ?? ""));
        else
        {
            http.RequireVersion(known.Version);
            known.Describe(request.Name, request.FinessEj, request.Group ?? "");
        }
        db.Audit(new("organisation.describe", "organisation", db.TenantId.ToString()) { Category = "ADM" });
        await db.SaveChangesAsync(ct);
        return await Tree(http, db, ct);
    }

    private static async Task<Results<Ok<LegalEntityView>, Created<LegalEntityView>>> Register(Guid id, LegalEntityRequest request, HttpContext http, DirectoryDbContext db, CancellationToken ct)
    {
        var known = await db.LegalEntities.SingleOrDefaultAsync(entity => entity.Id == id, ct);
        if (known is not null)
        {
            http.RequireVersion(known.Version);
            if (known.Finess != request.Finess) throw new RuleBrokenException("finess-fixed", "Un numéro FINESS ne change pas. Inscrivez une autre entité ou un autre établissement.");
            known.Describe(request.Name, request.Siren ?? "");
        }
        var entity = known ?? LegalEntity.Register(id, db.TenantId, request.Finess, request.Name, request.Siren ?? "");
        if (known is null) db.Add(entity);
        db.Audit(new("legal-entity.describe", "legal-entity", id.ToString()) { Category = "ADM" });
        await db.SaveChangesAsync(ct);
        http.SetVersion(entity.Version);
        return known is null ? TypedResults.Created($"/legal-entities/{id}", LegalEntityView.Of(entity, [])) : TypedResults.Ok(LegalEntityView.Of(entity, []));
    }
}

public sealed record OrganisationRequest([property: Required, StringLength(200, MinimumLength = 1)] string Name, [property: Required, StringLength(9, MinimumLength = 9)] string FinessEj,
    [property: StringLength(200)] string? Group = null);

public sealed record LegalEntityRequest([property: Required, StringLength(9, MinimumLength = 9)] string Finess, [property: Required, StringLength(200, MinimumLength = 1)] string Name,
    [property: StringLength(9)] string? Siren = null);

internal sealed record OrganisationView(Guid TenantId, string Group, string Name, string FinessEj, int Version, IReadOnlyList<LegalEntityView> LegalEntities);

internal sealed record LegalEntityView(Guid Id, string Finess, string Name, string Siren, int Version, IReadOnlyList<EstablishmentView> Establishments)
{
    public static LegalEntityView Of(LegalEntity e, IReadOnlyList<EstablishmentView> establishments) => new(e.Id, e.Finess, e.Name, e.Siren, e.Version, establishments);
}
