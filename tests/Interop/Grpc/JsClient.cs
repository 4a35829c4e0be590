using System.Text.Json.Nodes;
using Grpc.Core;
using Interop.Peers;
using Xunit;

namespace Interop.Rpc;

/// <summary>The transport's server with grpc-js as its client.</summary>
public sealed class JsClient : IAsyncLifetime
{
    public static string[] Protos { get; } =
        [Path.Combine(NodePackages.Folder, "protos"), Path.Combine(NodePackages.Folder, "..", "..", "services", "Grpc", "protos")];

    private NodePeer? _peer;

    public EchoServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Server = await EchoServer.StartAsync();
        _peer = Start(Server);
    }

    public static NodePeer Start(EchoServer server) => Start(server.Address);
    public static NodePeer Start(Uri address) => NodePeer.Start("Grpc/client.mjs", null, [address.Authority, .. Protos]);

    public async Task<JsonObject> CallAsync(object call)
    {
        var seen = await _peer!.AskAsync(call, TestContext.Current.CancellationToken);
        Assert.Null(seen["error"]?.GetValue<string>());
        return seen;
    }

    public async ValueTask DisposeAsync()
    {
        await _peer!.DisposeAsync();
        await Server.DisposeAsync();
    }
}

/// <summary>Reads of what a peer says it saw.</summary>
internal static class Sightings
{
    public static StatusCode Code(this JsonObject seen) => (StatusCode)seen["code"]!.GetValue<int>();
    public static string Details(this JsonObject seen) => seen["details"]!.GetValue<string>();
    public static JsonArray Answers(this JsonObject seen) => seen["answers"]!.AsArray();
    public static string? Field(this JsonObject seen, string part, string key) => seen[part]?[key] switch
    {
        JsonArray values => values[0]!.GetValue<string>(),
        JsonValue value => value.ToString(),
        _ => null,
    };
}
