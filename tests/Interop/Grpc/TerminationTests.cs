using System.Text.Json.Nodes;
using Grpc.Core;
using Grpc.Net.Client;
using Interop.Peers;
using Xunit;

namespace Interop.Rpc;

/// <summary>SIGTERM, while a stream runs, to a server in a process of its own.</summary>
[Trait("Row", "31")]
public sealed class TerminationTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_terminated_server_ends_the_stream_of_a_js_client_well_and_lets_nobody_in()
    {
        await using var server = await ServedEcho.StartAsync();
        await using var js = JsClient.Start(server.Address);
        var holding = js.AskAsync(new { method = "Expand", request = new { count = 1, text = "hold" }, tell = true }, Ct);
        await js.HearAsync(Ct);

        server.Terminate();
        Assert.Equal(StatusCode.Unavailable, await UntilRefusedAsync(async () => (await js.AskAsync(new { method = "Say", request = new { }, fresh = true }, Ct)).Code()));
        Assert.False(holding.IsCompleted);
        server.Release();

        var held = await holding;
        Assert.Equal(StatusCode.OK, held.Code());
        Assert.Equal(["", "released"], held.Answers().Select(answer => answer!["text"]!.GetValue<string>()));
        Assert.Equal(0, await server.ExitCodeAsync());
    }

    [Fact]
    public async Task A_terminated_js_server_ends_the_stream_well_and_is_unavailable_to_new_calls()
    {
        await using var server = await JsServer.StartAsync();
        using var call = server.Client.Expand(new() { Count = 1, Text = "hold" }, cancellationToken: Ct);
        Assert.True(await call.ResponseStream.MoveNext(Ct));

        server.Peer.Terminate();
        using var late = GrpcChannel.ForAddress($"http://127.0.0.1:{server.Port}");
        Assert.Equal(StatusCode.Unavailable, await UntilRefusedAsync(() => CodeAsync(new(late))));
        Assert.Equal(StatusCode.Unavailable, await CodeAsync(server.Client));
        await server.OrderAsync("release");

        Assert.True(await call.ResponseStream.MoveNext(Ct));
        Assert.Equal("released", call.ResponseStream.Current.Text);
        Assert.False(await call.ResponseStream.MoveNext(Ct));
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
        Assert.Equal(0, await server.Peer.ExitCodeAsync(Ct));
    }

    private static async Task<StatusCode> CodeAsync(Echo.EchoClient client)
    {
        using var call = client.SayAsync(new(), cancellationToken: Ct);
        await ((Task)call.ResponseAsync).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return call.GetStatus().StatusCode;
    }

    /// <summary>The port closes soon after the signal; a call that was let in before only says it was earlier.</summary>
    private static async Task<StatusCode> UntilRefusedAsync(Func<Task<StatusCode>> call)
    {
        for (var tries = 0; tries < 1000; tries++)
        {
            if (await call() is var code && code != StatusCode.OK) return code;
        }
        return StatusCode.OK;
    }
}
