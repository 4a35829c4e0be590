using Agenda.Rules;

namespace Agenda.Availability;

/// <summary>What stood in the way of slots, each thing once: what holds a calendar as it is, what has no holder (closed, off duty) joined over the slots it touched.</summary>
internal sealed class Obstacles
{
    private const int Most = 100;
    private readonly HashSet<Finding> _seen = [];

    public void Add(List<Finding> found)
    {
        foreach (var one in found) _seen.Add(one);
    }

    public IReadOnlyList<Finding> Merged() =>
        [.. _seen.Where(f => f.What.SourceId != Guid.Empty).Concat(Joined()).OrderBy(f => f.What.Start).ThenBy(f => f.Rule, StringComparer.Ordinal).Take(Most)];

    private List<Finding> Joined()
    {
        var joined = new List<Finding>();
        foreach (var alike in _seen.Where(f => f.What.SourceId == Guid.Empty).GroupBy(f => (f.Rule, f.Hard, f.Calendar, f.Missing)))
        {
            Finding? open = null;
            foreach (var next in alike.OrderBy(f => f.What.Start))
            {
                if (open is { } last && next.What.Start <= last.What.End) open = last with { What = last.What with { End = Math.Max(last.What.End, next.What.End) } };
                else
                {
                    if (open is { } done) joined.Add(done);
                    open = next;
                }
            }

            if (open is { } rest) joined.Add(rest);
        }

        return joined;
    }
}
