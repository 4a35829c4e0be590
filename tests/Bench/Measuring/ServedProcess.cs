using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Bench.Measuring;

/// <summary>A server under measure, in a process of its own, ended with the run.</summary>
internal sealed class ServedProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private int _disposed;
    private readonly StringBuilder _output = new();

    private ServedProcess(ProcessStartInfo start)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        StartedAt = Stopwatch.GetTimestamp();
        _process = Process.Start(start)!;
        _process.OutputDataReceived += Keep;
        _process.ErrorDataReceived += Keep;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public long StartedAt { get; }
    public TimeSpan Ready { get; private set; }
    public int Id => _process.Id;
    public TimeSpan Cpu => ProcessCost.Cpu(Id);
    public double Pss => ProcessCost.Pss(Id);

    /// <summary>Starts and waits until <paramref name="probe"/> answers 200, or, when it is null, until the port accepts.</summary>
    public static async Task<ServedProcess> StartAsync(
        string file, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string>? environment, int port, Uri? probe, string? folder = null)
    {
        var start = new ProcessStartInfo(file, arguments) { WorkingDirectory = folder ?? "" };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        var served = new ServedProcess(start);
        try
        {
            await served.WaitAsync(port, probe);
            return served;
        }
        catch
        {
            served.Dispose();
            throw;
        }
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    private async Task WaitAsync(int port, Uri? probe)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(2) };
        while (Stopwatch.GetElapsedTime(StartedAt) < Patience)
        {
            if (_process.HasExited) throw new InvalidOperationException($"The server ended at its start: {Output}");
            if (await AnswersAsync(http, port, probe))
            {
                Ready = Stopwatch.GetElapsedTime(StartedAt);
                return;
            }
            await Task.Delay(5);
        }
        throw new InvalidOperationException($"The server did not answer: {Output}");
    }

    private static async Task<bool> AnswersAsync(HttpClient http, int port, Uri? probe)
    {
        try
        {
            if (probe is not null)
            {
                using var answer = await http.GetAsync(probe);
                return answer.IsSuccessStatusCode;
            }
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (Exception notYet) when (notYet is HttpRequestException or SocketException or TaskCanceledException)
        {
            return false;
        }
    }

    private string Output
    {
        get { lock (_output) return _output.ToString(); }
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (_output)
        {
            if (_output.Length < 4000) _output.AppendLine(line.Data);
        }
    }
}
