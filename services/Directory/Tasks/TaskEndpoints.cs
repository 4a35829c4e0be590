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
        group.MapPost("{id:guid}/close", Close).RequireAuthorization("directory:write").WithSummary("Marque la tâche comme faite").ProducesProblem(404).ProducesProblem(409);
    }

    private static async Task<Ok<List<TaskView>>> List(OwnSituation own, DirectoryDbContext db, CancellationToken ct)
    {
        if (await own.FindAsync(ct) is not { } situation) return TypedResults.Ok(new List<TaskView>());
        var open = await Mine(db, situation).AsNoTracking().OrderBy(task => task.DueAt).ThenBy(task => task.Id).Take(100).ToListAsync(ct);
        return TypedResults.Ok(open.Select(task => new TaskView(task.Id, task.Kind, task.EstablishmentId, task.UsagerId, task.SubjectType, task.SubjectId, task.OpenedAt, task.DueAt)).ToList());
    }

    private static async Task<Results<NoContent, NotFound>> Close(Guid id, OwnSituation own, Caller caller, DirectoryDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var situation = await own.FindAsync(ct);
        var task = situation is null ? null : await Mine(db, situation, open: false).SingleOrDefaultAsync(t => t.Id == id, ct);
        if (task is null) return TypedResults.NotFound();
        task.Close(caller.SituationId, clock.GetUtcNow());
        db.Audit(new("task.close", "task", id.ToString()) { UsagerId = task.UsagerId });
        await db.SaveChangesAsync(ct);
        return TypedResults.NoContent();
    }

    // An IDE sees the nursing team's; the coordinating doctor sees them too.
    private static IQueryable<TeamTask> Mine(DirectoryDbContext db, Situation situation, bool open = true)
    {
        string[] functions = situation.Function switch
        {
            Function.MedecinCoordonnateur or Function.IdeDeNuit => [situation.Function.Code(), "ide"],
            _ => [situation.Function.Code()],
        };
        return db.Tasks.Where(task => (!open || task.ClosedAt == null) && functions.Contains(task.Function)
            && (task.EstablishmentId == null || situation.EstablishmentId == null || task.EstablishmentId == situation.EstablishmentId));
    }
}

internal sealed record TaskView(Guid Id, string Kind, Guid? EstablishmentId, Guid? UsagerId, string SubjectType, Guid SubjectId, DateTimeOffset OpenedAt, DateTimeOffset DueAt);
