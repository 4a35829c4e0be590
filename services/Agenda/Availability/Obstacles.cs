using Agenda.Calendars;
using Agenda.Rules;

namespace Agenda.Availability;

/// <summary>
/// What stood in the way of slots, each thing once, the earliest hundred: what holds a calendar as it is, what has no holder (closed, off duty)
/// joined over the slots it touched. It never keeps more than it tells, however many calendars are asked.
/// </summary>
internal sealed class Obstacles
{
    private const int Most = 100;
    private readonly SortedSet<Finding> _held = new(Comparer<Finding>.Create(Compare));
    private readonly Dictionary<(string Rule, bool Hard, CalendarRef? Calendar, string Missing), List<Finding>> _joined = [];
    private Finding _last;

    /// <summary>Whether what begins at this moment, or later, would no longer be told.</summary>
    public bool FullBefore(long start) => _held.Count == Most && Latest < start;

    /// <summary>When the last one that is told begins, once there are enough.</summary>
    public long Latest => _last.What.Start;

    public void Add(List<Finding> found)
    {
        foreach (var one in found)
        {
            if (one.What.SourceId == Guid.Empty) Join(one);
            else Hold(one);
        }
    }

    public IReadOnlyList<Finding> Merged() =>
        [.. _held.Concat(_joined.Values.SelectMany(joined => joined)).OrderBy(f => f.What.Start).ThenBy(f => f.Rule, StringComparer.Ordinal).Take(Most)];

    private void Hold(Finding one)
    {
        if (_held.Count == Most && Compare(one, _last) >= 0 || !_held.Add(one)) return;
        if (_held.Count > Most) _held.Remove(_last);
        if (_held.Count == Most) _last = _held.Max;
    }

    // Slots come in their order: what touches the last stretch goes on with it.
    private void Join(Finding next)
    {
        var alike = (next.Rule, next.Hard, next.Calendar, next.Missing);
        if (!_joined.TryGetValue(alike, out var joined)) _joined[alike] = joined = [];
        if (joined.Count > 0 && joined[^1] is var last && last.What.Start <= next.What.Start && next.What.Start <= last.What.End)
            joined[^1] = last with { What = last.What with { End = Math.Max(last.What.End, next.What.End) } };
        else joined.Add(next);
    }

    private static int Compare(Finding one, Finding other)
    {
        var order = one.What.Start.CompareTo(other.What.Start);
        if (order == 0) order = string.CompareOrdinal(one.Rule, other.Rule);
        if (order == 0) order = one.What.SourceId.CompareTo(other.What.SourceId);
        if (order == 0) order = Nullable.Compare(one.Calendar?.Id, other.Calendar?.Id);
        return order == 0 ? one.What.End.CompareTo(other.What.End) : order;
    }
}
