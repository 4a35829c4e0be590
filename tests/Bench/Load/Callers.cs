using System.Diagnostics;
using Bench.Measuring;

namespace Bench.Load;

/// <summary>The same act again and again by several callers at once.</summary>
internal static class Callers
{
    public static async Task<Shot> ShootAsync(int callers, TimeSpan length, Func<TimeSpan> cpu, Func<Task> act)
    {
        var before = cpu();
        var startedAt = Stopwatch.GetTimestamp();
        var until = startedAt + (long)(length.TotalSeconds * Stopwatch.Frequency);
        var all = await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            var (count, latencies) = (0L, new Latencies());
            for (; Stopwatch.GetTimestamp() < until; count++)
            {
                var at = Stopwatch.GetTimestamp();
                await act();
                latencies.Add(at);
            }
            return (Count: count, Latencies: latencies);
        })));
        var took = Stopwatch.GetElapsedTime(startedAt);
        var merged = new Latencies();
        foreach (var one in all) merged.Add(one.Latencies);
        return Shot.Of(all.Sum(one => one.Count), took, merged, cpu() - before);
    }
}
