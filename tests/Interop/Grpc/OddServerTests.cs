using System.Net;
using System.Net.Sockets;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Interop.Peers;
using Xunit;

namespace Interop.Rpc;

/// <summary>Answers that are no gRPC, or only almost.</summary>
public sealed class OddServerTests : IAsyncLifetime
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private NodePeer? _peer;
    private GrpcChannel? _channel;

    public async ValueTask InitializeAsync()
    {
        _peer = NodePeer.Start("Grpc/odd-server.mjs");
        _channel = GrpcChannel.ForAddress($"http://127.0.0.1:{(await _peer.HearAsync(Ct))["port"]}");
    }

    public async ValueTask DisposeAsync()
    {
        _channel!.Dispose();
        await _peer!.DisposeAsync();
    }

    [Theory, Trait("Row", "28")]
    [InlineData("http-400", StatusCode.Internal)]
    [InlineData("http-401", StatusCode.Unauthenticated)]
    [InlineData("http-403", StatusCode.PermissionDenied)]
    [InlineData("http-404", StatusCode.Unimplemented)]
    [InlineData("http-429", StatusCode.Unavailable)]
    [InlineData("http-502", StatusCode.Unavailable)]
    [InlineData("http-503", StatusCode.Unavailable)]
    [InlineData("http-500", StatusCode.Unknown)]
    [InlineData("no-status", StatusCode.Unknown)]
    [InlineData("message-only", StatusCode.Unknown)]
    [InlineData("html", StatusCode.Unknown)]
    [InlineData("cancelled", StatusCode.Cancelled)]
    [InlineData("reset-2", StatusCode.Internal)]
    [InlineData("reset-8", StatusCode.Cancelled)]
    [InlineData("reset-11", StatusCode.ResourceExhausted)]
    [InlineData("reset-12", StatusCode.PermissionDenied)]
    public async Task Every_answer_has_a_status(string way, StatusCode expected) => Assert.Equal(expected, (await RefusedAsync(way)).StatusCode);

    [Theory, Trait("Row", "28")]
    [InlineData("http-502", StatusCode.Unavailable)]
    [InlineData("no-status", StatusCode.Unknown)]
    [InlineData("message-only", StatusCode.Unknown)]
    public async Task Every_stream_has_a_status(string way, StatusCode expected)
    {
        using var call = new Echo.EchoClient(_channel!).Expand(new(), new Metadata { { "x-answer", way } }, cancellationToken: Ct);
        var answers = call.ResponseStream.ReadAllAsync(Ct).ToListAsync(Ct).AsTask();
        Assert.Equal(expected, (await Assert.ThrowsAsync<RpcException>(() => answers.WaitAsync(TimeSpan.FromSeconds(10), Ct))).StatusCode);
    }

    [Theory, Trait("Row", "29")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Details_are_read_padded_or_not(bool padded)
    {
        var status = new Google.Rpc.Status { Code = 3, Message = "champs" };
        status.Details.Add(Google.Protobuf.WellKnownTypes.Any.Pack(new Google.Rpc.ErrorInfo { Reason = "INS_MISSING", Domain = "identity" }));
        var text = Convert.ToBase64String(status.ToByteArray());
        Assert.EndsWith("=", text, StringComparison.Ordinal);

        var refused = await RefusedAsync($"details-{(padded ? text : text.TrimEnd('='))}");

        Assert.Equal("INS_MISSING", refused.GetRpcStatus()!.GetDetail<Google.Rpc.ErrorInfo>()!.Reason);
        Assert.Null(refused.GetRpcStatus()!.GetDetail<Google.Rpc.BadRequest>());
        Assert.Equal("broken %zz ok", refused.Status.Detail);
    }

    [Fact, Trait("Row", "27")]
    public async Task A_closed_port_is_unavailable()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{port}");

        var refused = await Assert.ThrowsAsync<RpcException>(() => new Echo.EchoClient(channel).SayAsync(new(), cancellationToken: Ct).ResponseAsync);
        Assert.Equal(StatusCode.Unavailable, refused.StatusCode);
    }

    [Fact]
    public async Task A_server_of_http_1_is_unavailable()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var answering = Task.Run(async () =>
        {
            using var connection = await listener.AcceptTcpClientAsync(Ct);
            await connection.GetStream().WriteAsync("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), Ct);
        }, Ct);
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");

        var refused = await Assert.ThrowsAsync<RpcException>(() => new Echo.EchoClient(channel).SayAsync(new(), cancellationToken: Ct).ResponseAsync);
        Assert.Contains(refused.StatusCode, new[] { StatusCode.Unavailable, StatusCode.Internal });
        await answering;
    }

    [Fact, Trait("Row", "26")]
    public async Task A_stream_on_a_connection_that_goes_away_ends_with_an_error()
    {
        using var call = new Echo.EchoClient(_channel!).Expand(new(), new Metadata { { "x-answer", "goaway" } }, cancellationToken: Ct);
        await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(Ct).WaitAsync(TimeSpan.FromSeconds(10), Ct));
    }

    private async Task<RpcException> RefusedAsync(string way)
    {
        using var call = new Echo.EchoClient(_channel!).SayAsync(new(), new Metadata { { "x-answer", way } }, cancellationToken: Ct);
        return await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync.WaitAsync(TimeSpan.FromSeconds(10), Ct));
    }
}
