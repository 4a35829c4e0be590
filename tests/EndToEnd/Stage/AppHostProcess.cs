using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace EndToEnd.Stage;

/// <summary>The built AppHost as a person would start it, on a data folder and ports of its own.</summary>
public sealed class AppHostProcess : IAsyncDisposable
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromMinutes(2), LongestStop = TimeSpan.FromSeconds(40);
    private readonly ConcurrentQueue<string> _said = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Process _process;

    private AppHostProcess(string command, string data, int shift)
    {
        var start = new ProcessStartInfo(Path.Combine(Repository.Root, "artifacts", "bin", "AppHost", "debug", "AppHost"),
            [command, "--no-build", "--data", data, "--port-base", shift.ToString(CultureInfo.InvariantCulture)])
        {
            WorkingDirectory = Repository.Root, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        _process = new() { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.ErrorDataReceived += (_, line) => Hear(line.Data);
        _process.Exited += (_, _) => _ready.TrySetException(new InvalidOperationException($"AppHost ended: {Said}"));
    }

    public string Said => string.Join('\n', _said.TakeLast(40));

    /// <summary>Comes back once everything is ready.</summary>
    public static async Task<AppHostProcess> StartAsync(string command, string data, int shift, CancellationToken ct)
    {
        var host = new AppHostProcess(command, data, shift);
        host._process.Start();
        host._process.BeginOutputReadLine();
        host._process.BeginErrorReadLine();
        try
        {
            await host._ready.Task.WaitAsync(LongestStart, ct);
            return host;
        }
        catch (TimeoutException)
        {
            await host.DisposeAsync();
            throw new InvalidOperationException($"AppHost is not ready after {LongestStart.TotalSeconds:0} s: {host.Said}");
        }
    }

    /// <summary>A shift of the ports under which nothing listens, below those the system hands out.</summary>
    public static int FreeShift()
    {
        while (true)
        {
            var shift = Random.Shared.Next(300, 2400) * 10;
            if (new[] { 7110, 7200, 7443, 7500, 7501, 7600, 7601, 7602, 7603, 7604, 7605 }.All(port => Free(port + shift))) return shift;
        }
    }

    /// <summary>Asks it to stop, as an operator would, and waits until nothing of it runs.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
            await kill.WaitForExitAsync();
            using var limit = new CancellationTokenSource(LongestStop);
            try
            {
                await _process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
            }
        }
        _process.Dispose();
    }

    private void Hear(string? line)
    {
        if (line is null) return;
        _said.Enqueue(line);
        if (line.Contains("Everything is ready", StringComparison.Ordinal)) _ready.TrySetResult();
    }

    private static bool Free(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

internal static class Repository
{
    public static readonly string Root = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Platform.sln"))) return folder.FullName;
        throw new InvalidOperationException("Platform.sln is not above this folder.");
    }
}
