using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;

namespace Agenda.Calendars;

/// <summary>
/// Timetables as last read, each with the version its row had and the window it was read for. A search reads the versions first (one short
/// query) and then only what has changed since, what was added alone when nothing was taken out: what it answers with was true when it
/// asked, on any replica.
/// </summary>
public sealed class KnownCalendars
{
    private const int Capacity = 1_000_000;
    private readonly ConcurrentDictionary<(Guid Tenant, Guid Calendar), Known> _known = new();
    private long _stretches;

    /// <summary>At most one query, however many calendars; none when all are as they were.</summary>
    /// <param name="stamps">Just read; a calendar that nothing ever held has none.</param>
    public async Task<IReadOnlyDictionary<Guid, Timetable>> ReadAsync(AgendaDbContext db, IReadOnlyCollection<Guid> calendars, IReadOnlyDictionary<Guid, CalendarStamp> stamps, DateTimeOffset from, DateTimeOffset until, CancellationToken ct)
    {
        var read = calendars.ToDictionary(id => id, _ => Timetable.Free);
        var (lost, behind) = (new List<Guid>(), new Dictionary<Guid, Known>());
        foreach (var id in calendars)
        {
            if (!stamps.TryGetValue(id, out var stamp)) continue;
            if (!_known.TryGetValue((db.TenantId, id), out var known) || known.From > from || known.Until < until || known.Version < stamp.Removal) lost.Add(id);
            else if (known.Version < stamp.Version) behind[id] = known;
            else read[id] = known.Times;
        }

        if (lost.Count + behind.Count == 0) return read;
        // One window for all, so that what is remembered stays whole over the one it was read for.
        foreach (var known in behind.Values) (from, until) = (known.From < from ? known.From : from, known.Until > until ? known.Until : until);
        var least = behind.Count == 0 ? 0 : behind.Values.Min(k => k.Version);
        var added = await ReadAsync(db, [.. lost, .. behind.Keys], lost, least, from, until, ct);
        foreach (var (id, stretches) in added)
        {
            var times = behind.TryGetValue(id, out var known) ? known.Times.With(stretches) : Timetable.Of(stretches);
            read[id] = times;
            Keep((db.TenantId, id), known is null ? new(stamps[id].Version, from, until, times) : known with { Version = stamps[id].Version, Times = times });
        }

        return read;
    }

    /// <summary>Straight from the database, for who holds the calendars and decides.</summary>
    public static async Task<IReadOnlyDictionary<Guid, Timetable>> FreshAsync(AgendaDbContext db, IReadOnlyCollection<Guid> calendars, DateTimeOffset from, DateTimeOffset until, CancellationToken ct) =>
        (await ReadAsync(db, calendars, calendars, 0, from, until, ct)).ToDictionary(one => one.Key, one => Timetable.Of(one.Value));

    // All that the whole ones hold, and of the others what came after the version that is known.
    private static async Task<Dictionary<Guid, List<Stretch>>> ReadAsync(AgendaDbContext db, IReadOnlyCollection<Guid> calendars, IReadOnlyCollection<Guid> whole, long after, DateTimeOffset from, DateTimeOffset until, CancellationToken ct)
    {
        var held = calendars.Distinct().ToDictionary(id => id, _ => new List<Stretch>());
        var query = db.BusyTimes.AsNoTracking().Where(b => calendars.Contains(b.CalendarId) && b.EndsAt > from && b.StartsAt < until);
        if (whole.Count < held.Count) query = query.Where(b => b.Since > after || whole.Contains(b.CalendarId));
        var rows = query.Select(b => new { b.CalendarId, b.StartsAt, b.EndsAt, b.Nature, b.SourceId, b.EstablishmentId, b.UnitId, b.Joint }).AsAsyncEnumerable();
        await foreach (var r in rows.WithCancellation(ct)) held[r.CalendarId].Add(new(r.StartsAt.UtcTicks, r.EndsAt.UtcTicks, r.Nature, r.SourceId, r.EstablishmentId, r.UnitId, r.Joint));
        return held;
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

    private sealed record Known(long Version, DateTimeOffset From, DateTimeOffset Until, Timetable Times);
}
