using System.Globalization;
using System.Text.Json.Nodes;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Interop.Peers;
using Xunit;

namespace Interop.Rpc;

/// <summary>grpc-js as the server, the transport as its client.</summary>
public sealed class JsServer : IAsyncDisposable
{
    private readonly GrpcChannel _channel;

    private JsServer(NodePeer peer, int port, GrpcChannelOptions? options)
    {
        (Peer, Port) = (peer, port);
        _channel = GrpcChannel.ForAddress($"http://127.0.0.1:{port}", options ?? new());
        (Client, Health) = (new(_channel), new(_channel));
    }

    public NodePeer Peer { get; }
    public int Port { get; }
    public Echo.EchoClient Client { get; }
    public Health.HealthClient Health { get; }

    public static async Task<JsServer> StartAsync(GrpcChannelOptions? options = null, int port = 0)
    {
        var peer = NodePeer.Start("Grpc/server.mjs", null, [port.ToString(CultureInfo.InvariantCulture), .. JsClient.Protos]);
        var ready = await peer.HearAsync(TestContext.Current.CancellationToken);
        return new(peer, ready["port"]!.GetValue<int>(), options);
    }

    /// <summary>Gives one of the orders of <c>server.mjs</c>, and reads what it has seen.</summary>
    public Task<JsonObject> OrderAsync(string order) => Peer.AskAsync(new Dictionary<string, string> { ["do"] = order }, TestContext.Current.CancellationToken);

    public Task<JsonObject> OrderAsync(string order, string service, string status) =>
        Peer.AskAsync(new Dictionary<string, string> { ["do"] = order, ["service"] = service, ["status"] = status }, TestContext.Current.CancellationToken);

    public Echo.EchoClient With(GrpcChannelOptions options) => new(GrpcChannel.ForAddress($"http://127.0.0.1:{Port}", options));

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await Peer.DisposeAsync();
    }
}
