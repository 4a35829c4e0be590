using System.Diagnostics;
using Interop.Peers;
using Xunit;

namespace Interop.Rpc;

/// <summary>The transport's server in a process of its own, which a signal can stop.</summary>
public sealed class ServedEcho : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;

    private ServedEcho(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    public static async Task<ServedEcho> StartAsync()
    {
        var ct = TestContext.Current.CancellationToken;
        var process = Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Interop"), ["serve-echo"])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true,
        })!;
        var address = await process.StandardOutput.ReadLineAsync(ct).AsTask().WaitAsync(Patience, ct);
        return new(process, new(address ?? throw new InvalidOperationException("The server ended before it listened.")));
    }

    public void Terminate() => _process.Terminate();

    /// <summary>Lets the handlers that hold their answer go on.</summary>
    public void Release() => _process.StandardInput.WriteLine();

    public async Task<int> ExitCodeAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    /// <summary>The process itself: tells where it listens, and ends with the signal or with whoever started it.</summary>
    internal static int Run()
    {
        RunAsync().GetAwaiter().GetResult();
        return 0;
    }

    private static async Task RunAsync()
    {
        await using var server = await EchoServer.StartAsync();
        Console.WriteLine(server.Address);
        await Task.WhenAny(server.RunAsync(), ListenAsync(server)).Unwrap();
    }

    private static async Task ListenAsync(EchoServer server)
    {
        using var input = new StreamReader(Console.OpenStandardInput());
        while (await input.ReadLineAsync() is not null) server.Seen.Release.TrySetResult();
    }
}
