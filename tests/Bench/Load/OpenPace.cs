using System.Diagnostics;
using System.Runtime.InteropServices;
using Bench.Measuring;

namespace Bench.Load;

/// <summary>
/// Calls begin one by one at evenly spaced instants, whether or not the last ones have come back. Their time counts from the
/// instant they were due, so that a call which the generator itself begins late is not believed quick.
/// </summary>
internal static class OpenPace
{
    // The kernel wakes a sleeper this much late; the rest is waited for awake.
    private const double Slack = 60e-6;

    public static async Task<Shot> ShootAsync(double perSecond, TimeSpan length, Func<TimeSpan> cpu, Func<Task> act)
    {
        var (before, startedAt, latencies) = (cpu(), Stopwatch.GetTimestamp(), new Latencies());
        var running = await Task.Factory.StartNew(() => Begin(perSecond, length, act, latencies), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await Task.WhenAll(running);
        return Shot.Of(running.Count, Stopwatch.GetElapsedTime(startedAt), latencies, cpu() - before);
    }

    private static List<Task> Begin(double perSecond, TimeSpan length, Func<Task> act, Latencies latencies)
    {
        var (startedAt, apart, calls) = (Stopwatch.GetTimestamp(), Stopwatch.Frequency / perSecond, (int)(length.TotalSeconds * perSecond));
        var running = new List<Task>(calls);
        for (var i = 0; i < calls; i++)
        {
            var due = startedAt + (long)(i * apart);
            SleepUntil(due);
            running.Add(TimedAsync(act, due, latencies));
        }
        return running;
    }

    private static async Task TimedAsync(Func<Task> act, long due, Latencies latencies)
    {
        await act();
        lock (latencies) latencies.Add(due);
    }

    // The runtime's own sleeps and timers count in milliseconds, in which several calls are due.
    private static void SleepUntil(long due)
    {
        while (true)
        {
            var left = (due - Stopwatch.GetTimestamp()) / (double)Stopwatch.Frequency;
            if (left <= 0) return;
            if (left <= Slack)
            {
                Thread.SpinWait(20);
                continue;
            }
            var pause = new Pause { Nanoseconds = (nint)((left - Slack) * 1e9) };
            if (pause.Nanoseconds < 1_000_000_000) _ = Sleep(ref pause, 0);
            else Thread.Sleep(TimeSpan.FromSeconds(left - 1));
        }
    }

    [DllImport("libc", EntryPoint = "nanosleep")]
    private static extern int Sleep(ref Pause pause, nint left);

    [StructLayout(LayoutKind.Sequential)]
    private struct Pause
    {
        public nint Seconds, Nanoseconds;
    }
}
