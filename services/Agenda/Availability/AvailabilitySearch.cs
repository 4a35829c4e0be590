using Agenda.Activities;
using Agenda.Calendars;
using Agenda.Rules;
using NodaTime;

namespace Agenda.Availability;

/// <summary>
/// Goes through the open hours step by step and keeps the slots in which everybody asked is free and each need finds an answer. Slots that
/// bend no rule come first. It stops when it has enough of them, so what it says of obstacles covers what it has looked at.
/// </summary>
public sealed class AvailabilitySearch(Candidates candidates, TimeProvider clock)
{
    private static readonly TimeOnly Morning = new(8, 0), Evening = new(19, 0);

    public async Task<Found> FindAsync(SearchRequest search, CancellationToken ct)
    {
        var (facts, answers) = await candidates.ReadAsync(search, ct);
        var (clean, bent, obstacles) = (new List<FreeSlot>(), new List<FreeSlot>(), new Obstacles());
        var trial = new SlotTrial(answers, facts, obstacles);
        foreach (var start in Starts(search, facts))
        {
            var proposal = new Proposal(search.EstablishmentId, search.UnitId, start, start.AddMinutes(search.Minutes), search.Participants)
            {
                TransferMinutes = search.TransferMinutes, Itself = search.Itself, CoAnimation = search.CoAnimation,
            };
            if (trial.Try(proposal) is not { } slot) continue;
            (slot.Bent.Count == 0 ? clean : bent).Add(slot);
            if (clean.Count == search.Limit) break;
        }

        for (var i = 0; i < answers.Count; i++)
            if (answers[i].Count == 0) obstacles.Add([Lacking(search, search.Needs[i], facts)]);
        return new([.. clean.Concat(bent).Take(search.Limit)], obstacles.Merged(), facts);
    }

    private IEnumerable<DateTimeOffset> Starts(SearchRequest search, PlanningFacts facts)
    {
        var zone = facts.ZoneOf(search.EstablishmentId);
        var from = search.From > clock.GetUtcNow() ? search.From : clock.GetUtcNow();
        var last = WallTime.DayOf(search.Until, zone);
        for (var day = WallTime.DayOf(from, zone); day <= last; day = day.AddDays(1))
        {
            foreach (var (opens, closes) in Open(search, facts, day))
            {
                for (var minute = Minute(opens); minute + search.Minutes <= closes; minute += search.StepMinutes)
                {
                    var start = WallTime.At(day, new TimeOnly(minute / 60, minute % 60), zone);
                    if (start >= from && start.AddMinutes(search.Minutes) <= search.Until) yield return start;
                }
            }
        }
    }

    private static IEnumerable<(TimeOnly Opens, int Closes)> Open(SearchRequest search, PlanningFacts facts, DateOnly day)
    {
        if (search.Earliest is not null || search.Latest is not null) return [(search.Earliest ?? Morning, End(search.Latest ?? Evening))];
        var house = facts.House(search.EstablishmentId);
        return house is null || house.Hours.Unlimited ? [(Morning, End(Evening))] : house.Hours.On(day).Select(h => (h.From, End(h.To)));
    }

    private static int Minute(TimeOnly time) => time.Hour * 60 + time.Minute;

    private static int End(TimeOnly time) => time == TimeOnly.MinValue ? 24 * 60 : Minute(time);

    /// <summary>Nothing answers the need at any time: the reason is what the nearest one lacks.</summary>
    private static Finding Lacking(SearchRequest search, Need need, PlanningFacts facts)
    {
        var whole = new Stretch(search.From.UtcTicks, search.Until.UtcTicks, BusyNature.Occurrence, Guid.Empty);
        if (need.Kind == CalendarKind.Staff)
            return new(need.Qualification.Length > 0 && facts.Staff.Values.Any(s => s.EstablishmentId == need.EstablishmentId) ? "qualification" : "none-of-kind", true, new(need.Kind, Guid.Empty), whole, need.Qualification);
        var alike = facts.Resources.Values.Where(r => r.Kind == need.Kind && r.EstablishmentId == need.EstablishmentId && (need.Type.Length == 0 || r.Type == need.Type)).ToList();
        return alike.Count == 0
            ? new("none-of-kind", true, new(need.Kind, Guid.Empty), whole, need.Type)
            : new("capacity", true, new(need.Kind, alike[0].Id), whole, $"{need.Capacity} places ou {need.Wheelchairs} fauteuil(s) demandés");
    }
}
