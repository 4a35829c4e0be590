using System.Buffers.Binary;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Bench.Servers;

/// <summary>The least ASP.NET Core can do: the floors others are measured against.</summary>
internal static class PlainServers
{
    private static readonly object Row = new
    {
        id = "01900000-0000-7000-8000-00000000abcd", tenant = "01900000-0000-7000-8000-000000000001", status = "free", start = "2026-03-02T08:00:00Z", end = "2026-03-02T08:30:00Z",
    };

    public static WebApplication Json(int port)
    {
        var app = Served.Bare(port, HttpProtocols.Http1).Build();
        app.MapGet("/{**anything}", () => Results.Json(Row));
        return app;
    }

    /// <summary>Five bytes of prefix, the message back, the status in the trailers, and nothing checked.</summary>
    public static WebApplication GrpcFloor(int port)
    {
        var app = Served.Bare(port, HttpProtocols.Http2).Build();
        app.MapPost("/bench.Echo/Unary", async context =>
        {
            var prefix = new byte[5];
            await context.Request.Body.ReadExactlyAsync(prefix);
            var frame = new byte[5 + BinaryPrimitives.ReadInt32BigEndian(prefix.AsSpan(1))];
            prefix.CopyTo(frame, 0);
            await context.Request.Body.ReadExactlyAsync(frame.AsMemory(5));
            context.Response.ContentType = "application/grpc";
            await context.Response.BodyWriter.WriteAsync(frame);
            context.Response.AppendTrailer("grpc-status", "0");
        });
        return app;
    }
}
