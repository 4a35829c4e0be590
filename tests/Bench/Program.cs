using Bench;
using Bench.Goals;
using Bench.Measuring;
using Bench.Servers;

if (args is ["serve", var role, .. var rest]) return await Served.RunAsync(role, rest);

if (Settings.TryRead(args, out var settings) is { } usage)
{
    await Console.Error.WriteLineAsync(usage);
    return 2;
}

var report = new Report();
foreach (var goal in Goal.All.Where(goal => settings.Wants(goal)))
{
    using var bench = new BenchRun(settings);
    report.Add(goal, await goal.TryMeasureAsync(bench));
}
return report.Finish(settings.Strict);
