using System.ComponentModel.DataAnnotations;
using HealthDirectory.Professionals;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace HealthDirectory.Employment;

internal static class ContractEndpoints
{
    public static void MapContracts(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("").WithTags("Personnel").RequireAuthorization("directory:staff").ProducesProblem(400).ProducesProblem(403).ProducesProblem(404);
        group.MapPost("/professionals/{id:guid}/contracts", SignContract.Sign).WithSummary("Arrivée : un contrat et les situations qui en découlent, dans un ou plusieurs établissements").ProducesProblem(409);
        group.MapGet("/professionals/{id:guid}/contracts", List).WithSummary("Les contrats d'un professionnel, le plus récent d'abord");
        group.MapGet("/contracts/{id:guid}", Get).WithSummary("Un contrat et ses situations");
        group.MapPut("/contracts/{id:guid}", ChangeContract.Change).WithSummary("Prolonge, avance ou écourte un contrat (If-Match)").ProducesProblem(409).ProducesProblem(412);
        group.MapPost("/contracts/{id:guid}/end", ChangeContract.End).WithSummary("Départ : à la minute dite, l'accès cesse dans tous les établissements").ProducesProblem(409);
    }

    /// <summary>The contract and its situations, when the caller manages them all.</summary>
    public static async Task<(EmploymentContract Contract, List<Situation> Situations)> FindAsync(Guid id, StaffRights rights, DirectoryDbContext db, CancellationToken ct)
    {
        var contract = await db.Contracts.SingleOrDefaultAsync(c => c.Id == id, ct) ?? throw new NotFoundException();
        var situations = await db.Situations.Where(s => s.ContractId == id).OrderBy(s => s.Id).ToListAsync(ct);
        // Places that were left no longer count, unless all were.
        var held = situations.FindAll(s => s.State != SituationState.Closed);
        await rights.RequireAsync((held.Count > 0 ? held : situations).Select(s => s.EstablishmentId), ct);
        return (contract, situations);
    }

    private static async Task<Ok<ContractView>> Get(Guid id, HttpContext http, StaffRights rights, DirectoryDbContext db, CancellationToken ct)
    {
        var (contract, situations) = await FindAsync(id, rights, db, ct);
        http.SetVersion(contract.Version);
        return TypedResults.Ok(ContractView.Of(contract, situations));
    }

    // Of a person who also works elsewhere, an establishment's manager sees only what concerns it.
    private static async Task<Ok<List<ContractView>>> List(Guid id, StaffRights rights, DirectoryDbContext db, CancellationToken ct)
    {
        if (!await db.Professionals.AnyAsync(p => p.Id == id, ct)) throw new NotFoundException();
        var reach = await rights.RequireAsync([], ct);
        var contracts = await db.Contracts.AsNoTracking().Where(c => c.ProfessionalId == id).OrderByDescending(c => c.StartsAt).ToListAsync(ct);
        var situations = await db.Situations.AsNoTracking().Where(s => s.ProfessionalId == id && s.ContractId != null).ToListAsync(ct);
        return TypedResults.Ok(contracts.Select(c => ContractView.Of(c, [.. situations.Where(s => s.ContractId == c.Id && reach.Covers(s.EstablishmentId))]))
            .Where(view => reach.Everything || view.Situations.Count > 0).ToList());
    }
}

internal sealed record ContractView(Guid Id, Guid ProfessionalId, string Reference, ContractKind Kind, DateTimeOffset StartsAt, DateTimeOffset? EndsAt, IReadOnlyList<ContractSituation> Situations, int Version)
{
    public static ContractView Of(EmploymentContract c, IReadOnlyList<Situation> situations) => new(c.Id, c.ProfessionalId, c.Reference, c.Kind, c.StartsAt, c.EndsAt,
        [.. situations.Select(s => new ContractSituation(s.Id, s.EstablishmentId, s.UnitIds, s.Function, s.StartsAt, s.EndsAt, s.State))], c.Version);
}

internal sealed record ContractSituation(Guid Id, Guid? EstablishmentId, IReadOnlyList<Guid> UnitIds, Function Function, DateTimeOffset StartsAt, DateTimeOffset? EndsAt, SituationState State);

/// <summary>One place and function under a contract.</summary>
public sealed record Assignment([property: MaxLength(50)] IReadOnlyList<Guid> UnitIds, Function Function, Guid? EstablishmentId = null, [property: StringLength(10)] string? Profession = null,
    [property: StringLength(20)] string? Speciality = null);
