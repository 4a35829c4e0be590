using Agenda.Calendars;
using Agenda.Houses;
using Agenda.Resources;
using Agenda.Rules;
using Agenda.Staff;
using Microsoft.EntityFrameworkCore;

namespace Agenda.Availability;

/// <summary>
/// Who could answer each need, and all that the rules look at for them and for the participants. One query when everything asked is as it was
/// remembered, eight at most, however many there are.
/// </summary>
public sealed class Candidates(AgendaDbContext db, KnownCalendars calendars, KnownHouses houses)
{
    public async Task<(PlanningFacts Facts, IReadOnlyList<IReadOnlyList<Member>> Answers)> ReadAsync(SearchRequest search, CancellationToken ct)
    {
        await db.Database.OpenConnectionAsync(ct);
        try
        {
            return await ReadOpenAsync(search, ct);
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }

    private async Task<(PlanningFacts, IReadOnlyList<IReadOnlyList<Member>>)> ReadOpenAsync(SearchRequest search, CancellationToken ct)
    {
        var wanted = search.Needs.Select(n => n.EstablishmentId).Append(search.EstablishmentId).Distinct().ToList();
        // What is remembered names the candidates, so that one query asks for the versions of houses and calendars alike.
        var guess = Answers(search, [.. wanted.Select(h => houses.Remembered(db.TenantId, h)).OfType<HouseFile>()]);
        Guid[] asked = [.. wanted.Concat(search.Participants.Concat(guess.SelectMany(a => a)).Select(m => m.Id)).Distinct()];
        var versions = await KnownHouses.VersionsAsync(db, asked, ct);
        var files = await houses.ReadAsync(db, wanted, versions, ct);

        var answers = Answers(search, [.. files.Values]);
        var members = search.Participants.Concat(answers.SelectMany(a => a)).Select(m => m.Id).Distinct().ToList();
        if (members.Except(asked).ToList() is { Count: > 0 } late)
            foreach (var (id, version) in await KnownHouses.VersionsAsync(db, late, ct)) versions[id] = version;
        var times = await calendars.ReadAsync(db, members, versions, search.From.AddDays(-1), search.Until.AddDays(1), ct);
        var facts = await FactsReader.OfFilesAsync(db, files, search.Participants, times, null, ct);
        return (facts, answers);
    }

    private static List<IReadOnlyList<Member>> Answers(SearchRequest search, IReadOnlyList<HouseFile> files)
    {
        var (resources, staff) = (files.SelectMany(f => f.Resources).Where(r => r.Active).ToList(), files.SelectMany(f => f.Staff).ToList());
        return [.. search.Needs.Select(need => Answer(need, search, resources, staff))];
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
