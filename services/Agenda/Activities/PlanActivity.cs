using System.Text.Json;
using Agenda.Access;
using Agenda.Booking;
using Agenda.Calendars;
using Agenda.Occurrences;
using Agenda.Rules;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Agenda.Activities;

/// <summary>What became of one day of the series.</summary>
/// <param name="Outcome">Planned, Conflict or Skipped.</param>
public sealed record DayView(DateTimeOffset StartsAt, DateTimeOffset EndsAt, DayOutcome Outcome, Guid? OccurrenceId, IReadOnlyList<BreachView> Reasons, string? Skipped);

/// <summary>A rule in the way, in words.</summary>
public sealed record BreachView(string Rule, string Reason, bool Hard, CalendarKind? Kind, Guid? CalendarId, DateTimeOffset StartsAt, DateTimeOffset EndsAt, string Explanation, Guid? HeldBy)
{
    internal static BreachView Of(Breach b) => new(b.Rule, b.Reason, b.Hard, b.Calendar?.Kind, b.Calendar?.Id, b.StartsAt, b.EndsAt, b.Explanation, b.HeldBy);
}

public sealed record PlannedView(Guid ActivityId, int Planned, int Conflicts, int Skipped, DateOnly PlannedUntil, IReadOnlyList<DayView> Days);

/// <summary>Plans an activity: every day of the series says what became of it.</summary>
internal static class PlanActivity
{
    /// <summary>How far ahead occurrences are made; a worker goes on from there.</summary>
    public const int HorizonDays = 190;

    public static async Task<Created<PlannedView>> Plan(ActivityRequest request, HttpContext http, AgendaDbContext db, AgendaAccess access, FactsReader reader, Planner planner, Holders holders, TimeProvider clock, CancellationToken ct)
    {
        var (draft, members, key) = (request.Draft(), MemberRequest.Read(request.Members), http.Request.Headers["Idempotency-Key"].ToString());
        await access.RequireHouseAsync(draft.EstablishmentId, ct);
        await access.RequireAsync([.. members.Where(m => m.Kind == CalendarKind.Usager).Select(m => m.Id)], "C", "agenda.plan", "establishment", draft.EstablishmentId, draft.EstablishmentId, ct);
        var content = JsonSerializer.Serialize(request);
        if (await NumberedRequest.FindAsync(db, key, content, ct) is { } made) return await AgainAsync(made, db, access, ct);
        await reader.MeetStaffAsync(members, draft.EstablishmentId, ct);
        await reader.RequireResourcesAsync(members, draft.EstablishmentId, ct);

        var now = clock.GetUtcNow();
        var activity = Activity.Plan(db.TenantId, draft, access.Author, now);
        var days = activity.DaysUntil(Horizon(activity, now));
        if (days.Count == 0) throw new BadInputException("recurrence-empty", "Cette règle ne donne aucune séance. Vérifiez le premier jour, les jours exclus et la fin.");
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var (outcomes, facts) = await planner.PlanAsync(activity, members, days, request.OverrideReason, ct);
        if (outcomes.All(o => o.Outcome != DayOutcome.Planned))
        {
            await transaction.RollbackAsync(ct);
            var breaches = await holders.SayAsync([.. outcomes.SelectMany(o => o.Findings).Take(50)], facts, activity.EstablishmentId, ct);
            await access.KeepTrailAsync(ct);
            if (breaches.Count == 0) throw new RuleBrokenException("nothing-planned", "Aucune séance ne peut avoir lieu : toutes tombent un jour de fermeture ou de vacances. Changez les jours de la série.");
            throw Refusals.Conflict(breaches, []);
        }

        db.Activities.Add(activity);
        if (activity.Repeats) foreach (var member in members) db.ActivityMembers.Add(ActivityMember.Of(activity, member.Kind, member.Id, member.Wheelchair));
        foreach (var conflict in outcomes.Where(o => o.Outcome == DayOutcome.Conflict))
            db.OccurrenceChanges.Add(OccurrenceChange.NotPlanned(activity, conflict.StartsAt, string.Join(',', conflict.Findings.Select(f => f.Rule).Distinct()), access.Author, now));
        NumberedRequest.Remember(db, key, content, activity.Id, now);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);

        var named = await holders.NameAsync([.. outcomes.SelectMany(o => o.Findings)], ct);
        await db.SaveChangesAsync(ct);
        return TypedResults.Created($"/activities/{activity.Id}", new PlannedView(activity.Id, outcomes.Count(o => o.Outcome == DayOutcome.Planned), outcomes.Count(o => o.Outcome == DayOutcome.Conflict),
            outcomes.Count(o => o.Outcome == DayOutcome.Skipped), activity.PlannedUntil, [.. outcomes.Select(Show)]));

        DayView Show(PlannedDay o) => new(o.StartsAt, o.EndsAt, o.Outcome, o.Occurrence?.Id, [.. o.Findings.Select(f => BreachView.Of(Wording.Say(f, facts, activity.EstablishmentId, named)))], o.Skipped);
    }

    // A single activity is planned whenever it is; a series as far as the horizon, counted from today or from its first day.
    internal static DateOnly Horizon(Activity activity, DateTimeOffset now)
    {
        var today = WallTime.DayOf(now, WallTime.Zone(activity.Zone));
        return (activity.FirstDay > today ? activity.FirstDay : today).AddDays(HorizonDays);
    }

    private static async Task<Created<PlannedView>> AgainAsync(Guid id, AgendaDbContext db, AgendaAccess access, CancellationToken ct)
    {
        var activity = await db.Activities.AsNoTracking().SingleAsync(a => a.Id == id, ct);
        var occurrences = await db.Occurrences.AsNoTracking().Where(o => o.ActivityId == id).OrderBy(o => o.StartsAt).ToListAsync(ct);
        var conflicts = await db.OccurrenceChanges.AsNoTracking().CountAsync(c => c.ActivityId == id && c.Kind == ChangeKind.Conflict, ct);
        await access.KeepTrailAsync(ct);
        return TypedResults.Created($"/activities/{id}", new PlannedView(id, occurrences.Count, conflicts, 0, activity.PlannedUntil,
            [.. occurrences.Select(o => new DayView(o.StartsAt, o.EndsAt, DayOutcome.Planned, o.Id, [], null))]));
    }
}
