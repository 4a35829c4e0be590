using System.Collections.Concurrent;

namespace Bench.Rows;

/// <summary>What the subscriber has seen: how many, and how long after they were written.</summary>
internal sealed class Arrivals(TimeProvider clock)
{
    private readonly ConcurrentQueue<double> _millis = new();
    private int _count;

    public int Count => _count;

    public Task Apply(RowWritten fact)
    {
        _millis.Enqueue((clock.GetUtcNow() - fact.At).TotalMilliseconds);
        Interlocked.Increment(ref _count);
        return Task.CompletedTask;
    }

    /// <summary>The number of all, and the delays since the last look that did not keep them.</summary>
    public Seen Look(bool keep)
    {
        if (keep) return new(_count, 0, 0, 0);
        var seen = new List<double>();
        while (_millis.TryDequeue(out var one)) seen.Add(one);
        seen.Sort();
        return seen.Count == 0 ? new(_count, 0, 0, 0) : new(_count, seen.Count, seen[seen.Count / 2], seen[(int)(seen.Count * 0.99)]);
    }

    internal sealed record Seen(int Total, int Count, double P50, double P99);
}
