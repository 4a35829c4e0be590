using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;
using Telemedicine.Access;

namespace Telemedicine.Experts;

/// <param name="EstablishmentId">The house on whose behalf the requis is introduced.</param>
/// <param name="NationalId">8 and the RPPS.</param>
/// <param name="Profession">TRE_G15, asked for a paramedical requis without an account here.</param>
/// <param name="Kilometres">Distance to the house, for the territorial rule.</param>
public sealed record RequisRequest(Guid EstablishmentId, [RegularExpression("^[0-9][0-9A-Z/]{8,38}$")] string NationalId, [Required, StringLength(120, MinimumLength = 2)] string Name, [StringLength(60)] string Speciality, RequisKind Kind,
    [StringLength(254)] string Mailbox = "", Guid? SituationId = null, [Range(0, 20000)] int? Kilometres = null, [RegularExpression("^[0-9]{2}$")] string? Profession = null);

public sealed record VacationRequest(Guid EstablishmentId, DateTimeOffset StartsAt, DateTimeOffset EndsAt, int SlotMinutes);

public sealed record RequisView(Guid Id, string NationalId, string Name, string Speciality, RequisKind Kind, string Mailbox, Guid? SituationId, int? Kilometres, string Profession);

public sealed record VacationView(Guid Id, Guid RequisId, DateTimeOffset StartsAt, DateTimeOffset EndsAt, int SlotMinutes, string Source);

/// <summary>Who may be asked, nearest first, and the hours they give.</summary>
internal static class RequisEndpoints
{
    public static void MapRequis(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/requis", List).WithTags("Requis").RequireAuthorization("telemedicine:read");
        routes.MapGet("/requis/{id:guid}/vacations", Vacations).WithTags("Requis").RequireAuthorization("telemedicine:read");
        var group = routes.MapGroup("/requis").WithTags("Requis").RequireAuthorization("telemedicine:write");
        group.MapPost("/", Introduce).ProducesProblem(400);
        group.MapPost("/{id:guid}/vacations", Declare).ProducesProblem(400).ProducesProblem(409);
    }

    // The territory first: nobody far is proposed before somebody near (ETHT.02).
    private static async Task<Ok<List<RequisView>>> List(TelemedicineDbContext db, CancellationToken ct) => TypedResults.Ok(
        (await db.Requis.AsNoTracking().ToListAsync(ct)).OrderBy(r => r.Kilometres ?? int.MaxValue).ThenBy(r => r.Name, StringComparer.Ordinal).Select(View).ToList());

    private static async Task<Ok<List<VacationView>>> Vacations(Guid id, DateTimeOffset from, TelemedicineDbContext db, CancellationToken ct)
    {
        if (!await db.Requis.AnyAsync(r => r.Id == id, ct)) throw new NotFoundException();
        var since = from.ToUniversalTime();
        var found = await db.Vacations.AsNoTracking().Where(v => v.RequisId == id && v.EndsAt > since).OrderBy(v => v.StartsAt).Take(200).ToListAsync(ct);
        return TypedResults.Ok(found.ConvertAll(View));
    }

    private static async Task<Created<RequisView>> Introduce(RequisRequest body, TelemedicineDbContext db, StructureAccess access, DirectoryClient directory, TimeProvider clock, CancellationToken ct)
    {
        await access.RequireKeeperAsync(body.EstablishmentId, "telemedicine.requis", ct);
        var mailbox = body.Mailbox.Trim().ToLowerInvariant();
        if (mailbox.Length > 0 && (!mailbox.EndsWith(".mssante.fr", StringComparison.Ordinal) || mailbox.Count(c => c == '@') != 1)) throw new BadInputException("recipient-address", "Une adresse MSSanté se termine par .mssante.fr : vérifiez-la dans l'annuaire.");
        var requis = await db.Requis.SingleOrDefaultAsync(r => r.NationalId == body.NationalId, ct);
        if (requis is null) db.Requis.Add(requis = Requis.Introduce(db.TenantId, body.NationalId, clock.GetUtcNow()));
        var profession = body.Profession ?? await ProfessionAsync(body.SituationId, directory, ct);
        if (body.Kind == RequisKind.Paramedical && profession is not { Length: > 0 })
            throw new BadInputException("requis-profession", "Indiquez la profession de ce professionnel (code : 60 infirmier, 70 kinésithérapeute, 91 orthophoniste…) : la prise en charge du télésoin en dépend.");
        requis.Describe(body.Name.Trim(), body.Speciality.Trim(), body.Kind, mailbox, body.SituationId, body.Kilometres, profession);
        await db.SaveChangesAsync(ct);
        return TypedResults.Created($"/requis/{requis.Id}", View(requis));
    }

    private static async Task<Created<VacationView>> Declare(Guid id, VacationRequest body, TelemedicineDbContext db, StructureAccess access, TimeProvider clock, CancellationToken ct)
    {
        await access.RequireKeeperAsync(body.EstablishmentId, "telemedicine.vacation", ct);
        if (!await db.Requis.AnyAsync(r => r.Id == id, ct)) throw new NotFoundException();
        var vacation = Vacation.Declare(db.TenantId, id, body.StartsAt.ToUniversalTime(), body.EndsAt.ToUniversalTime(), body.SlotMinutes, "", clock.GetUtcNow());
        if (await db.Vacations.AnyAsync(v => v.RequisId == id && v.StartsAt < vacation.EndsAt && v.EndsAt > vacation.StartsAt, ct)) throw new RuleBrokenException("vacation-overlap", "Une autre vacation de ce requis couvre ces heures : corrigez-la ou choisissez d'autres heures.");
        db.Vacations.Add(vacation);
        await db.SaveChangesAsync(ct);
        return TypedResults.Created($"/requis/{id}/vacations", View(vacation));
    }

    private static async Task<string?> ProfessionAsync(Guid? situation, DirectoryClient directory, CancellationToken ct) => situation is { } id ? (await directory.FindSituationAsync(id, ct))?.Profession : null;

    private static RequisView View(Requis r) => new(r.Id, r.NationalId, r.Name, r.Speciality, r.Kind, r.Mailbox, r.SituationId, r.Kilometres, r.Profession);

    private static VacationView View(Vacation v) => new(v.Id, v.RequisId, v.StartsAt, v.EndsAt, v.SlotMinutes, v.Source);
}
