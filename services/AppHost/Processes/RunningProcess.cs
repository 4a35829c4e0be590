using System.Diagnostics;
using System.Runtime.InteropServices;

namespace AppHost.Processes;

/// <summary>Keeps one process running: starts it, prefixes what it says, starts it again when it ends unasked.</summary>
internal sealed partial class RunningProcess(ProcessPlan plan, string root, ProcessLog log) : IAsyncDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);
    private readonly CancellationTokenSource _stop = new();
    private Process? _process;
    private Task? _keeping;

    public ProcessPlan Plan => plan;
    public int? Pid => _process is { HasExited: false } running ? running.Id : null;
    public int Restarts { get; private set; }

    public void Start() => _keeping = KeepAsync();

    /// <summary>Asks it to end, waits, then insists.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_process is { HasExited: false } running)
        {
            _ = Kill(running.Id, SigTerm);
            using var limit = new CancellationTokenSource(Longest);
            try
            {
                await running.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                running.Kill(entireProcessTree: true);
            }
        }
        if (_keeping is not null) await _keeping;
        _process?.Dispose();
        _stop.Dispose();
    }

    private async Task KeepAsync()
    {
        var pause = TimeSpan.FromMilliseconds(200);
        while (!_stop.IsCancellationRequested)
        {
            var watch = Stopwatch.StartNew();
            _process = Launch();
            log.Started(plan.Name, _process.Id);
            await _process.WaitForExitAsync(CancellationToken.None);
            if (_stop.IsCancellationRequested) return;

            Restarts++;
            pause = watch.Elapsed > TimeSpan.FromSeconds(30) ? TimeSpan.FromMilliseconds(200) : pause * 2 < Longest ? pause * 2 : Longest;
            log.Say(plan.Name, $"ended with code {_process.ExitCode}; starting it again", isTrouble: true);
            try
            {
                await Task.Delay(pause, _stop.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private Process Launch()
    {
        var folder = Path.Combine(root, "artifacts", "bin", plan.Assembly, "debug");
        var start = new ProcessStartInfo(Path.Combine(folder, plan.Assembly), plan.Arguments)
        {
            WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (var (name, value) in plan.Settings) start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{plan.Name} did not start.");
        process.OutputDataReceived += (_, line) => log.Say(plan.Name, line.Data);
        process.ErrorDataReceived += (_, line) => log.Say(plan.Name, line.Data, isTrouble: true);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private const int SigTerm = 15;

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int pid, int signal);
}
