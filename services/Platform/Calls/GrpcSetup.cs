using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Platform.Calls;
using Platform.Tokens;

namespace Platform;

public static class GrpcSetup
{
    /// <summary>A document of 25 MB travels with its CDA, which holds it again in base64.</summary>
    private const int LargestAnswer = 64 * 1024 * 1024;

    /// <summary>A generated client whose calls go straight to <c>Services:{target}:Grpc</c>, signed as this service.</summary>
    public static void AddGrpcClient<TClient>(this IServiceCollection services, string target) where TClient : ClientBase
    {
        services.AddSingleton(provider => (TClient)Activator.CreateInstance(typeof(TClient), Channel(provider, target))!);
    }

    /// <summary>Serves a gRPC service; it is resolved for each call. Name a policy: <c>.RequireAuthorization("service")</c>.</summary>
    public static IEndpointConventionBuilder MapGrpc<TService>(this IEndpointRouteBuilder routes) where TService : class =>
        routes.MapGrpcService<TService>();

    private static GrpcChannel Channel(IServiceProvider provider, string target)
    {
        var address = provider.GetRequiredService<IConfiguration>()[$"Services:{target}:Grpc"] ?? throw new InvalidOperationException($"Services:{target}:Grpc is missing.");
        var sockets = new SocketsHttpHandler
        {
            EnableMultipleHttp2Connections = true,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            KeepAlivePingDelay = TimeSpan.FromSeconds(60),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(30),
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
        };
        return GrpcChannel.ForAddress(address, new()
        {
            HttpHandler = new ServiceCallHandler(target, provider.GetRequiredService<ServiceTokens>(), sockets),
            DefaultDeadline = TimeSpan.FromSeconds(5),
            MaxReceiveMessageSize = LargestAnswer,
            ServiceConfig = new() { MethodConfigs = { AgainWhenAborted } },
        });
    }

    /// <summary>ABORTED: the call met another write and has saved nothing.</summary>
    private static readonly MethodConfig AgainWhenAborted = new()
    {
        Names = { MethodName.Default },
        RetryPolicy = new() { MaxAttempts = 5, InitialBackoff = TimeSpan.FromMilliseconds(20), MaxBackoff = TimeSpan.FromMilliseconds(250), BackoffMultiplier = 2, RetryableStatusCodes = { StatusCode.Aborted } },
    };
}
