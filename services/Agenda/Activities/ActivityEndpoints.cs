using Agenda.Access;
using Agenda.Calendars;
using Agenda.Occurrences;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Agenda.Activities;

/// <summary>A deviation from the series.</summary>
public sealed record ChangeView(ChangeKind Kind, Guid? OccurrenceId, DateTimeOffset WasAt, DateTimeOffset? NowAt, string? Reason, DateTimeOffset At);

public sealed record ActivityView(Guid Id, Guid EstablishmentId, Guid? UnitId, string Kind, string Label, string? SerafinCode, DateOnly FirstDay, TimeOnly StartTime, int Minutes, string Zone, string? Rule,
    IReadOnlyList<DateOnly> ExcludedDays, DateOnly PlannedUntil, DateOnly? EndsOn, IReadOnlyList<MemberView> Members, IReadOnlyList<ChangeView> Changes, int Version);

/// <param name="LastDay">Last day on which it takes place; later occurrences are cancelled.</param>
public sealed record SeriesEnd(DateOnly LastDay);

public static class ActivityEndpoints
{
    public static void MapActivities(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/activities", PlanActivity.Plan).WithTags("Activités").RequireAuthorization("agenda:write").ProducesProblem(400).ProducesProblem(409)
            .WithSummary("Planifie une activité, une fois ou en série ; chaque séance dit ce qu'il en est");
        routes.MapGet("/activities/{id:guid}", Read).WithTags("Activités").RequireAuthorization("agenda:read").ProducesProblem(404);
        routes.MapPost("/activities/{id:guid}/end", End).WithTags("Activités").RequireAuthorization("agenda:write").ProducesProblem(409).ProducesProblem(412);
    }

    private static async Task<Ok<ActivityView>> Read(Guid id, HttpContext http, AgendaDbContext db, AgendaAccess access, CancellationToken ct)
    {
        var activity = await db.Activities.AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, ct) ?? throw await access.MissingAsync("activity", id, "agenda.activity", ct);
        var members = await ActivityMember.OfActivityAsync(db, id, ct);
        var changes = await db.OccurrenceChanges.AsNoTracking().Where(c => c.ActivityId == id).OrderByDescending(c => c.At).ThenByDescending(c => c.Id).Take(500).ToListAsync(ct);
        var usagers = members.Where(m => m.Kind == CalendarKind.Usager).Select(m => m.Id).ToList();
        var verdicts = await access.SeeAsync(usagers, "agenda.activity", "activity", id, activity.EstablishmentId, ct);
        if (usagers.Count == 0) await access.RequireHouseAsync(activity.EstablishmentId, ct);
        else if (!verdicts.Values.Any(v => v.Allowed)) throw await access.MissingAsync("activity", id, "agenda.activity", ct);
        var masked = activity.Health && usagers.Count > 0 && verdicts.Values.Where(v => v.Allowed).All(v => v.Minimal);
        await db.SaveChangesAsync(ct);
        http.SetVersion(activity.Version);
        return TypedResults.Ok(new ActivityView(id, activity.EstablishmentId, activity.UnitId, masked ? "rdv" : activity.Kind, masked ? Booking.Holders.HealthLabel : activity.Label, masked ? null : activity.SerafinCode,
            activity.FirstDay, activity.StartTime, activity.Minutes, activity.Zone, activity.Rule, activity.ExcludedDays, activity.PlannedUntil, activity.EndsOn,
            [.. members.Where(m => m.Kind != CalendarKind.Usager || verdicts[m.Id].Allowed).Select(m => new MemberView(m.Kind, m.Id, ParticipationStatus.Expected, m.Wheelchair))],
            [.. changes.AsEnumerable().Reverse().Select(c => new ChangeView(c.Kind, c.OccurrenceId, c.WasAt, c.NowAt, c.Reason, c.At))], activity.Version));
    }

    /// <summary>Ends a series: what comes after the last day is cancelled, what has taken place stays.</summary>
    private static async Task<NoContent> End(Guid id, SeriesEnd request, HttpContext http, AgendaDbContext db, AgendaAccess access, OccurrenceDesk desk, CancellationToken ct)
    {
        var activity = await db.Activities.SingleOrDefaultAsync(a => a.Id == id, ct) ?? throw await access.MissingAsync("activity", id, "agenda.end-series", ct);
        var usagers = (await ActivityMember.OfActivityAsync(db, id, ct)).FindAll(m => m.Kind == CalendarKind.Usager).ConvertAll(m => m.Id);
        if (usagers.Count == 0) await access.RequireHouseAsync(activity.EstablishmentId, ct);
        await access.RequireAsync(usagers, "U", "agenda.end-series", "activity", id, activity.EstablishmentId, ct);
        http.RequireVersion(activity.Version);
        activity.EndAfter(request.LastDay);
        await db.SaveChangesAsync(ct);
        var later = await db.Occurrences.Where(o => o.ActivityId == id && o.Day > request.LastDay && (o.Status == OccurrenceStatus.Planned || o.Status == OccurrenceStatus.Validated)).Select(o => o.Id).ToListAsync(ct);
        foreach (var occurrence in later)
            if (await desk.FindAsync(occurrence, ct) is { } file) await desk.CancelAsync(file, "structure", ct);
        return TypedResults.NoContent();
    }
}
