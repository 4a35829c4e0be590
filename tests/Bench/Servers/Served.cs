using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Bench.Servers;

/// <summary>The roles this program can serve in: anchors, and subjects that are no service of their own.</summary>
internal static class Served
{
    public static async Task<int> RunAsync(string role, string[] arguments)
    {
        var port = int.Parse(arguments[0], CultureInfo.InvariantCulture);
        var app = role switch
        {
            "kestrel" => PlainServers.Json(port),
            "yarp" => BareYarp.Make(port, backend: arguments[1], certificate: arguments[2], keys: arguments.ElementAtOrDefault(3)),
            "h2c-floor" => PlainServers.GrpcFloor(port),
            "grpc-open" => GrpcSubject.Open(port),
            "rows" => RowsSubject.Make(port),
            "billing-neighbours" => BillingNeighbours.Make(port),
            "grpc-subject" => GrpcSubject.Make(port),
            _ => throw new ArgumentException($"No role {role}."),
        };
        await app.RunAsync();
        return 0;
    }

    public static WebApplicationBuilder Bare(int port, HttpProtocols protocols)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = protocols);
        });
        return builder;
    }
}
