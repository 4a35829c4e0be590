using System.Net;
using System.Net.Sockets;
using Grpc.Core;
using Grpc.Net.Client;
using Xunit;

namespace Interop.Rpc;

public sealed class RestartTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact, Trait("Row", "26")]
    public async Task A_stream_ends_with_its_server_and_the_next_call_reaches_the_new_one()
    {
        var port = FreePort();
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{port}");
        var client = new Echo.EchoClient(channel);
        await using var first = await EchoServer.StartAsync(port: port);
        using var call = client.Expand(new() { Count = 1, Text = "wait" }, cancellationToken: Ct);
        Assert.True(await call.ResponseStream.MoveNext(Ct));

        using var impatient = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await first.StopAsync(impatient.Token);
        Assert.Equal(StatusCode.Unavailable, await EndAsync(call));

        await using var second = await EchoServer.StartAsync(port: port);
        Assert.Equal("again", (await client.SayAsync(new() { Text = "again" }, cancellationToken: Ct)).Text);
    }

    [Fact, Trait("Row", "26")]
    public async Task A_stream_ends_with_its_js_server_and_the_next_call_reaches_the_new_one()
    {
        await using var first = await JsServer.StartAsync();
        using var call = first.Client.Expand(new() { Count = 1, Text = "wait" }, cancellationToken: Ct);
        Assert.True(await call.ResponseStream.MoveNext(Ct));

        // grpc-js gives CANCEL as the reason in its GOAWAY when it is made to stop.
        await first.OrderAsync("kill");
        Assert.Equal(StatusCode.Cancelled, await EndAsync(call));

        await using var second = await JsServer.StartAsync(port: first.Port);
        Assert.Equal("again", (await first.Client.SayAsync(new() { Text = "again" }, cancellationToken: Ct)).Text);
        Assert.Equal(1, (await second.OrderAsync("tell"))["calls"]!.GetValue<int>());
    }

    [Fact, Trait("Row", "26")]
    public async Task A_connection_that_is_to_go_finishes_its_stream_and_new_calls_take_another()
    {
        await using var server = await JsServer.StartAsync();
        using var call = server.Client.Expand(new() { Count = 1, Text = "hold" }, cancellationToken: Ct);
        Assert.True(await call.ResponseStream.MoveNext(Ct));

        await server.OrderAsync("goaway");
        Assert.Equal("again", (await server.Client.SayAsync(new() { Text = "again" }, cancellationToken: Ct)).Text);
        Assert.Equal(2, (await server.OrderAsync("release"))["sessions"]!.GetValue<int>());

        Assert.True(await call.ResponseStream.MoveNext(Ct));
        Assert.Equal("released", call.ResponseStream.Current.Text);
        Assert.False(await call.ResponseStream.MoveNext(Ct));
    }

    [Fact, Trait("Row", "31")]
    public async Task A_stopping_server_finishes_what_it_began_and_takes_nothing_new()
    {
        await using var server = await EchoServer.StartAsync();
        using var old = GrpcChannel.ForAddress(server.Address);
        using var late = GrpcChannel.ForAddress(server.Address);
        using var call = new Echo.EchoClient(old).Expand(new() { Count = 1, Text = "hold" }, cancellationToken: Ct);
        Assert.True(await call.ResponseStream.MoveNext(Ct));

        var stopping = server.StopAsync(Ct);
        Assert.Equal(StatusCode.Unavailable, await UntilRefusedAsync(late));
        server.Seen.Release.SetResult();

        Assert.True(await call.ResponseStream.MoveNext(Ct));
        Assert.Equal("released", call.ResponseStream.Current.Text);
        Assert.False(await call.ResponseStream.MoveNext(Ct));
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
        await stopping.WaitAsync(TimeSpan.FromSeconds(10), Ct);
    }

    private static async Task<StatusCode> EndAsync(AsyncServerStreamingCall<Answer> call) =>
        (await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(Ct).WaitAsync(TimeSpan.FromSeconds(10), Ct))).StatusCode;

    /// <summary>The port closes soon after the stop has begun; a call that was let in before only says it was earlier.</summary>
    private static async Task<StatusCode> UntilRefusedAsync(GrpcChannel channel)
    {
        for (var tries = 0; tries < 1000; tries++)
        {
            try
            {
                await new Echo.EchoClient(channel).SayAsync(new(), cancellationToken: Ct);
            }
            catch (RpcException refused)
            {
                return refused.StatusCode;
            }
        }
        return StatusCode.OK;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
