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
    private readonly Stretch[] _stretches;
    private readonly long[] _latest;

    private Timetable(Stretch[] stretches)
    {
        _stretches = stretches;
        _latest = Latest(stretches);
    }

    public int Count => _stretches.Length;

    public static Timetable Of(IEnumerable<Stretch> stretches)
    {
        Stretch[] sorted = [.. stretches];
        if (sorted.Length == 0) return Free;
        Array.Sort(sorted, static (one, other) => one.Start.CompareTo(other.Start));
        return new(sorted);
    }

    /// <summary>All that overlap are among these; a short one that lies within a longer one may be there without.</summary>
    public ReadOnlySpan<Stretch> Near(long start, long end)
    {
        var at = FirstEndingAfter(start);
        var until = at;
        while (until < _stretches.Length && _stretches[until].Start < end) until++;
        return _stretches.AsSpan(at..until);
    }

    /// <summary>What this calendar holds between two moments, whole.</summary>
    public IEnumerable<Stretch> In(long start, long end) => [.. Near(start, end).ToArray().Where(s => s.End > start)];

    /// <summary>The same with more: plans that fill the calendar as they go, what others have added since. What is there already is not there twice.</summary>
    public Timetable With(params IReadOnlyCollection<Stretch> more)
    {
        var added = more.Where(s => !Near(s.Start, s.End).Contains(s)).ToList();
        return added.Count == 0 ? this : Of(_stretches.Concat(added));
    }

    // The latest end up to each place never falls, so it can be searched by halves even when stretches lie within each other.
    private int FirstEndingAfter(long start)
    {
        var (low, high) = (0, _stretches.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_latest[middle] > start) high = middle;
            else low = middle + 1;
        }

        return low;
    }

    private static long[] Latest(Stretch[] stretches)
    {
        var latest = new long[stretches.Length];
        for (var i = 0; i < latest.Length; i++) latest[i] = Math.Max(stretches[i].End, i > 0 ? latest[i - 1] : 0);
        return latest;
    }
}
