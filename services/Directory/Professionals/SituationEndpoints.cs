using System.ComponentModel.DataAnnotations;
using Contracts.Directory;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace HealthDirectory.Professionals;

internal static class SituationEndpoints
{
    public static void MapSituations(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/situations").WithTags("Professionnels").RequireAuthorization("directory:admin").ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);
        group.MapPost("", Begin).WithSummary("Ouvre une situation d'exercice (arrivée, nouvelle fonction)");
        group.MapPost("{id:guid}/end", End).WithSummary("Termine une situation : les droits cessent à cet instant");
    }

    private static async Task<Created<SituationStarted>> Begin(BeginRequest request, DirectoryDbContext db, TimeProvider clock, CancellationToken ct)
    {
        if (!await db.Professionals.AnyAsync(p => p.Id == request.ProfessionalId, ct)) throw new NotFoundException();
        if (request.EstablishmentId is { } place)
        {
            var establishment = await db.Establishments.SingleOrDefaultAsync(e => e.Id == place, ct) ?? throw new NotFoundException();
            if (request.UnitIds.Except(establishment.Units.Select(unit => unit.Id)).Any())
                throw new BadInputException("unit-unknown", "Une des unités n'appartient pas à l'établissement. Choisissez parmi ses unités.");
        }
        var now = clock.GetUtcNow();
        var situation = Situation.Begin(Guid.CreateVersion7(now), db.TenantId,
            new(request.ProfessionalId, request.EstablishmentId, request.UnitIds, request.Profession ?? "", request.Speciality ?? "", request.Function, request.StartsAt), now);
        db.Add(situation);
        db.Publish(StaffJoined.Topic, new StaffJoined(situation.Id, situation.ProfessionalId, situation.EstablishmentId, now), situation.Id);
        db.Audit(new("situation.begin", "situation", situation.Id.ToString()) { Category = "ADM" });
        await db.SaveChangesAsync(ct);
        return TypedResults.Created($"/situations/{situation.Id}", new SituationStarted(situation.Id));
    }

    private static async Task<Results<NoContent, NotFound>> End(Guid id, DirectoryDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var situation = await db.Situations.SingleOrDefaultAsync(s => s.Id == id, ct);
        if (situation is null) return TypedResults.NotFound();
        db.Publish(StaffLeft.Topic, situation.End(clock.GetUtcNow()), id);
        db.Audit(new("situation.end", "situation", id.ToString()) { Category = "ADM" });
        await db.SaveChangesAsync(ct);
        return TypedResults.NoContent();
    }
}

internal sealed record BeginRequest(Guid ProfessionalId, IReadOnlyList<Guid> UnitIds, Function Function, Guid? EstablishmentId = null, [property: StringLength(10)] string? Profession = null,
    [property: StringLength(20)] string? Speciality = null, DateTimeOffset? StartsAt = null);

internal sealed record SituationStarted(Guid Id);
