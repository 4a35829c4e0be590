using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Bench.Load;

/// <summary>Waits of less than a millisecond, asleep: the runtime's own sleeps and timers count in milliseconds, in which several calls are due.</summary>
internal static class Instant
{
    private const int TimerSlack = 29;   // PR_SET_TIMERSLACK

    /// <summary>From now on the kernel wakes this thread when it is due, not up to 50 µs later together with others.</summary>
    public static void WakeInTime() => _ = Control(TimerSlack, 1, 0, 0, 0);

    public static void SleepUntil(long due)
    {
        for (var left = due - Stopwatch.GetTimestamp(); left > 0; left = due - Stopwatch.GetTimestamp())
        {
            var (seconds, rest) = Math.DivRem(left, Stopwatch.Frequency);
            var pause = new Pause { Seconds = (nint)seconds, Nanoseconds = (nint)(rest * (1e9 / Stopwatch.Frequency)) };
            _ = Sleep(ref pause, 0);
        }
    }

    [DllImport("libc", EntryPoint = "nanosleep")]
    private static extern int Sleep(ref Pause pause, nint left);

    [DllImport("libc", EntryPoint = "prctl")]
    private static extern int Control(int option, nuint first, nuint second, nuint third, nuint fourth);

    [StructLayout(LayoutKind.Sequential)]
    private struct Pause
    {
        public nint Seconds, Nanoseconds;
    }
}
