using Contracts.Directory;
using HealthDirectory.Employment;
using HealthDirectory.Professionals;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;
using Situation = HealthDirectory.Professionals.Situation;

namespace HealthDirectory.Absences;

internal static class AbsenceEndpoints
{
    public static void MapAbsences(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("").WithTags("Personnel").RequireAuthorization("directory:staff").ProducesProblem(400).ProducesProblem(403).ProducesProblem(404);
        group.MapPost("/professionals/{id:guid}/absences", Announce).WithSummary("Annonce une absence : ce pour quoi la personne était attendue est à revoir").ProducesProblem(409);
        group.MapGet("/professionals/{id:guid}/absences", List).WithSummary("Les absences d'un professionnel, la plus récente d'abord");
        group.MapPut("/absences/{id:guid}", Change).WithSummary("Corrige une absence (If-Match)").ProducesProblem(409).ProducesProblem(412);
        group.MapPost("/absences/{id:guid}/cancel", Cancel).WithSummary("Annule une absence").ProducesProblem(409);
    }

    private static async Task<Created<AbsenceView>> Announce(Guid id, AbsenceRequest request, HttpContext http, StaffRights rights, DirectoryDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var situations = await SituationsAsync(id, rights, db, ct);
        var facts = new AbsenceFacts(request.Kind, request.StartsAt, request.EndsAt);
        var absence = Absence.Announce(Guid.CreateVersion7(clock.GetUtcNow()), db.TenantId, id, "", facts);
        await RefuseOverlapAsync(db, id, absence.Id, facts, ct);
        db.Add(absence);
        await TellAsync(db, absence, situations, "absence.announce", ct);
        http.SetVersion(absence.Version);
        return TypedResults.Created($"/absences/{absence.Id}", AbsenceView.Of(absence));
    }

    private static async Task<Ok<List<AbsenceView>>> List(Guid id, StaffRights rights, DirectoryDbContext db, CancellationToken ct)
    {
        await SituationsAsync(id, rights, db, ct);
        var all = await db.Absences.AsNoTracking().Where(a => a.ProfessionalId == id).OrderByDescending(a => a.StartsAt).Take(200).ToListAsync(ct);
        return TypedResults.Ok(all.Select(AbsenceView.Of).ToList());
    }

    private static async Task<Ok<AbsenceView>> Change(Guid id, AbsenceRequest request, HttpContext http, StaffRights rights, DirectoryDbContext db, CancellationToken ct)
    {
        var (absence, situations) = await FindAsync(id, rights, db, ct);
        http.RequireVersion(absence.Version);
        var facts = new AbsenceFacts(request.Kind, request.StartsAt, request.EndsAt);
        await RefuseOverlapAsync(db, absence.ProfessionalId, id, facts, ct);
        if (absence.Change(facts)) await TellAsync(db, absence, situations, "absence.change", ct);
        http.SetVersion(absence.Version);
        return TypedResults.Ok(AbsenceView.Of(absence));
    }

    private static async Task<NoContent> Cancel(Guid id, StaffRights rights, DirectoryDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var (absence, situations) = await FindAsync(id, rights, db, ct);
        absence.Cancel(clock.GetUtcNow());
        await TellAsync(db, absence, situations, "absence.cancel", ct);
        return TypedResults.NoContent();
    }

    private static async Task<(Absence, List<Situation>)> FindAsync(Guid id, StaffRights rights, DirectoryDbContext db, CancellationToken ct)
    {
        var absence = await db.Absences.SingleOrDefaultAsync(a => a.Id == id, ct) ?? throw new NotFoundException();
        return (absence, await SituationsAsync(absence.ProfessionalId, rights, db, ct));
    }

    // One of the places is enough: who is away from one post is away from the others.
    private static async Task<List<Situation>> SituationsAsync(Guid professionalId, StaffRights rights, DirectoryDbContext db, CancellationToken ct)
    {
        if (!await db.Professionals.AnyAsync(p => p.Id == professionalId, ct)) throw new NotFoundException();
        var reach = await rights.RequireAsync([], ct);
        var situations = await db.Situations.AsNoTracking().Where(s => s.ProfessionalId == professionalId && s.State != SituationState.Closed).ToListAsync(ct);
        return situations.Any(s => reach.Covers(s.EstablishmentId)) ? situations : throw new NotFoundException();
    }

    public static async Task RefuseOverlapAsync(DirectoryDbContext db, Guid professionalId, Guid except, AbsenceFacts facts, CancellationToken ct)
    {
        if (await db.Absences.AnyAsync(a => a.ProfessionalId == professionalId && a.Id != except && a.CancelledAt == null && a.StartsAt < facts.EndsAt && a.EndsAt > facts.StartsAt, ct))
            throw new RuleBrokenException("absence-overlap", "Une absence couvre déjà une partie de ces dates. Corrigez-la au lieu d'en ajouter une.");
    }

    private static Task TellAsync(DirectoryDbContext db, Absence absence, IEnumerable<Situation> situations, string action, CancellationToken ct)
    {
        var touched = situations.Where(s => s.StartsAt < absence.EndsAt && (s.EndsAt is null || s.EndsAt > absence.StartsAt)).Select(s => s.Id).ToList();
        db.Publish(StaffAbsent.Topic, absence.Tell(touched), absence.Id);
        db.Audit(new(action, "absence", absence.Id.ToString()) { Category = "ADM" });
        return db.SaveChangesAsync(ct);
    }
}

public sealed record AbsenceRequest(AbsenceKind Kind, DateTimeOffset StartsAt, DateTimeOffset EndsAt);

internal sealed record AbsenceView(Guid Id, Guid ProfessionalId, string Reference, AbsenceKind Kind, DateTimeOffset StartsAt, DateTimeOffset EndsAt, bool Cancelled, int Version)
{
    public static AbsenceView Of(Absence a) => new(a.Id, a.ProfessionalId, a.Reference, a.Kind, a.StartsAt, a.EndsAt, a.CancelledAt is not null, a.Version);
}
