using System.Diagnostics.CodeAnalysis;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.AspNetCore.Builder;

public static class GrpcEndpointRouteBuilderExtensions
{
    private static readonly Status UnknownMethod = new(StatusCode.Unimplemented, "This server has no such method.");

    /// <summary>Answers the calls of a generated service with a <typeparamref name="TService"/> of the request's scope.</summary>
    public static GrpcServiceEndpointConventionBuilder MapGrpcService<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] TService>(
        this IEndpointRouteBuilder builder) where TService : class
    {
        var services = builder.ServiceProvider;
        if (services.GetService<AnswerRefusals>() is not { } refusals)
            throw new InvalidOperationException("Call services.AddGrpc() before mapping a gRPC service.");
        if (!ReferenceEquals(services.GetService<IAuthorizationMiddlewareResultHandler>(), refusals))
            throw new InvalidOperationException("Register the result handler of authorization before AddGrpc(), which wraps it.");

        var hosting = new MethodHosting(
            services.GetRequiredService<IOptions<GrpcServiceOptions>>().Value,
            services.GetRequiredService<ILoggerFactory>().CreateLogger<TService>(),
            services.GetService<IServiceProviderIsService>()?.IsService(typeof(TService)) is true);
        var binder = new ServiceBinder<TService>(builder, hosting);
        binder.BindAll();
        MapUnknownMethods(builder);
        return new(binder.Endpoints);
    }

    /// <summary>Once in a process: any other gRPC call is told so in its own language.</summary>
    private static void MapUnknownMethods(IEndpointRouteBuilder builder)
    {
        if (!builder.ServiceProvider.GetRequiredService<UnknownMethods>().TakeTurn()) return;
        var pattern = RoutePatternFactory.Parse("/{service}/{method}", defaults: null, parameterPolicies: new { service = new GrpcRequest() });
        RequestDelegate refuse = context =>
        {
            GrpcRequest.Refuse(context.Response, UnknownMethod);
            return Task.CompletedTask;
        };
        builder.Map(pattern, refuse).WithDisplayName("gRPC unknown method").WithOrder(int.MaxValue);
    }
}

/// <summary>Conventions for all methods of one service.</summary>
public sealed class GrpcServiceEndpointConventionBuilder : IEndpointConventionBuilder
{
    private readonly IReadOnlyList<IEndpointConventionBuilder> _endpoints;

    internal GrpcServiceEndpointConventionBuilder(IReadOnlyList<IEndpointConventionBuilder> endpoints) => _endpoints = endpoints;

    public void Add(Action<EndpointBuilder> convention)
    {
        foreach (var endpoint in _endpoints) endpoint.Add(convention);
    }

    public void Finally(Action<EndpointBuilder> finallyConvention)
    {
        foreach (var endpoint in _endpoints) endpoint.Finally(finallyConvention);
    }
}
