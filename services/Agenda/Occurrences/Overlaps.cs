using Agenda.Calendars;
using Microsoft.EntityFrameworkCore;

namespace Agenda.Occurrences;

/// <summary>What another structure expects a person at.</summary>
public sealed record HeldElsewhere(Guid UsagerId, Guid OccurrenceId, Guid? EstablishmentId, DateTimeOffset StartsAt, DateTimeOffset EndsAt);

/// <summary>Where two structures expect a person at the same time: read from what calendars hold, so that it ends when one of them gives way.</summary>
public sealed class Overlaps(AgendaDbContext db)
{
    /// <summary>What other structures hold of these persons during each occurrence, by occurrence and person; one query, none when nobody is seen.</summary>
    public async Task<ILookup<(Guid Occurrence, Guid Usager), HeldElsewhere>> FindAsync(IReadOnlyList<Occurrence> occurrences, ILookup<Guid, Participation> members, IReadOnlyList<Guid> seen, CancellationToken ct)
    {
        var held = (await ReadAsync(occurrences, seen, ct)).ToLookup(h => h.UsagerId);
        var pairs = from o in occurrences
                    where held.Count > 0 && o.Status != OccurrenceStatus.Cancelled
                    from p in members[o.Id]
                    where p is { Kind: CalendarKind.Usager, Status: ParticipationStatus.Expected }
                    from other in held[p.CalendarId]
                    where other.EstablishmentId != o.EstablishmentId && other.StartsAt < o.EndsAt && other.EndsAt > o.StartsAt
                    select (Key: (o.Id, p.CalendarId), Other: other);
        return pairs.ToLookup(p => p.Key, p => p.Other);
    }

    // What a house shows of itself asks only for what is elsewhere: hardly anything, however long its planning.
    private async Task<List<HeldElsewhere>> ReadAsync(IReadOnlyList<Occurrence> occurrences, IReadOnlyList<Guid> seen, CancellationToken ct)
    {
        if (seen.Count == 0) return [];
        var (from, until) = (occurrences.Min(o => o.StartsAt), occurrences.Max(o => o.EndsAt));
        var query = db.BusyTimes.AsNoTracking().Where(b => seen.Contains(b.CalendarId) && b.EndsAt > from && b.StartsAt < until && b.Nature == BusyNature.Occurrence);
        var house = occurrences[0].EstablishmentId;
        if (occurrences.All(o => o.EstablishmentId == house)) query = query.Where(b => b.EstablishmentId != house);
        return await query.OrderBy(b => b.StartsAt).Select(b => new HeldElsewhere(b.CalendarId, b.SourceId, b.EstablishmentId, b.StartsAt, b.EndsAt)).ToListAsync(ct);
    }
}
