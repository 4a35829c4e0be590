using System.Buffers.Binary;
using System.IO.Compression;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Interop.Peers;
using Xunit;

namespace Interop.Rpc;

/// <summary>The transport's server and a peer that can send anything.</summary>
public sealed class Raw : IAsyncLifetime
{
    private NodePeer? _peer;

    public EchoServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Server = await EchoServer.StartAsync();
        _peer = NodePeer.Start("Grpc/raw.mjs", null, Server.Address.ToString());
    }

    public async Task<JsonObject> SendAsync(object request)
    {
        var seen = await _peer!.AskAsync(request, TestContext.Current.CancellationToken);
        Assert.Null(seen["error"]?.GetValue<string>());
        return seen;
    }

    public async ValueTask DisposeAsync()
    {
        await _peer!.DisposeAsync();
        await Server.DisposeAsync();
    }

    public static byte[] Frame(Question question) => Frame(question.ToByteArray());

    public static byte[] Frame(byte[] payload, byte flag = 0)
    {
        var frame = new byte[payload.Length + 5];
        frame[0] = flag;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), payload.Length);
        payload.CopyTo(frame, 5);
        return frame;
    }

    public static byte[] Zipped(byte[] payload)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Optimal)) gzip.Write(payload);
        return target.ToArray();
    }

    public static string[] Chunks(params byte[][] chunks) => [.. chunks.Select(Convert.ToBase64String)];
}

internal static class RawSightings
{
    public static string? Header(this JsonObject seen, string key) => seen["headers"]?[key]?.ToString();

    /// <summary>Wherever the status came: trailers, or headers when there was nothing else.</summary>
    public static string? GrpcStatus(this JsonObject seen) => seen["trailers"]?["grpc-status"]?.ToString() ?? seen.Header("grpc-status");

    public static Answer[] Messages(this JsonObject seen)
    {
        var bytes = Convert.FromBase64String(seen["body"]!.GetValue<string>()).AsSpan();
        var answers = new List<Answer>();
        while (bytes.Length > 0)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(bytes[1..]);
            answers.Add(Answer.Parser.ParseFrom(bytes.Slice(5, length)));
            bytes = bytes[(5 + length)..];
        }
        return [.. answers];
    }
}
