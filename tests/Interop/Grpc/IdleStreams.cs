using System.Diagnostics;
using System.Text.Json.Nodes;
using Interop.Peers;
using Interop.Rpc;
using Xunit;

[assembly: AssemblyFixture(typeof(IdleStreams))]

namespace Interop.Rpc;

/// <summary>
/// Two streams on which nothing is said for more than a minute, one each way. They rest from the start of the run, while the other
/// tests do their work, and <see cref="IdleStreamTests"/> comes last to see what became of them.
/// </summary>
public sealed class IdleStreams : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    // A channel pings after 60 s of silence, and looks whether it is time every 7.5 s.
    private static readonly TimeSpan FromClient = TimeSpan.FromSeconds(61), FromServer = TimeSpan.FromSeconds(70);

    private EchoServer? _own;
    private NodePeer? _jsClient;
    private JsServer? _jsServer;

    public Task<JsonObject> OfJsClient { get; private set; } = null!;
    public Task<Rested> OfOwnClient { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await NodePackages.ReadyAsync();
        _own = await EchoServer.StartAsync();
        _jsClient = JsClient.Start(_own);
        _jsServer = await JsServer.StartAsync();
        OfJsClient = _jsClient.AskAsync(new
        {
            method = "Converse", requests = new[] { new { text = "late" } }, silentMs = FromClient.TotalMilliseconds,
            channel = new Dictionary<string, int> { ["grpc.keepalive_time_ms"] = 10_000 },
        }, CancellationToken.None, Patience);
        OfOwnClient = RestAsync(_jsServer.Client);
    }

    public async ValueTask DisposeAsync()
    {
        if (_jsServer is not null) await _jsServer.DisposeAsync();
        if (_jsClient is not null) await _jsClient.DisposeAsync();
        if (_own is not null) await _own.DisposeAsync();
    }

    private static async Task<Rested> RestAsync(Echo.EchoClient client)
    {
        using var call = client.Converse();
        var begun = Stopwatch.GetTimestamp();
        await call.RequestStream.WriteAsync(new() { Text = "rest", Count = (int)FromServer.TotalMilliseconds });
        await call.ResponseStream.MoveNext(CancellationToken.None);
        var (silence, rested) = (Stopwatch.GetElapsedTime(begun), call.ResponseStream.Current);
        await call.RequestStream.WriteAsync(new() { Text = "awake" });
        await call.RequestStream.CompleteAsync();
        await call.ResponseStream.MoveNext(CancellationToken.None);
        var awake = call.ResponseStream.Current.Text;
        await call.ResponseStream.MoveNext(CancellationToken.None);
        return new(silence, rested.Count, awake, call.GetStatus().StatusCode);
    }

    /// <param name="Pings">Those that came to the server in the last part of the silence.</param>
    public sealed record Rested(TimeSpan Silence, int Pings, string AnswerAfter, Grpc.Core.StatusCode Status);
}
