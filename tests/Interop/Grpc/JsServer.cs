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
        Client = new(_channel);
    }

    public NodePeer Peer { get; }
    public int Port { get; }
    public Echo.EchoClient Client { get; }

    public static async Task<JsServer> StartAsync(GrpcChannelOptions? options = null)
    {
        var peer = NodePeer.Start("Grpc/server.mjs", null, ["0", .. JsClient.Protos]);
        var ready = await peer.HearAsync(TestContext.Current.CancellationToken);
        return new(peer, ready["port"]!.GetValue<int>(), options);
    }

    public Echo.EchoClient With(GrpcChannelOptions options) => new(GrpcChannel.ForAddress($"http://127.0.0.1:{Port}", options));

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await Peer.DisposeAsync();
    }
}
