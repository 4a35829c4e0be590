using System.Collections.Concurrent;
using System.Globalization;

namespace AppHost.Processes;

/// <summary>What the processes say: all of it in a file each, troubles (or everything, when asked) on the screen with a prefix.</summary>
internal sealed class ProcessLog : IDisposable
{
    private readonly string _folder;
    private readonly string _pids;
    private readonly bool _verbose;
    private readonly ConcurrentDictionary<string, StreamWriter> _files = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _running = new(StringComparer.Ordinal);
    private readonly Lock _writing = new();

    public ProcessLog(string data, bool verbose)
    {
        (_folder, _pids, _verbose) = (Path.Combine(data, "logs"), Path.Combine(data, "processes"), verbose);
        Directory.CreateDirectory(_folder);
    }

    /// <summary>False during a journey, whose report has the screen for itself.</summary>
    public bool ShowTroubles { get; set; } = true;

    /// <summary>Name, a tab, the process id: one line each, for who wants to look (or kill).</summary>
    public void Started(string name, int pid)
    {
        lock (_writing)
        {
            _running[name] = pid;
            File.WriteAllLines(_pids, _running.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Key}\t{one.Value}")));
        }
    }

    public void Say(string name, string? line, bool isTrouble = false)
    {
        if (line is null) return;
        lock (_writing)
        {
            var file = _files.GetOrAdd(name, key => new StreamWriter(Path.Combine(_folder, $"{key}.log"), append: true) { AutoFlush = true });
            file.WriteLine(line);
            var matters = isTrouble || line.StartsWith("fail:", StringComparison.Ordinal) || line.StartsWith("crit:", StringComparison.Ordinal);
            if (_verbose || (matters && ShowTroubles)) Console.WriteLine($"{name,-10} │ {line}");
        }
    }

    public void Dispose()
    {
        lock (_writing)
            foreach (var file in _files.Values) file.Dispose();
    }
}
