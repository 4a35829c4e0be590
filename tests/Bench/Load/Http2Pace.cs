using System.Diagnostics;
using Bench.Measuring;

namespace Bench.Load;

/// <summary>
/// Calls begin one by one at evenly spaced instants, whether or not the last ones have come back. Their time counts from the
/// instant they were due, so that a call which begins late, for want of the processor or of a free stream, is not believed quick.
/// </summary>
internal sealed class Http2Pace(Http2Calls calls)
{
    private const int Connections = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public async Task<Shot> ShootAsync(double perSecond, TimeSpan length, Func<TimeSpan> cpu)
    {
        var before = cpu();
        var connections = Enumerable.Range(0, Connections).Select(_ => new PacedConnection(calls)).ToArray();
        var readers = connections.Select(connection => OnItsThread(connection.Read)).ToArray();
        var (count, took) = ((int)(length.TotalSeconds * perSecond), TimeSpan.Zero);
        var sender = OnItsThread(() => took = Begin(connections, count, perSecond));
        await Task.WhenAll([.. readers, sender]);   // a reader knows best why a connection ended
        var latencies = new Latencies();
        foreach (var connection in connections) latencies.Add(connection.Latencies);
        return Shot.Of(count, took, latencies, cpu() - before);
    }

    private static TimeSpan Begin(PacedConnection[] connections, int count, double perSecond)
    {
        try
        {
            Instant.WakeInTime();
            var (startedAt, apart) = (Stopwatch.GetTimestamp(), Stopwatch.Frequency / perSecond);
            for (var i = 0; i < count; i++)
            {
                var due = startedAt + (long)(i * apart);
                Instant.SleepUntil(due);
                Free(connections, i).Begin(due);
            }
            Await(() => connections.All(connection => connection.Idle));
            return Stopwatch.GetElapsedTime(startedAt);
        }
        finally
        {
            foreach (var connection in connections) connection.Dispose();
        }
    }

    /// <summary>Each connection in its turn, or the next that has a stream left.</summary>
    private static PacedConnection Free(PacedConnection[] connections, int turn)
    {
        for (var last = turn + connections.Length; turn < last; turn++)
            if (!connections[turn % connections.Length].Full) return connections[turn % connections.Length];
        Await(() => !connections.All(connection => connection.Full));
        return connections.First(connection => !connection.Full);
    }

    private static void Await(Func<bool> met)
    {
        for (var since = Stopwatch.GetTimestamp(); !met(); Instant.SleepUntil(Stopwatch.GetTimestamp() + Stopwatch.Frequency / 10_000))
        {
            if (Stopwatch.GetElapsedTime(since) > Patience) throw new TimeoutException("Calls were left without an answer.");
        }
    }

    private static Task OnItsThread(Action act) => Task.Factory.StartNew(act, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
