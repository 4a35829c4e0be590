using Agenda.Access;
using Agenda.Activities;
using Agenda.Attendances;
using Agenda.Booking;
using Agenda.Calendars;
using Agenda.Constraints;
using Agenda.Occurrences;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Agenda.Families;

/// <summary>The week of a person as she herself or somebody close reads it: health is « rendez-vous », nobody else is named, and each line says what may be asked.</summary>
internal static class FamilyAgenda
{
    private const int Most = 1000;

    public static void MapFamilies(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/family/agenda", Read).WithTags("Familles").RequireAuthorization("agenda:read").ProducesProblem(400).ProducesProblem(403).ProducesProblem(404)
            .WithSummary("L'agenda d'une personne pour elle-même ou pour un proche autorisé");

    private static async Task<Ok<FamilyWeek>> Read(Guid usagerId, DateOnly from, DateOnly to, AgendaAccess access, ConsentClient consent, AgendaDbContext db, TimeProvider clock, CancellationToken ct)
    {
        Period.Require(from, to);
        if (!access.ByAccount) throw new ForbiddenException("family-only", "Cette vue est celle de la personne et de ses proches. Ouvrez l'agenda de la personne.");
        var verdict = (await access.RequireAsync([usagerId], "R", "agenda.family", "usager", usagerId, null, ct))[usagerId];
        var ask = (await consent.AskAsync(access.Situation, "U", [usagerId], null, ct))[usagerId];
        var level = !ask.Allowed ? 1 : ask.Level ?? 1;

        var found = await (from p in db.Participations.AsNoTracking()
                           join o in db.Occurrences.AsNoTracking() on p.OccurrenceId equals o.Id
                           join a in db.Activities.AsNoTracking() on o.ActivityId equals a.Id
                           where p.CalendarId == usagerId && o.Day >= @from && o.Day <= to
                           orderby o.StartsAt, o.Id
                           select new { Participation = p, Occurrence = o, Activity = a }).Take(Most + 1).ToListAsync(ct);
        if (found.Count > Most) throw new BadInputException("period-too-full", $"La période compte plus de {Most} rendez-vous. Demandez moins de jours à la fois.");
        var ids = found.ConvertAll(f => f.Occurrence.Id);
        var sizes = await db.Participations.AsNoTracking().Where(p => ids.Contains(p.OccurrenceId) && p.Kind == CalendarKind.Usager && p.Status == ParticipationStatus.Expected)
            .GroupBy(p => p.OccurrenceId).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);
        var requests = (await db.ChangeRequests.AsNoTracking().Where(r => r.UsagerId == usagerId && r.Author == access.Account && ids.Contains(r.OccurrenceId)).OrderBy(r => r.AskedAt).ToListAsync(ct)).ToLookup(r => r.OccurrenceId);
        var away = await AwayAsync(usagerId, from, to, db, ct);
        await db.SaveChangesAsync(ct);
        var now = clock.GetUtcNow();
        return TypedResults.Ok(new FamilyWeek(usagerId, level,
            [.. found.Select(f => FamilyLine.Of(f.Occurrence, f.Activity, f.Participation, verdict, level, sizes.GetValueOrDefault(f.Occurrence.Id), requests[f.Occurrence.Id].LastOrDefault(), now))], away));
    }

    // That the person is away, and never why: a hospital stay is health.
    private static async Task<List<AwayLine>> AwayAsync(Guid usagerId, DateOnly from, DateOnly to, AgendaDbContext db, CancellationToken ct)
    {
        var zone = WallTime.Zone(WallTime.Paris);
        var (start, end) = (WallTime.At(from, TimeOnly.MinValue, zone), WallTime.At(to.AddDays(1), TimeOnly.MinValue, zone));
        return await db.UsagerAbsences.AsNoTracking().Where(a => a.UsagerId == usagerId && !a.Cancelled && a.LeftAt < end && (a.ReturnedAt == null || a.ReturnedAt > start)).OrderBy(a => a.LeftAt)
            .Select(a => new AwayLine(a.LeftAt, a.ReturnedAt)).ToListAsync(ct);
    }
}

/// <param name="Level">1 read, 2 ask, 3 manage alone what is free.</param>
internal sealed record FamilyWeek(Guid UsagerId, int Level, IReadOnlyList<FamilyLine> Items, IReadOnlyList<AwayLine> Away);

internal sealed record AwayLine(DateTimeOffset LeftAt, DateTimeOffset? ReturnedAt);

/// <param name="GroupSize">How many take part, the person included; who they are is not told.</param>
/// <param name="May">nothing, ask or decide: what the caller may do about this line.</param>
internal sealed record FamilyLine(Guid OccurrenceId, DateTimeOffset StartsAt, DateTimeOffset EndsAt, DateOnly Day, string Label, string Kind, string Status, int GroupSize, string May, Guid? RequestId, RequestStatus? Request, string? Answer)
{
    public static FamilyLine Of(Occurrence o, Activity a, Participation own, Verdict verdict, int level, int size, ChangeRequest? request, DateTimeOffset now)
    {
        var health = a.Health && verdict.Minimal;
        var cancelled = o.Status == OccurrenceStatus.Cancelled || own.Status != ParticipationStatus.Expected;
        var ahead = o.Open && !cancelled && o.StartsAt > now;
        var alone = level == 3 && a.SelfManagedHoursAhead is { } hours && o.StartsAt - now >= TimeSpan.FromHours(hours);
        return new(o.Id, o.StartsAt, o.EndsAt, o.Day, health ? Holders.HealthLabel : a.Label, health ? "rdv" : a.Kind, cancelled ? "annulé" : o.Status == OccurrenceStatus.Done ? "réalisé" : "prévu", size,
            !ahead || level < 2 ? "nothing" : alone ? "decide" : "ask", request?.Id, request?.Status, request?.Answer);
    }
}
