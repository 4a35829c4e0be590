using System.ComponentModel.DataAnnotations;
using HealthDirectory.Employment;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace HealthDirectory.Professionals;

internal static class SituationEndpoints
{
    public static void MapSituations(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/situations").WithTags("Professionnels").RequireAuthorization("directory:staff").ProducesProblem(400).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);
        group.MapPost("", Begin).WithSummary("Ouvre une situation d'exercice (arrivée, fonction de plus, autre établissement)");
        group.MapPost("{id:guid}/move", MoveSituation.Move).WithSummary("Change d'unité, de fonction ou d'établissement : les anciens droits cessent aussitôt (48 h de chevauchement au plus, sur demande)");
        group.MapPost("{id:guid}/end", End).WithSummary("Termine une situation, maintenant ou à une date : les droits cessent à cet instant");
    }

    private static async Task<Created<SituationStarted>> Begin(BeginRequest request, StaffRights rights, StaffRegister register, DirectoryDbContext db, CancellationToken ct)
    {
        await rights.RequireAsync([request.EstablishmentId], ct);
        if (!await db.Professionals.AnyAsync(p => p.Id == request.ProfessionalId, ct)) throw new NotFoundException();
        var contract = request.ContractId is { } id
            ? await db.Contracts.SingleOrDefaultAsync(c => c.Id == id && c.ProfessionalId == request.ProfessionalId, ct) ?? throw new NotFoundException() : null;
        await db.CheckPlaceAsync(request.EstablishmentId, request.UnitIds, ct);
        var situation = await register.BeginAsync(new(request.ProfessionalId, request.EstablishmentId, request.UnitIds, request.Profession ?? "", request.Speciality ?? "", request.Function,
            Latest(request.StartsAt, contract?.StartsAt), request.EndsAt ?? contract?.EndsAt, contract?.Id), ct);
        await db.SaveChangesAsync(ct);
        return TypedResults.Created($"/situations/{situation.Id}", new SituationStarted(situation.Id));
    }

    private static async Task<NoContent> End(Guid id, EndRequest? request, StaffRights rights, StaffRegister register, DirectoryDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var situation = await db.Situations.SingleOrDefaultAsync(s => s.Id == id, ct) ?? throw new NotFoundException();
        await rights.RequireAsync([situation.EstablishmentId], ct);
        await register.EndAsync(situation, request?.EndsAt ?? clock.GetUtcNow(), ct);
        await db.SaveChangesAsync(ct);
        return TypedResults.NoContent();
    }

    // A contract gives no rights before its first day.
    private static DateTimeOffset? Latest(DateTimeOffset? asked, DateTimeOffset? contract) => asked is null || contract > asked ? contract : asked;
}

public sealed record BeginRequest(Guid ProfessionalId, [property: MaxLength(50)] IReadOnlyList<Guid> UnitIds, Function Function, Guid? EstablishmentId = null, [property: StringLength(10)] string? Profession = null,
    [property: StringLength(20)] string? Speciality = null, DateTimeOffset? StartsAt = null, DateTimeOffset? EndsAt = null, Guid? ContractId = null);

public sealed record EndRequest(DateTimeOffset? EndsAt = null);

internal sealed record SituationStarted(Guid Id);
