using System.Diagnostics;

namespace Bench.Measuring;

/// <summary>A histogram of 1 µs to 60 s in steps of about 2 %, cheap enough to sit in the load loop.</summary>
internal sealed class Latencies
{
    private const double Step = 1.02;
    private static readonly double LogStep = Math.Log(Step);
    private readonly long[] _counts = new long[920];
    private long _total;

    public void Add(long startedAt)
    {
        var micros = Stopwatch.GetElapsedTime(startedAt).TotalMicroseconds;
        _counts[Math.Clamp((int)(Math.Log(Math.Max(micros, 1)) / LogStep), 0, _counts.Length - 1)]++;
        _total++;
    }

    public void Add(Latencies other)
    {
        for (var i = 0; i < _counts.Length; i++) _counts[i] += other._counts[i];
        _total += other._total;
    }

    /// <summary>Milliseconds below which this share of all lies.</summary>
    public double At(double share)
    {
        var wanted = (long)Math.Ceiling(_total * share);
        if (_total == 0) return double.NaN;
        for (var (i, seen) = (0, 0L); i < _counts.Length; i++)
        {
            if ((seen += _counts[i]) >= wanted) return Math.Pow(Step, i + 0.5) / 1000;
        }
        return double.NaN;
    }
}
