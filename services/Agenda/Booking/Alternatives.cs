using Agenda.Availability;
using Agenda.Rules;

namespace Agenda.Booking;

/// <summary>What is free instead: another thing of the same kind at the same time first, then the next times.</summary>
public sealed class Alternatives(AvailabilitySearch search)
{
    private const int Offered = 3, Days = 14;

    public async Task<IReadOnlyList<FreeSlot>> FindAsync(Proposal wanted, PlanningFacts facts, CancellationToken ct)
    {
        var things = wanted.Members.Where(m => facts.Resources.ContainsKey(m.Id)).Select(m => (Member: m, Resource: facts.Resources[m.Id])).ToList();
        var persons = wanted.Members.Count - wanted.Members.Count(m => m.Calendar.IsResource);
        var request = new SearchRequest(wanted.EstablishmentId, [.. wanted.Members.Where(m => !facts.Resources.ContainsKey(m.Id))],
            [.. things.Select(t => new Need(t.Resource.Kind, t.Resource.EstablishmentId, t.Resource.Type, "", t.Resource.Capacity == 0 ? 0 : persons) { Preferred = t.Resource.Id, UnitId = wanted.UnitId })],
            wanted.StartsAt, wanted.StartsAt.AddDays(Days), (int)(wanted.EndsAt - wanted.StartsAt).TotalMinutes)
        {
            UnitId = wanted.UnitId, Limit = Offered, Itself = wanted.Itself, CoAnimation = wanted.CoAnimation, TransferMinutes = wanted.TransferMinutes,
        };
        return (await search.FindAsync(request, ct)).Slots;
    }
}
