using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;

namespace Agenda.Calendars;

/// <summary>
/// Timetables as last read, each with the version its row had. A search reads the versions first (one short query) and then only the
/// calendars that have changed since: what it answers with was true when it asked, on any replica.
/// </summary>
public sealed class KnownCalendars(TimeProvider clock)
{
    private const int Capacity = 1_000_000;
    private static readonly TimeSpan Behind = TimeSpan.FromDays(1);
    private readonly ConcurrentDictionary<(Guid Tenant, Guid Calendar), Known> _known = new();
    private long _stretches;

    /// <summary>At most one query, however many calendars; none when all are as they were.</summary>
    /// <param name="versions">Just read; a calendar that nothing ever held has none.</param>
    public async Task<IReadOnlyDictionary<Guid, Timetable>> ReadAsync(AgendaDbContext db, IReadOnlyCollection<Guid> calendars, IReadOnlyDictionary<Guid, long> versions, DateTimeOffset from, DateTimeOffset until, CancellationToken ct)
    {
        var floor = clock.GetUtcNow() - Behind;
        if (from < floor) return await FreshAsync(db, calendars, from, until, ct);

        var read = calendars.ToDictionary(id => id, _ => Timetable.Free);
        var stale = new List<Guid>();
        foreach (var id in calendars)
        {
            if (!versions.TryGetValue(id, out var version)) continue;
            if (_known.TryGetValue((db.TenantId, id), out var known) && known.Version == version && known.From <= from) read[id] = known.Times;
            else stale.Add(id);
        }

        if (stale.Count == 0) return read;
        foreach (var (id, times) in await FreshAsync(db, stale, floor, DateTimeOffset.MaxValue, ct))
        {
            read[id] = times;
            Keep((db.TenantId, id), new(versions[id], floor, times));
        }

        return read;
    }

    /// <summary>Straight from the database, for who holds the calendars and decides.</summary>
    public static async Task<IReadOnlyDictionary<Guid, Timetable>> FreshAsync(AgendaDbContext db, IReadOnlyCollection<Guid> calendars, DateTimeOffset from, DateTimeOffset until, CancellationToken ct)
    {
        var query = db.BusyTimes.AsNoTracking().Where(b => calendars.Contains(b.CalendarId) && b.EndsAt > from);
        if (until != DateTimeOffset.MaxValue) query = query.Where(b => b.StartsAt < until);
        var rows = await query.Select(b => new { b.CalendarId, b.StartsAt, b.EndsAt, b.Nature, b.SourceId, b.EstablishmentId, b.UnitId, b.Joint }).ToListAsync(ct);
        var read = calendars.Distinct().ToDictionary(id => id, _ => Timetable.Free);
        foreach (var one in rows.GroupBy(r => r.CalendarId))
            read[one.Key] = Timetable.Of(one.Select(r => new Stretch(r.StartsAt.UtcTicks, r.EndsAt.UtcTicks, r.Nature, r.SourceId, r.EstablishmentId, r.UnitId, r.Joint)));
        return read;
    }

    private void Keep((Guid, Guid) key, Known known)
    {
        if (Interlocked.Add(ref _stretches, known.Times.Count + 1) > Capacity)
        {
            _known.Clear();
            Interlocked.Exchange(ref _stretches, known.Times.Count + 1);
        }

        if (_known.TryGetValue(key, out var before)) Interlocked.Add(ref _stretches, -before.Times.Count - 1);
        _known[key] = known;
    }

    private sealed record Known(long Version, DateTimeOffset From, Timetable Times);
}
