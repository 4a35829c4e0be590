using System.Globalization;

namespace Bench.Measuring;

/// <summary>What a process and its children have used, read from /proc.</summary>
internal static class ProcessCost
{
    private const double TicksPerSecond = 100;

    public static TimeSpan Cpu(int pid) => TimeSpan.FromSeconds(Tree(pid).Sum(one =>
    {
        var fields = Stat(one);
        return fields.Length < 13 ? 0 : (Number(fields[11]) + Number(fields[12])) / TicksPerSecond;
    }));

    /// <summary>Proportional share of memory, in MiB.</summary>
    public static double Pss(int pid) => Tree(pid).Sum(one =>
    {
        var line = Lines($"/proc/{one}/smaps_rollup").FirstOrDefault(line => line.StartsWith("Pss:", StringComparison.Ordinal));
        return line is null ? 0 : Number(line["Pss:".Length..].Replace("kB", "", StringComparison.Ordinal).Trim()) / 1024;
    });

    private static IEnumerable<int> Tree(int pid)
    {
        yield return pid;
        foreach (var task in Directory.Exists($"/proc/{pid}/task") ? Directory.EnumerateDirectories($"/proc/{pid}/task") : [])
        {
            foreach (var child in Lines(Path.Combine(task, "children")).SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
            {
                foreach (var below in Tree(int.Parse(child, CultureInfo.InvariantCulture))) yield return below;
            }
        }
    }

    // The name of the process stands in brackets and may hold spaces.
    private static string[] Stat(int pid) => Lines($"/proc/{pid}/stat") is [{ } line, ..] ? line[(line.LastIndexOf(')') + 2)..].Split(' ') : [];

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static string[] Lines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (IOException)
        {
            return [];   // the process ended between two looks
        }
    }
}
