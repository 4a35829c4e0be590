using Bench.Echoes;
using Grpc.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Platform;

namespace Bench.Servers;

/// <summary>A service of the platform with one gRPC method: the whole pipeline, nothing behind it.</summary>
internal static class GrpcSubject
{
    /// <summary>The transport alone: what it costs before anybody is asked who they are.</summary>
    public static WebApplication Open(int port)
    {
        var builder = Served.Bare(port, HttpProtocols.Http2);
        builder.Services.AddGrpc();
        var app = builder.Build();
        app.MapGrpcService<EchoGrpc>();
        return app;
    }

    public static WebApplication Make(int port)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Platform:GrpcPort"] = $"{port}" });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.AddPlatform("bench");
        builder.Services.AddAuthorizationBuilder();
        var app = builder.Build();
        app.UsePlatform();
        app.MapGrpc<EchoGrpc>().RequireAuthorization("service");
        return app;
    }
}

internal sealed class EchoGrpc : Echo.EchoBase
{
    public override Task<Payload> Unary(Payload request, ServerCallContext context) => Task.FromResult(new Payload { Data = request.Data });
}
