using System.Globalization;
using System.Text.Json;
using Bench.Goals;

namespace Bench.Measuring;

/// <summary>One ratio of a goal against its bar.</summary>
internal sealed record Finding(string What, double Value, double? Must, double? Aim, bool AtLeast)
{
    public static Finding Higher(string what, double value, double must, double aim) => new(what, value, must, aim, AtLeast: true);
    public static Finding Lower(string what, double value, double must, double aim) => new(what, value, must, aim, AtLeast: false);
    public static Finding Noted(string what, double value) => new(what, value, null, null, AtLeast: true);

    public string Verdict => (Must, Aim) switch
    {
        (null, _) => "noted",
        _ when double.IsNaN(Value) => "not measured",
        (_, { } aim) when Meets(aim) => "aim",
        ({ } must, _) when Meets(must) => "must",
        _ => "MISSED",
    };

    private bool Meets(double bar) => AtLeast ? Value >= bar : Value <= bar;
}

/// <summary>The table of a run, and its last line for machines.</summary>
internal sealed class Report
{
    private readonly List<(Goal Goal, Measured Measured)> _all = [];

    public void Add(Goal goal, Measured measured)
    {
        _all.Add((goal, measured));
        Console.WriteLine($"\n{goal.Id} {goal.Title}");
        if (measured.Skipped is { } why) Console.WriteLine($"  not run: {why}");
        foreach (var (name, shot) in measured.Shots)
            Console.WriteLine(Text($"  {name,-38} {shot.PerSecond,10:F0}/s  p50 {shot.P50,8:F3} ms  p99 {shot.P99,8:F3} ms  cpu {shot.CpuPerRequest,7:F1} µs"));
        foreach (var finding in measured.Findings)
        {
            var bar = finding.Must is null ? "" : $"{(finding.AtLeast ? "≥" : "≤")} {finding.Must} / {finding.Aim}";
            Console.WriteLine(Text($"  {finding.What,-58} {finding.Value,10:F3}  {bar,-14} {finding.Verdict}"));
        }
    }

    /// <summary>1 when a bar was missed and the caller wants to know.</summary>
    public int Finish(bool strict)
    {
        Console.WriteLine();
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            goals = _all.ToDictionary(one => one.Goal.Id, one => new
            {
                skipped = one.Measured.Skipped,
                shots = one.Measured.Shots.ToDictionary(shot => shot.Key, shot => new { perSecond = Rounded(shot.Value.PerSecond), p50 = Rounded(shot.Value.P50), p99 = Rounded(shot.Value.P99), cpu = Rounded(shot.Value.CpuPerRequest) }),
                findings = one.Measured.Findings.Select(finding => new { finding.What, value = Rounded(finding.Value), finding.Must, finding.Aim, finding.Verdict }),
            }),
        }, JsonSerializerOptions.Web));
        return strict && _all.Any(one => one.Measured.Findings.Any(finding => finding.Verdict == "MISSED")) ? 1 : 0;
    }

    private static double? Rounded(double value) => double.IsFinite(value) ? Math.Round(value, 4) : null;
    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
