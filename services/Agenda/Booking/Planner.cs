using Agenda.Activities;
using Agenda.Calendars;
using Agenda.Occurrences;
using Agenda.Rules;
using Contracts.Agenda;
using Platform;

namespace Agenda.Booking;

public enum DayOutcome { Planned, Conflict, Skipped }

/// <summary>What became of one day of a plan.</summary>
/// <param name="Findings">Hard or unanswered soft rules of a conflict; the soft ones that were bent when it is planned.</param>
public sealed record PlannedDay(DateTimeOffset StartsAt, DateTimeOffset EndsAt, DayOutcome Outcome, Occurrence? Occurrence, IReadOnlyList<Finding> Findings, string? Skipped = null);

/// <summary>
/// Puts occurrences into calendars. It works in the caller's transaction: it takes every calendar first, then looks, then writes, so that of
/// two writers the second sees what the first has done.
/// </summary>
public sealed class Planner(AgendaDbContext db, FactsReader reader, TimeProvider clock)
{
    /// <summary>Each day gets its own answer; a day without room never stops the others.</summary>
    public Task<(IReadOnlyList<PlannedDay> Days, PlanningFacts Facts)> PlanAsync(Activity activity, IReadOnlyList<Member> members, IReadOnlyList<DateOnly> days, string? overrideReason, CancellationToken ct)
    {
        var zone = WallTime.Zone(activity.Zone);
        return PlanAsync(activity, members, [.. days.Select(day => (day, WallTime.At(day, activity.StartTime, zone)))], overrideReason, ct);
    }

    /// <summary>An appointment keeps the instant it was asked for: in the night of a doubled hour, the hour on the wall is two instants.</summary>
    public async Task<(PlannedDay Day, PlanningFacts Facts)> PlanOnceAsync(Activity activity, IReadOnlyList<Member> members, DateTimeOffset startsAt, string? overrideReason, CancellationToken ct)
    {
        var (days, facts) = await PlanAsync(activity, members, [.. activity.DaysUntil(activity.FirstDay).Select(day => (day, startsAt))], overrideReason, ct);
        return (days[0], facts);
    }

    /// <summary>Writes the occurrence, who takes part and what they hold.</summary>
    public Occurrence Place(Activity activity, IReadOnlyList<Member> members, DateTimeOffset start, DateTimeOffset end, PlanningFacts facts, IReadOnlyCollection<Finding> bent, string? overrideReason)
    {
        var now = clock.GetUtcNow();
        var occurrence = Occurrence.Of(activity, start, end, bent.Count > 0 ? overrideReason : null, now);
        db.Occurrences.Add(occurrence);
        foreach (var member in members) db.Participations.Add(Participation.Of(occurrence.TenantId, occurrence.Id, member.Kind, member.Id, member.Wheelchair));
        Hold(occurrence, activity.CoAnimation, members, facts);
        db.Publish(ActivityPlanned.Topic, new ActivityPlanned(occurrence.Id, activity.Id, activity.EstablishmentId, activity.Kind, start, end,
            [.. members.Where(m => m.Kind == CalendarKind.Usager).Select(m => m.Id)], [.. members.Where(m => m.Kind == CalendarKind.Staff).Select(m => m.Id)], activity.SourceId, occurrence.Version), occurrence.Id);
        TellOthers(occurrence, bent, now);
        return occurrence;
    }

    /// <summary>The calendars of the members are no longer free in that time.</summary>
    public void Hold(Occurrence occurrence, bool joint, IEnumerable<Member> members, PlanningFacts facts)
    {
        foreach (var member in members)
        {
            var (start, end) = facts.Hold(member, occurrence.StartsAt.UtcTicks, occurrence.EndsAt.UtcTicks);
            db.BusyTimes.Add(Busy.For(occurrence.TenantId, member.Id, Stretch.Instant(start), Stretch.Instant(end), BusyNature.Occurrence, occurrence.Id, occurrence.EstablishmentId, occurrence.UnitId, joint,
                facts.Taken?.Versions.GetValueOrDefault(member.Id) ?? 0));
            facts.Take(member.Id, new(start, end, BusyNature.Occurrence, occurrence.Id, occurrence.EstablishmentId, occurrence.UnitId, joint));
        }
    }

    /// <summary>The other structure learns that the person is wanted in two places.</summary>
    public void TellOthers(Occurrence occurrence, IEnumerable<Finding> bent, DateTimeOffset now)
    {
        foreach (var found in bent.Where(f => f is { Rule: "usager-elsewhere", What.EstablishmentId: not null }))
            db.Publish(OverlapFound.Topic, new OverlapFound(occurrence.Id, found.What.SourceId, found.Calendar!.Id, occurrence.EstablishmentId, found.What.EstablishmentId!.Value, occurrence.StartsAt, now), occurrence.Id);
    }

    private async Task<(IReadOnlyList<PlannedDay> Days, PlanningFacts Facts)> PlanAsync(Activity activity, IReadOnlyList<Member> members, List<(DateOnly Day, DateTimeOffset Start)> moments, string? overrideReason, CancellationToken ct)
    {
        var (first, last) = moments.Count == 0 ? (clock.GetUtcNow(), clock.GetUtcNow()) : (moments[0].Start, moments[^1].Start.AddMinutes(activity.Minutes));
        var facts = await reader.TakeAsync(activity.EstablishmentId, members, first, last, ct);
        return ([.. moments.Select(moment => Plan(activity, members, moment.Day, moment.Start, facts, overrideReason))], facts);
    }

    private PlannedDay Plan(Activity activity, IReadOnlyList<Member> members, DateOnly day, DateTimeOffset start, PlanningFacts facts, string? overrideReason)
    {
        var end = start.AddMinutes(activity.Minutes);
        var house = facts.House(activity.EstablishmentId);
        if (activity.Repeats && activity.SkipSchoolHolidays && house?.SchoolHolidays.Holds(day) == true) return new(start, end, DayOutcome.Skipped, null, [], "vacances scolaires");
        if (activity.Repeats && house?.ClosedBecause(day) is { } why) return new(start, end, DayOutcome.Skipped, null, [], why);

        var findings = PlanningRules.Check(Proposal.For(activity, start, end, members), facts);
        if (findings.Exists(f => f.Hard) || findings.Count > 0 && string.IsNullOrWhiteSpace(overrideReason)) return new(start, end, DayOutcome.Conflict, null, findings);
        return new(start, end, DayOutcome.Planned, Place(activity, members, start, end, facts, findings, overrideReason), findings);
    }
}
