using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Faults;

/// <summary>AppHost playing the journey in a process of its own, on its own data and ports.</summary>
internal sealed class RunningJourney : IAsyncDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(6);
    private readonly string _data = Path.Combine(Path.GetTempPath(), $"journey-{Guid.NewGuid():N}");
    private readonly StringBuilder _screen = new();
    private readonly List<(int Steps, TaskCompletionSource Reached)> _awaited = [];
    private int _steps;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Process _process = null!;

    public string Report => Path.Combine(_data, "report.json");

    public string Screen
    {
        get
        {
            lock (_screen) return _screen.ToString();
        }
    }

    /// <summary>The step that failed and what came back, or the last lines.</summary>
    public string Failure
    {
        get
        {
            var lines = Screen.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            var failed = Array.FindIndex(lines, line => line.Contains('✘', StringComparison.Ordinal));
            return string.Join('\n', failed < 0 ? lines.TakeLast(12) : lines.Skip(failed).Take(12));
        }
    }

    public static async Task<RunningJourney> StartAsync(CancellationToken ct)
    {
        var journey = new RunningJourney();
        var binary = Path.Combine(Root(), "artifacts", "bin", "AppHost", "debug", "AppHost");
        journey._process = Process.Start(new ProcessStartInfo(binary,
            ["journey", "--no-build", "--data", journey._data, "--json", journey.Report, "--port-base", FreeShift().ToString(CultureInfo.InvariantCulture)])
        {
            WorkingDirectory = Root(), RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        journey._process.OutputDataReceived += (_, line) => journey.Hear(line.Data);
        journey._process.ErrorDataReceived += (_, line) => journey.Hear(line.Data);
        journey._process.BeginOutputReadLine();
        journey._process.BeginErrorReadLine();
        await journey._ready.Task.WaitAsync(Longest, ct);
        return journey;
    }

    /// <summary>Waits until so many steps are made, then a little longer; at once when the journey is over.</summary>
    public async Task AfterAsync(int steps, TimeSpan more, CancellationToken ct)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_screen)
        {
            if (_steps < steps) _awaited.Add((steps, reached));
            else reached.SetResult();
        }
        await Task.WhenAny(reached.Task, _process.WaitForExitAsync(ct)).WaitAsync(Longest, ct);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(more);
        await _process.WaitForExitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ct.ThrowIfCancellationRequested();
    }

    /// <summary>kill -9 of one process of the platform.</summary>
    public bool Kill(string name)
    {
        var line = File.ReadAllLines(Path.Combine(_data, "processes")).Select(one => one.Split('\t')).FirstOrDefault(one => one[0] == name);
        if (line is null) return false;
        try
        {
            using var victim = Process.GetProcessById(int.Parse(line[1], CultureInfo.InvariantCulture));
            victim.Kill();
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    public async Task<bool> EndAsync(CancellationToken ct)
    {
        await _process.WaitForExitAsync(ct).WaitAsync(Longest, ct);
        return _process.ExitCode == 0;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            using var terminate = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
            await _process.WaitForExitAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(40));
        }
        _process.Dispose();
        if (Directory.Exists(_data)) Directory.Delete(_data, recursive: true);
    }

    private void Hear(string? line)
    {
        if (line is null)
        {
            _ready.TrySetResult();
            return;
        }
        lock (_screen)
        {
            _screen.AppendLine(line);
            if (line.StartsWith('✔')) _steps++;
            foreach (var (_, reached) in _awaited.Where(one => one.Steps <= _steps)) reached.TrySetResult();
        }
        if (line.StartsWith("Everything is ready", StringComparison.Ordinal)) _ready.TrySetResult();
    }

    // The ports go from 7100 to 7605: a shift whose first and last are free is taken.
    private static int FreeShift()
    {
        while (true)
        {
            var shift = Random.Shared.Next(1, 45) * 1000;
            if (new[] { 7110, 7443, 7501, 7601, 7605 }.All(port => IsFree(port + shift))) return shift;
        }
    }

    private static bool IsFree(int port)
    {
        using var probe = new TcpListener(IPAddress.Loopback, port);
        try
        {
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Platform.sln"))) return folder.FullName;
        throw new InvalidOperationException("Platform.sln is not above the tests.");
    }
}
