using HealthDirectory.Professionals;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace HealthDirectory.Tasks;

internal static class TaskEndpoints
{
    public static void MapTasks(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/tasks").WithTags("Tâches");
        group.MapGet("", List).RequireAuthorization("directory:read").WithSummary("Les tâches ouvertes de ma fonction dans mon établissement, la plus pressée d'abord");
        group.MapPost("{id:guid}/take", Take).RequireAuthorization("directory:write").WithSummary("Je m'en charge ; si je pars, la tâche revient à l'équipe").ProducesProblem(404).ProducesProblem(409);
        group.MapPost("{id:guid}/close", Close).RequireAuthorization("directory:write").WithSummary("Marque la tâche comme faite").ProducesProblem(404).ProducesProblem(409);
    }

    private static async Task<Ok<List<TaskView>>> List(OwnSituation own, ConsentClient consent, DirectoryDbContext db, CancellationToken ct)
    {
        if (await own.FindAsync(ct) is not { } situation) return TypedResults.Ok(new List<TaskView>());
        var open = await Mine(db, situation).AsNoTracking().OrderBy(task => task.DueAt).ThenBy(task => task.Id).ToListAsync(ct);
        return TypedResults.Ok((await KnownAsync(open, situation, consent, ct)).Take(100).Select(task => new TaskView(task.Id, task.Kind, task.EstablishmentId, task.UsagerId, task.SubjectType, task.SubjectId, task.OpenedAt, task.DueAt, task.TakenBy)).ToList());
    }

    private static async Task<NoContent> Take(Guid id, OwnSituation own, ConsentClient consent, DirectoryDbContext db, CancellationToken ct)
    {
        var (task, situation) = await FindAsync(id, own, consent, db, ct);
        task.Take(situation.Id);
        db.Audit(new("task.take", "task", id.ToString()) { UsagerId = task.UsagerId });
        await db.SaveChangesAsync(ct);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> Close(Guid id, OwnSituation own, ConsentClient consent, DirectoryDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var (task, situation) = await FindAsync(id, own, consent, db, ct);
        task.Close(situation.Id, clock.GetUtcNow());
        db.Audit(new("task.close", "task", id.ToString()) { UsagerId = task.UsagerId });
        await db.SaveChangesAsync(ct);
        return TypedResults.NoContent();
    }

    private static async Task<(TeamTask, Situation)> FindAsync(Guid id, OwnSituation own, ConsentClient consent, DirectoryDbContext db, CancellationToken ct)
    {
        var situation = await own.FindAsync(ct) ?? throw new NotFoundException();
        var task = await Mine(db, situation, open: false).SingleOrDefaultAsync(t => t.Id == id, ct) ?? throw new NotFoundException();
        return (await KnownAsync([task], situation, consent, ct)).Count > 0 ? (task, situation) : throw new NotFoundException();
    }

    // The data protection officer answers for the whole organisation: who opened what, not the files.
    private static async Task<List<TeamTask>> KnownAsync(List<TeamTask> tasks, Situation situation, ConsentClient consent, CancellationToken ct)
    {
        if (situation.Function == Function.Dpo) return tasks;
        var known = await consent.KnownAsync(situation.Id, tasks.Select(task => task.UsagerId).OfType<Guid>(), ct);
        return tasks.FindAll(task => task.UsagerId is not { } usager || known.Contains(usager));
    }

    // An IDE sees the nursing team's; the doctor of the house sees them too, and the direction what its managers have to do.
    private static IQueryable<TeamTask> Mine(DirectoryDbContext db, Situation situation, bool open = true)
    {
        string[] functions = situation.Function switch
        {
            Function.MedecinCoordonnateur or Function.Medecin or Function.IdeDeNuit => [situation.Function.Code(), "ide"],
            Function.Directeur => [situation.Function.Code(), "chef-de-service", "ressources-humaines"],
            Function.RessourcesHumaines => [situation.Function.Code(), "chef-de-service"],
            _ => [situation.Function.Code()],
        };
        return db.Tasks.Where(task => (!open || task.ClosedAt == null) && functions.Contains(task.Function)
            && (task.EstablishmentId == null || situation.EstablishmentId == null || task.EstablishmentId == situation.EstablishmentId));
    }
}

internal sealed record TaskView(Guid Id, string Kind, Guid? EstablishmentId, Guid? UsagerId, string SubjectType, Guid SubjectId, DateTimeOffset OpenedAt, DateTimeOffset DueAt, Guid? TakenBy);
