using Agenda.Access;
using Agenda.Activities;
using Agenda.Attendances;
using Agenda.Booking;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Agenda.Notes;

/// <summary>What each capture leaves in the person's own file: a presence, an absence or a refusal, under the id of its attendance.</summary>
internal static class TraceEndpoints
{
    public static void MapTraces(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/usagers/{id:guid}/traces", List).WithTags("Notes").RequireAuthorization("agenda:read").ProducesProblem(400).ProducesProblem(404)
            .WithSummary("Ce que chaque séance laisse au dossier d'une personne entre deux jours : présence, absence ou refus");

    private static async Task<Ok<TraceList>> List(Guid id, DateOnly from, DateOnly to, PresenceAccess access, AgendaDbContext db, CancellationToken ct)
    {
        Attendances.Period.Require(from, to);
        var house = await db.Attendances.Where(a => a.UsagerId == id).Select(a => (Guid?)a.EstablishmentId).FirstOrDefaultAsync(ct);
        var verdict = await access.RequireAsync(id, "R", "trace.list", "usager", id, house, ct);
        var attendances = await db.Attendances.AsNoTracking().Where(a => a.UsagerId == id && a.State != null && a.ServiceDate >= from && a.ServiceDate <= to).OrderBy(a => a.ServiceDate).ThenBy(a => a.Id).ToListAsync(ct);
        var planned = attendances.Select(a => a.ActivityId).Distinct().ToList();
        var activities = await db.Activities.AsNoTracking().Where(a => planned.Contains(a.Id)).ToDictionaryAsync(a => a.Id, ct);
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(new TraceList([.. attendances.Take(2000).Select(a => TraceView.Of(a, activities[a.ActivityId], verdict.Minimal))], attendances.Count));
    }
}

internal sealed record TraceList(IReadOnlyList<TraceView> Items, int Total);

/// <param name="Sentence">As it is read in the file.</param>
internal sealed record TraceView(Guid AttendanceId, int Version, Guid OccurrenceId, Guid EstablishmentId, DateOnly ServiceDate, string State, string Sentence, int Minutes, bool ToVerify)
{
    public static TraceView Of(Attendance a, Activity activity, bool minimal)
    {
        var label = minimal && activity.Health ? Holders.HealthLabel : activity.Label;
        return new(a.Id, a.Version, a.OccurrenceId, a.EstablishmentId, a.ServiceDate, a.State!.Value.Word(), $"{Say(a.State.Value)} : {label}", a.Minutes, a.ToVerify);
    }

    private static string Say(AttendanceState state) => state switch
    {
        AttendanceState.Present => "Présence",
        AttendanceState.Partial => "Présence d'une partie du temps",
        AttendanceState.AbsentJustified => "Absence annoncée",
        AttendanceState.AbsentUnplanned => "Absence non annoncée",
        AttendanceState.Refused => "Refus de la personne",
        AttendanceState.Cancelled => "Annulée par la structure",
        _ => "Fait pour la personne, sans elle",
    };
}
