using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Configuration;
using Xunit;

namespace Interop.Rpc;

public sealed class RetryTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_unavailable_server_is_asked_again_and_told_so()
    {
        await using var server = await JsServer.StartAsync(Retrying(5));

        Assert.Equal("flaky", (await server.Client.SayAsync(new() { Text = "flaky" }, cancellationToken: Ct)).Text);

        var seen = await server.Peer.AskAsync(new { }, Ct);
        Assert.Equal(["", "1", "2"], seen["attempts"]!.AsArray().Select(attempt => attempt!.GetValue<string>()));
    }

    [Fact]
    public async Task Attempts_end()
    {
        await using var server = await JsServer.StartAsync(Retrying(3));

        Assert.Equal(StatusCode.Unavailable, await CodeAsync(server.Client, "down"));

        Assert.Equal(3, (await server.Peer.AskAsync(new { }, Ct))["calls"]!.GetValue<int>());
    }

    [Fact]
    public async Task Another_refusal_stands()
    {
        await using var server = await JsServer.StartAsync(Retrying(5));

        Assert.Equal(StatusCode.FailedPrecondition, await CodeAsync(server.Client, "fail"));

        Assert.Equal(1, (await server.Peer.AskAsync(new { }, Ct))["calls"]!.GetValue<int>());
    }

    [Fact]
    public async Task Without_a_policy_nothing_is_asked_twice()
    {
        await using var server = await JsServer.StartAsync();

        Assert.Equal(StatusCode.Unavailable, await CodeAsync(server.Client, "down"));

        Assert.Equal(1, (await server.Peer.AskAsync(new { }, Ct))["calls"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_deadline_holds_over_all_attempts()
    {
        await using var server = await JsServer.StartAsync(Retrying(5, TimeSpan.FromMinutes(1)));
        using var call = server.Client.SayAsync(new() { Text = "down" }, deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddMilliseconds(300), cancellationToken: Ct);

        var refused = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync.WaitAsync(TimeSpan.FromSeconds(10), Ct));
        Assert.Contains(refused.StatusCode, new[] { StatusCode.DeadlineExceeded, StatusCode.Unavailable });
    }

    [Fact]
    public async Task A_channel_gives_a_deadline_to_calls_without_one()
    {
        await using var server = await JsServer.StartAsync(new() { DefaultDeadline = TimeSpan.FromMilliseconds(300) });

        Assert.Equal(StatusCode.DeadlineExceeded, await CodeAsync(server.Client, "wait"));
        Assert.InRange((await server.Client.SayAsync(new() { Text = "deadline" }, deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(1), cancellationToken: Ct)).Count, 30_000, 60_001);
    }

    private static GrpcChannelOptions Retrying(int attempts, TimeSpan? backoff = null) => new()
    {
        ServiceConfig = new()
        {
            MethodConfigs =
            {
                new MethodConfig
                {
                    Names = { MethodName.Default },
                    RetryPolicy = new()
                    {
                        MaxAttempts = attempts, InitialBackoff = backoff ?? TimeSpan.FromMilliseconds(5), MaxBackoff = backoff ?? TimeSpan.FromMilliseconds(20),
                        BackoffMultiplier = 2, RetryableStatusCodes = { StatusCode.Unavailable },
                    },
                },
            },
        },
    };

    private static async Task<StatusCode> CodeAsync(Echo.EchoClient client, string text) =>
        (await Assert.ThrowsAsync<RpcException>(() => client.SayAsync(new() { Text = text }, cancellationToken: Ct).ResponseAsync)).StatusCode;
}
