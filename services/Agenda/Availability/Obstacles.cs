using Agenda.Rules;

namespace Agenda.Availability;

/// <summary>What stood in the way of slots, each thing once: what holds a calendar as it is, what has no holder (closed, off duty) joined over the slots it touched.</summary>
internal sealed class Obstacles
{
    private const int Most = 100;
    private readonly HashSet<Finding> _seen = [];

    public void Add(Finding found) => _seen.Add(found);

    public IReadOnlyList<Finding> Merged()
    {
        var merged = new List<Finding>();
        foreach (var alike in _seen.GroupBy(f => (f.Rule, f.Hard, f.Calendar, f.What.SourceId, f.Missing)))
        {
            Finding? open = null;
            foreach (var next in alike.OrderBy(f => f.What.Start))
            {
                if (open is { } last && next.What.SourceId == Guid.Empty && next.What.Start <= last.What.End) open = last with { What = last.What with { End = Math.Max(last.What.End, next.What.End) } };
                else
                {
                    if (open is { } done) merged.Add(done);
                    open = next;
                }
            }

            if (open is { } rest) merged.Add(rest);
        }

        return [.. merged.OrderBy(f => f.What.Start).ThenBy(f => f.Rule, StringComparer.Ordinal).Take(Most)];
    }
}
