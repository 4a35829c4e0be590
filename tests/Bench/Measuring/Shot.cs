namespace Bench.Measuring;

/// <summary>What one burst of load showed. Latencies in milliseconds, CPU in microseconds of the server for one request.</summary>
internal sealed record Shot(double PerSecond, double P50, double P99, double CpuPerRequest)
{
    public static Shot Of(long count, TimeSpan took, Latencies latencies, TimeSpan cpu) => new(
        count / took.TotalSeconds, latencies.At(0.50), latencies.At(0.99), count == 0 ? double.NaN : cpu.TotalMicroseconds / count);

    public static Shot Median(IEnumerable<Shot> shots)
    {
        var all = shots.ToArray();
        return new(Middle(all, shot => shot.PerSecond), Middle(all, shot => shot.P50), Middle(all, shot => shot.P99), Middle(all, shot => shot.CpuPerRequest));
    }

    private static double Middle(Shot[] shots, Func<Shot, double> of)
    {
        var sorted = shots.Select(of).Order().ToArray();
        return sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
