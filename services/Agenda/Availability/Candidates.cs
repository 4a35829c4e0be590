using Agenda.Calendars;
using Agenda.Resources;
using Agenda.Rules;
using Agenda.Staff;
using Microsoft.EntityFrameworkCore;

namespace Agenda.Availability;

/// <summary>Who could answer each need, and all that the rules look at for them and for the participants: five queries at most, however many there are.</summary>
public sealed class Candidates(AgendaDbContext db, KnownCalendars known)
{
    public async Task<(PlanningFacts Facts, IReadOnlyList<IReadOnlyList<Member>> Answers)> ReadAsync(SearchRequest search, CancellationToken ct)
    {
        var houses = search.Needs.Select(n => n.EstablishmentId).Append(search.EstablishmentId).Distinct().ToList();
        var things = search.Participants.Where(m => m.Calendar.IsResource).Select(m => m.Id).ToList();
        var people = search.Participants.Where(m => m.Kind == CalendarKind.Staff).Select(m => m.Id).ToList();
        var (wantsThings, wantsPeople) = (search.Needs.Any(n => n.Kind != CalendarKind.Staff), search.Needs.Any(n => n.Kind == CalendarKind.Staff));

        var resources = !wantsThings && things.Count == 0 ? []
            : await db.Resources.AsNoTracking().Where(r => wantsThings && houses.Contains(r.EstablishmentId) && r.Active || things.Contains(r.Id)).ToDictionaryAsync(r => r.Id, ct);
        var staff = !wantsPeople && people.Count == 0 ? []
            : await db.StaffMembers.AsNoTracking().Where(s => wantsPeople && houses.Contains(s.EstablishmentId) || people.Contains(s.SituationId)).ToDictionaryAsync(s => s.SituationId, ct);
        var answers = search.Needs.Select(need => Answer(need, search, resources.Values, staff.Values)).ToList();

        Guid[] calendars = [.. answers.SelectMany(a => a).Concat(search.Participants).Select(m => m.Id).Distinct()];
        var times = await known.ReadAsync(db, calendars, search.From.AddDays(-1), search.Until.AddDays(1), ct);
        var rules = await db.Houses.AsNoTracking().Where(h => houses.Contains(h.EstablishmentId)).ToDictionaryAsync(h => h.EstablishmentId, ct);
        return (new(times, resources, staff, rules), answers);
    }

    // The one asked for, then those of the unit, then the smallest that is large enough.
    private static IReadOnlyList<Member> Answer(Need need, SearchRequest search, IEnumerable<Resource> resources, IEnumerable<StaffMember> staff)
    {
        var taken = search.Participants.Select(m => m.Id).ToHashSet();
        if (need.Kind == CalendarKind.Staff)
            return [.. staff.Where(s => s.EstablishmentId == need.EstablishmentId && !taken.Contains(s.SituationId) && (need.Qualification.Length == 0 || s.Qualifications.Contains(need.Qualification)))
                .OrderBy(s => s.SituationId != need.Preferred).ThenBy(s => s.SituationId).Select(s => new Member(CalendarKind.Staff, s.SituationId))];
        return [.. resources.Where(r => r.Kind == need.Kind && r.EstablishmentId == need.EstablishmentId && !taken.Contains(r.Id) && Suits(need, r))
            .OrderBy(r => r.Id != need.Preferred).ThenBy(r => r.UnitId != need.UnitId).ThenBy(r => r.Capacity).ThenBy(r => r.Name, StringComparer.Ordinal).Select(r => new Member(r.Kind, r.Id))];
    }

    internal static bool Suits(Need need, Resource r) => (need.Type.Length == 0 || r.Type == need.Type) && (need.Capacity == 0 || r.Capacity >= need.Capacity) && r.WheelchairPlaces >= need.Wheelchairs;
}
