using Agenda.Access;
using Agenda.Booking;
using Agenda.Calendars;
using Agenda.Rules;
using Platform;

namespace Agenda.Availability;

/// <summary>A search on behalf of somebody: consent says whose time may be looked at before anything is, and obstacles name only what may be known.</summary>
public sealed class SearchDesk(AgendaDbContext db, AgendaAccess access, AvailabilitySearch search, Holders holders)
{
    private const int LongestDays = 92, MostMembers = 50, MostNeeds = 10;

    public async Task<(IReadOnlyList<(FreeSlot Slot, IReadOnlyList<string> Warnings)> Slots, IReadOnlyList<Breach> Obstacles)> SearchAsync(SearchRequest request, CancellationToken ct)
    {
        await access.RequireHouseAsync(request.EstablishmentId, ct);
        await access.RequireAsync([.. request.Participants.Where(m => m.Kind == CalendarKind.Usager).Select(m => m.Id)], "R", "agenda.search", "establishment", request.EstablishmentId, request.EstablishmentId, ct);
        var found = await search.FindAsync(request, ct);
        var named = await holders.NameAsync([.. found.Obstacles.Concat(found.Slots.SelectMany(s => s.Bent))], ct);
        await db.SaveChangesAsync(ct);
        return ([.. found.Slots.Select(s => (s, (IReadOnlyList<string>)[.. s.Bent.Select(Say).Select(b => b.Explanation)]))], [.. found.Obstacles.Select(Say)]);

        Breach Say(Finding finding) => Wording.Say(finding, found.Facts, request.EstablishmentId, named);
    }

    /// <summary>Refuses what would cost too much or means nothing.</summary>
    public static SearchRequest Checked(SearchRequest r)
    {
        if (r.Until <= r.From) throw new BadInputException("period", "La fin de la période précède son début. Corrigez les deux dates.");
        if (r.Until - r.From > TimeSpan.FromDays(LongestDays)) throw new BadInputException("period-too-long", $"La période dépasse {LongestDays} jours. Demandez-la en plusieurs fois.");
        if (r.Minutes is < 5 or > 1440 || r.StepMinutes is < 5 or > 240 || r.Limit is < 1 or > 100 || r.TransferMinutes is < 0 or > 240) throw new BadInputException("search-limits", "La durée, le pas, le trajet ou le nombre de créneaux demandés sont hors limites. Corrigez la recherche.");
        if (r.Participants.Count + r.Needs.Count == 0 || r.Participants.Count > MostMembers || r.Needs.Count > MostNeeds) throw new BadInputException("search-members", $"Une recherche porte sur 1 à {MostMembers} participants et au plus {MostNeeds} besoins. Corrigez la recherche.");
        if (r.Earliest is { } early && r.Latest is { } late && late <= early && late != TimeOnly.MinValue) throw new BadInputException("period", "La fin de la période précède son début. Corrigez les deux heures.");
        return r;
    }
}
