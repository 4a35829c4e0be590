using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Testing;

/// <summary>Another service's gRPC answers, given by the test on a real port.</summary>
public sealed class FakeGrpc<TService> : IAsyncDisposable where TService : class
{
    private readonly WebApplication _app;

    private FakeGrpc(WebApplication app) => _app = app;

    public string Address => _app.Urls.First();

    /// <summary>Serves <paramref name="answers"/>, a class derived from the generated base.</summary>
    public static async Task<FakeGrpc<TService>> StartAsync(TService answers)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listener => listener.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(answers);
        var app = builder.Build();
        app.MapGrpcService<TService>();
        await app.StartAsync();
        return new(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
