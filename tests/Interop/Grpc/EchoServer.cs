using System.Net;
using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Interop.Rpc;

/// <summary>The transport's server on cleartext HTTP/2, on a port of its own.</summary>
public sealed class EchoServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private EchoServer(WebApplication app) => _app = app;

    public Seen Seen { get; } = new();
    public IServiceProvider Services => _app.Services;
    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public static async Task<EchoServer> StartAsync(
        Action<GrpcServiceOptions>? options = null, Action<WebApplicationBuilder>? services = null, Action<WebApplication>? routes = null, int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = 1_000_000;
            kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http2);
        });
        services?.Invoke(builder);
        builder.Services.AddGrpc(options);
        EchoServer? server = null;
        builder.Services.AddScoped(_ => new EchoService(server!.Seen));
        var app = builder.Build();
        server = new(app);
        if (routes is null) app.MapGrpcService<EchoService>();
        else routes(app);
        await app.StartAsync(Xunit.TestContext.Current.CancellationToken);
        return server;
    }

    /// <summary>Until a signal has stopped it and its last call has ended.</summary>
    public Task RunAsync() => _app.WaitForShutdownAsync();

    public Task StopAsync(CancellationToken ct) => _app.StopAsync(ct);

    public async ValueTask DisposeAsync()
    {
        Seen.Release.TrySetResult();
        await _app.DisposeAsync();
    }
}
