using Bench.Measuring;
using Bench.Servers;

namespace Bench.Goals;

/// <summary>How soon a service answers after its start, and what it weighs at rest, against bare Kestrel.</summary>
internal sealed class StartGoal() : Goal("P22", "start and idle memory ÷ bare Kestrel")
{
    protected override async Task<Measured> MeasureAsync(BenchRun bench)
    {
        var issuer = bench.Own(await Issuer.StartAsync());
        var services = await Startable.AllAsync();
        var seen = new Dictionary<string, List<(double Start, double Pss)>>();
        var unable = new Dictionary<string, string>();
        for (var round = 1; round <= bench.Settings.Rounds; round++)
        {
            seen.TryAdd("kestrel", []);
            seen["kestrel"].Add(await OneAsync(port => bench.ServeAsync("kestrel", port, new($"http://127.0.0.1:{port}/row"), null, $"{port}")));
            foreach (var service in services.Where(service => !unable.ContainsKey(service.Name)))
            {
                seen.TryAdd(service.Name, []);
                try
                {
                    seen[service.Name].Add(await OneAsync(port => service.StartAsync(bench.Folder, issuer, port)));
                }
                catch (InvalidOperationException failure)
                {
                    unable[service.Name] = failure.Message;
                }
            }
        }

        var (start, pss) = (Middle(seen["kestrel"], one => one.Start), Middle(seen["kestrel"], one => one.Pss));
        var findings = new List<Finding> { Finding.Noted("kestrel start, ms", start), Finding.Noted("kestrel idle PSS, MiB", pss) };
        foreach (var service in services.Where(service => !unable.ContainsKey(service.Name)))
        {
            findings.Add(Finding.Lower($"{service.Name} start", Middle(seen[service.Name], one => one.Start) / start, 4, 2));
            findings.Add(Finding.Lower($"{service.Name} memory", Middle(seen[service.Name], one => one.Pss) / pss, 3, 2));
        }
        return new(new Dictionary<string, Shot>(), findings, unable.Count == 0 ? null : string.Join("; ", unable.Select(one => $"{one.Key}: {one.Value.ReplaceLineEndings(" ")}")));
    }

    private static async Task<(double Start, double Pss)> OneAsync(Func<int, Task<ServedProcess>> start)
    {
        using var served = await start(ServedProcess.FreePort());
        await Task.Delay(TimeSpan.FromSeconds(1));
        var seen = (served.Ready.TotalMilliseconds, served.Pss);
        await Console.Error.WriteLineAsync($"  {seen.TotalMilliseconds:F0} ms, {seen.Pss:F0} MiB");
        return seen;
    }

    private static double Middle(List<(double Start, double Pss)> seen, Func<(double Start, double Pss), double> of)
    {
        var sorted = seen.Select(of).Order().ToArray();
        return sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
