using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

public static class GrpcServicesExtensions
{
    /// <summary>
    /// Makes this process able to answer gRPC calls. A result handler of authorization registered before keeps
    /// answering HTTP requests; one registered after is refused when the first service is mapped.
    /// </summary>
    public static IGrpcServerBuilder AddGrpc(this IServiceCollection services, Action<GrpcServiceOptions>? configureOptions = null)
    {
        services.AddOptions();
        services.AddLogging();
        services.AddRouting();
        if (configureOptions is not null) services.Configure(configureOptions);
        if (services.Any(service => service.ServiceType == typeof(AnswerRefusals))) return new GrpcServerBuilder(services);

        var http = services.LastOrDefault(service => service.ServiceType == typeof(IAuthorizationMiddlewareResultHandler));
        services.AddSingleton<UnknownMethods>();
        services.AddSingleton(provider => new AnswerRefusals(Handler(provider, http)));
        services.AddSingleton<IAuthorizationMiddlewareResultHandler>(provider => provider.GetRequiredService<AnswerRefusals>());
        return new GrpcServerBuilder(services);
    }

    private static IAuthorizationMiddlewareResultHandler Handler(IServiceProvider provider, ServiceDescriptor? registered) => registered switch
    {
        null => new AuthorizationMiddlewareResultHandler(),
        { ImplementationInstance: IAuthorizationMiddlewareResultHandler instance } => instance,
        { ImplementationFactory: { } make } => (IAuthorizationMiddlewareResultHandler)make(provider),
        { ImplementationType: { } type } => (IAuthorizationMiddlewareResultHandler)ActivatorUtilities.CreateInstance(provider, type),
        _ => new AuthorizationMiddlewareResultHandler(),
    };
}
