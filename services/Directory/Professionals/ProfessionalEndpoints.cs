using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace HealthDirectory.Professionals;

internal static class ProfessionalEndpoints
{
    public static void MapProfessionals(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/professionals").WithTags("Professionnels").ProducesProblem(400);
        group.MapGet("", Search).RequireAuthorization("directory:read").WithSummary("Recherche par nom, fonction ou établissement (50 au plus, jeton de suite)");
        group.MapPost("", Enrol).RequireAuthorization("directory:admin").WithSummary("Enregistre un professionnel").ProducesProblem(409);
    }

    private static async Task<Ok<List<ProfessionalView>>> Search(
        [StringLength(80)] string? name, Function? function, Guid? establishmentId, Guid? after, DirectoryDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var found = from professional in db.Professionals.AsNoTracking()
                    join situation in db.Situations on professional.Id equals situation.ProfessionalId
                    where situation.StartsAt <= now && (situation.EndsAt == null || situation.EndsAt > now)
                    where establishmentId == null || situation.EstablishmentId == establishmentId
                    where function == null || situation.Function == function
                    select new { professional, situation };
        if (name is { Length: > 0 })
        {
            var start = name.ToUpperInvariant();
            var end = start + '\uffff';
            found = found.Where(row => string.Compare(row.professional.FamilyName, start) >= 0 && string.Compare(row.professional.FamilyName, end) < 0);
        }
        if (after is { } last) found = found.Where(row => row.situation.Id > last);
        var page = await found.OrderBy(row => row.situation.Id).Take(50).ToListAsync(ct);
        return TypedResults.Ok(page.Select(row => new ProfessionalView(row.professional.Id, row.professional.NationalId, row.professional.FamilyName, row.professional.GivenName,
            row.professional.Title, row.situation.Id, row.situation.Function, row.situation.Function.Label(), row.situation.EstablishmentId, row.situation.UnitIds)).ToList());
    }

    private static async Task<Created> Enrol(EnrolRequest request, DirectoryDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var professional = Professional.Enrol(Guid.CreateVersion7(clock.GetUtcNow()), db.TenantId, request.NationalId, request.FamilyName, request.GivenName, request.Title ?? "");
        if (await db.Professionals.AnyAsync(p => p.NationalId == professional.NationalId, ct))
            throw new RuleBrokenException("professional-known", "Ce professionnel est déjà enregistré. Ouvrez-lui une situation au lieu de le créer de nouveau.");
        db.Add(professional);
        db.Audit(new("professional.enrol", "professional", professional.Id.ToString()) { Category = "ADM" });
        await db.SaveChangesAsync(ct);
        return TypedResults.Created($"/professionals/{professional.Id}");
    }
}

internal sealed record EnrolRequest(
    [property: Required, StringLength(40)] string NationalId,
    [property: Required, StringLength(80)] string FamilyName,
    [property: Required, StringLength(80)] string GivenName,
    [property: StringLength(10)] string? Title = null);

internal sealed record ProfessionalView(Guid Id, string NationalId, string FamilyName, string GivenName, string Title, Guid SituationId, Function Function,
    string FunctionLabel, Guid? EstablishmentId, IReadOnlyList<Guid> UnitIds);
