using Contracts.Sso;
using Grpc.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Bench.Servers;

/// <summary>The sign-in service as the gateway hears it when nobody's session has ended.</summary>
internal sealed class NoRevocations : Sessions.SessionsBase
{
    public override Task<RevokedIds> ListRevoked(ListRevokedRequest request, ServerCallContext context) =>
        Task.FromResult(new RevokedIds { Until = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() });

    public static WebApplication Make(int port)
    {
        var builder = Served.Bare(port, HttpProtocols.Http2);
        builder.Services.AddGrpc();
        var app = builder.Build();
        app.MapGrpcService<NoRevocations>();
        return app;
    }
}
