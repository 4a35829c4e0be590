namespace Agenda.Calendars;

/// <summary>A stretch that is not free, in UTC ticks: small, because a search holds thousands.</summary>
public readonly record struct Stretch(long Start, long End, BusyNature Nature, Guid SourceId, Guid? EstablishmentId = null, Guid? UnitId = null, bool Joint = false)
{
    public bool Overlaps(long start, long end) => Start < end && End > start;

    public static DateTimeOffset Instant(long ticks) => new(ticks, TimeSpan.Zero);
}

/// <summary>What one calendar holds, in order, so that a slot is compared with its neighbours only.</summary>
public sealed class Timetable
{
    public static readonly Timetable Free = new([]);
    private readonly List<Stretch> _stretches;
    private readonly long[] _latest;

    private Timetable(List<Stretch> stretches)
    {
        _stretches = stretches;
        _latest = Latest(stretches);
    }

    public int Count => _stretches.Count;

    public static Timetable Of(IEnumerable<Stretch> stretches) => new([.. stretches.OrderBy(s => s.Start)]);

    public bool AnyIn(long start, long end)
    {
        var at = FirstEndingAfter(start);
        return at < _stretches.Count && _stretches[at].Start < end;
    }

    public IEnumerable<Stretch> In(long start, long end)
    {
        for (var at = FirstEndingAfter(start); at < _stretches.Count && _stretches[at].Start < end; at++)
            if (_stretches[at].End > start) yield return _stretches[at];
    }

    /// <summary>The same with one more stretch, for plans that fill the calendar as they go.</summary>
    public Timetable With(Stretch stretch) => Of(_stretches.Append(stretch));

    // The latest end up to each place never falls, so it can be searched by halves even when stretches lie within each other.
    private int FirstEndingAfter(long start)
    {
        var (low, high) = (0, _stretches.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_latest[middle] > start) high = middle;
            else low = middle + 1;
        }

        return low;
    }

    private static long[] Latest(List<Stretch> stretches)
    {
        var latest = new long[stretches.Count];
        for (var i = 0; i < latest.Length; i++) latest[i] = Math.Max(stretches[i].End, i > 0 ? latest[i - 1] : 0);
        return latest;
    }
}
