using System.Text.Json.Nodes;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.HealthCheck;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace Interop.Rpc;

public sealed class HealthTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact, Trait("Row", "30")]
    public async Task A_js_probe_reads_the_state_of_the_server_and_of_its_services()
    {
        await using var server = await StartAsync();
        await using var js = JsClient.Start(server);
        server.Services.GetRequiredService<HealthServiceImpl>().SetStatus("known", ServingStatus.Serving);

        Assert.Equal("SERVING", Status(await js.AskAsync(Check(""), Ct)));
        Assert.Equal("SERVING", Status(await js.AskAsync(Check("known"), Ct)));
        Assert.Equal(StatusCode.NotFound, (await js.AskAsync(Check("unknown"), Ct)).Code());
    }

    [Fact, Trait("Row", "30")]
    public async Task A_js_watch_hears_the_state_and_its_change()
    {
        await using var server = await StartAsync();
        await using var js = JsClient.Start(server);
        var health = server.Services.GetRequiredService<HealthServiceImpl>();
        health.SetStatus("known", ServingStatus.Serving);
        var watching = js.AskAsync(new { service = "grpc.health.v1.Health", method = "Watch", request = new { service = "known" }, tell = true, cancelAfterMessages = 2 }, Ct);
        await js.HearAsync(Ct);

        health.SetStatus("known", ServingStatus.Serving);
        health.SetStatus("known", ServingStatus.NotServing);

        Assert.Equal(["SERVING", "NOT_SERVING"], (await watching).Answers().Select(answer => answer!["status"]!.GetValue<string>()));
    }

    [Fact, Trait("Row", "30")]
    public async Task A_js_server_is_asked_for_its_state_and_that_of_its_services()
    {
        await using var server = await JsServer.StartAsync();

        Assert.Equal(ServingStatus.Serving, (await server.Health.CheckAsync(new(), cancellationToken: Ct)).Status);
        Assert.Equal(ServingStatus.Serving, (await server.Health.CheckAsync(new() { Service = "known" }, cancellationToken: Ct)).Status);
        var refused = await Assert.ThrowsAsync<RpcException>(() => server.Health.CheckAsync(new() { Service = "unknown" }, cancellationToken: Ct).ResponseAsync);
        Assert.Equal(StatusCode.NotFound, refused.StatusCode);
    }

    [Fact, Trait("Row", "30")]
    public async Task A_js_server_is_watched()
    {
        await using var server = await JsServer.StartAsync();
        using var watch = server.Health.Watch(new() { Service = "known" }, cancellationToken: Ct);
        Assert.Equal(ServingStatus.Serving, await NextAsync(watch));

        await server.OrderAsync("health", "known", "NOT_SERVING");

        Assert.Equal(ServingStatus.NotServing, await NextAsync(watch));
    }

    [Fact]
    public async Task A_watch_tells_each_change_and_names_what_it_does_not_know()
    {
        await using var server = await StartAsync();
        using var channel = GrpcChannel.ForAddress(server.Address);
        var health = server.Services.GetRequiredService<HealthServiceImpl>();
        using var watch = new Health.HealthClient(channel).Watch(new() { Service = "late" }, cancellationToken: Ct);

        Assert.Equal(ServingStatus.ServiceUnknown, await NextAsync(watch));
        health.SetStatus("late", ServingStatus.Serving);
        Assert.Equal(ServingStatus.Serving, await NextAsync(watch));
        health.SetStatus("late", ServingStatus.NotServing);
        Assert.Equal(ServingStatus.NotServing, await NextAsync(watch));
    }

    [Fact]
    public async Task A_stopping_server_says_so_and_is_not_held_by_its_watches()
    {
        await using var server = await StartAsync();
        using var channel = GrpcChannel.ForAddress(server.Address);
        using var watch = new Health.HealthClient(channel).Watch(new(), cancellationToken: Ct);
        Assert.Equal(ServingStatus.Serving, await NextAsync(watch));

        var stopping = server.StopAsync(Ct);

        Assert.Equal(ServingStatus.NotServing, await NextAsync(watch));
        Assert.False(await watch.ResponseStream.MoveNext(Ct));
        await stopping.WaitAsync(TimeSpan.FromSeconds(10), Ct);
    }

    private static Task<EchoServer> StartAsync() => EchoServer.StartAsync(
        services: builder => builder.Services.AddGrpcHealthChecks(), routes: app => app.MapGrpcHealthChecksService());

    private static object Check(string service) => new { service = "grpc.health.v1.Health", method = "Check", request = new { service } };

    private static string? Status(JsonObject seen) => seen.Answers()[0]!["status"]!.GetValue<string>();

    private static async Task<ServingStatus> NextAsync(AsyncServerStreamingCall<HealthCheckResponse> watch)
    {
        Assert.True(await watch.ResponseStream.MoveNext(Ct).WaitAsync(TimeSpan.FromSeconds(10), Ct));
        return watch.ResponseStream.Current.Status;
    }
}
