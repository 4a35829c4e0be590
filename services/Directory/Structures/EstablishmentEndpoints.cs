using System.ComponentModel.DataAnnotations;
using HealthDirectory.Professionals;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace HealthDirectory.Structures;

internal static class EstablishmentEndpoints
{
    public static void MapEstablishments(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/establishments").WithTags("Structures").ProducesProblem(400);
        group.MapGet("", List).RequireAuthorization("directory:read").WithSummary("Les établissements de l'organisme, avec leurs unités ; par nom (accents, points et tirets indifférents) ou FINESS");
        group.MapGet("{id:guid}", Get).RequireAuthorization("directory:read").WithSummary("Un établissement").ProducesProblem(404);
        group.MapPut("{id:guid}", DescribeEstablishment.Describe).RequireAuthorization("directory:admin").WithSummary("Ouvre ou décrit un établissement (If-Match pour une modification)").ProducesProblem(409).ProducesProblem(412);
        group.MapPost("{id:guid}/close", DescribeEstablishment.Close).RequireAuthorization("directory:admin").WithSummary("Ferme un établissement où plus personne ne travaille").ProducesProblem(404).ProducesProblem(409);
        routes.MapGet("/situations/mine", Mine).RequireAuthorization("directory:read").WithTags("Professionnels").WithSummary("La situation choisie à la connexion et son établissement");
    }

    private static async Task<Ok<List<EstablishmentView>>> List([StringLength(200)] string? name, [StringLength(9)] string? finess, DirectoryDbContext db, CancellationToken ct)
    {
        var open = db.Establishments.AsNoTracking().Where(e => e.ClosedOn == null);
        if (finess is { Length: > 0 }) open = open.Where(e => e.Finess == finess);
        if (name is { Length: > 0 })
        {
            var folded = FoldedName.Of(name);
            open = open.Where(e => e.FoldedName.Contains(folded));
        }
        var found = await open.OrderBy(e => e.Name).ToListAsync(ct);
        return TypedResults.Ok(found.Select(EstablishmentView.Of).ToList());
    }

    private static async Task<Results<Ok<EstablishmentView>, NotFound>> Get(Guid id, HttpContext http, DirectoryDbContext db, CancellationToken ct)
    {
        var establishment = await db.Establishments.AsNoTracking().SingleOrDefaultAsync(e => e.Id == id, ct);
        if (establishment is null) return TypedResults.NotFound();
        http.SetVersion(establishment.Version);
        return TypedResults.Ok(EstablishmentView.Of(establishment));
    }

    private static async Task<Results<Ok<OwnSituationView>, NotFound>> Mine(OwnSituation own, CancellationToken ct) =>
        await own.DescribeAsync(ct) is { } view ? TypedResults.Ok(view) : TypedResults.NotFound();
}

internal sealed record EstablishmentView(Guid Id, string Name, string Finess, string Sector, string Category, int Places, string Mailbox, PostalAddress Address, IReadOnlyList<Unit> Units,
    Guid? LegalEntityId, int Version)
{
    public static EstablishmentView Of(Establishment e) => new(e.Id, e.Name, e.Finess, e.Sector, e.Category, e.Places, e.Mailbox, e.Address, e.Units, e.LegalEntityId, e.Version);
}
