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
        group.MapGet("", List).RequireAuthorization("directory:read").WithSummary("Les établissements de l'organisme, avec leurs unités");
        group.MapGet("{id:guid}", Get).RequireAuthorization("directory:read").WithSummary("Un établissement").ProducesProblem(404);
        group.MapPut("{id:guid}", Describe).RequireAuthorization("directory:admin").WithSummary("Ouvre ou décrit un établissement (If-Match pour une modification)").ProducesProblem(409).ProducesProblem(412);
        routes.MapGet("/situations/mine", Mine).RequireAuthorization("directory:read").WithTags("Professionnels").WithSummary("La situation choisie à la connexion et son établissement");
    }

    private static async Task<Ok<List<EstablishmentView>>> List(DirectoryDbContext db, CancellationToken ct)
    {
        var all = await db.Establishments.AsNoTracking().OrderBy(e => e.Name).ToListAsync(ct);
        return TypedResults.Ok(all.Select(EstablishmentView.Of).ToList());
    }

    private static async Task<Results<Ok<EstablishmentView>, NotFound>> Get(Guid id, HttpContext http, DirectoryDbContext db, CancellationToken ct)
    {
        var establishment = await db.Establishments.AsNoTracking().SingleOrDefaultAsync(e => e.Id == id, ct);
        if (establishment is null) return TypedResults.NotFound();
        http.SetVersion(establishment.Version);
        return TypedResults.Ok(EstablishmentView.Of(establishment));
    }

    private static async Task<Results<Ok<EstablishmentView>, Created<EstablishmentView>>> Describe(Guid id, EstablishmentRequest request, HttpContext http, DirectoryDbContext db, CancellationToken ct)
    {
        var known = await db.Establishments.SingleOrDefaultAsync(e => e.Id == id, ct);
        if (known is not null) http.RequireVersion(known.Version);
        var establishment = known ?? Establishment.Open(id, db.TenantId, request.Finess, request.Facts());
        if (known is null) db.Add(establishment);
        else known.Describe(request.Facts());
        db.Audit(new("establishment.describe", "establishment", id.ToString()) { Category = "ADM" });
        await db.SaveChangesAsync(ct);
        http.SetVersion(establishment.Version);
        return known is null ? TypedResults.Created($"/establishments/{id}", EstablishmentView.Of(establishment)) : TypedResults.Ok(EstablishmentView.Of(establishment));
    }

    private static async Task<Results<Ok<OwnSituationView>, NotFound>> Mine(OwnSituation own, CancellationToken ct) =>
        await own.DescribeAsync(ct) is { } view ? TypedResults.Ok(view) : TypedResults.NotFound();
}

/// <summary>An establishment as its organisation describes it.</summary>
internal sealed record EstablishmentRequest(
    [property: Required, StringLength(9, MinimumLength = 9)] string Finess,
    [property: Required, StringLength(200)] string Name,
    [property: Required, RegularExpression("^SA[0-9]{2}$")] string Sector,
    [property: Range(0, 2000)] int Places,
    [property: Required, EmailAddress] string Mailbox,
    PostalAddress Address,
    IReadOnlyList<Unit> Units,
    [property: RegularExpression("^([0-9]{3,4})?$")] string? Category = null)
{
    public EstablishmentFacts Facts() => new(Name, Sector, Places, Mailbox, Address, Units, Category ?? "");
}

internal sealed record EstablishmentView(Guid Id, string Name, string Finess, string Sector, string Category, int Places, string Mailbox, PostalAddress Address, IReadOnlyList<Unit> Units, int Version)
{
    public static EstablishmentView Of(Establishment e) => new(e.Id, e.Name, e.Finess, e.Sector, e.Category, e.Places, e.Mailbox, e.Address, e.Units, e.Version);
}
