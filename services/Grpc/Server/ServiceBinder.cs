using System.Reflection;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Grpc.AspNetCore.Server;

/// <summary>Turns each method the generated code names into an endpoint that calls it on a fresh <typeparamref name="TService"/>.</summary>
internal sealed class ServiceBinder<TService>(IEndpointRouteBuilder routes, MethodHosting hosting) : ServiceBinderBase where TService : class
{
    public List<IEndpointConventionBuilder> Endpoints { get; } = [];

    /// <summary>The generated base class carries the name of the method that binds it.</summary>
    public void BindAll()
    {
        for (var type = typeof(TService); type is not null; type = type.BaseType)
        {
            if (type.GetCustomAttribute<BindServiceMethodAttribute>(inherit: false) is not { } bind) continue;
            var method = bind.BindType.GetMethod(bind.BindMethodName, BindingFlags.Public | BindingFlags.Static, [typeof(ServiceBinderBase), type]);
            if (method is null) break;
            method.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [this, null], null);
            return;
        }
        throw new InvalidOperationException($"{typeof(TService)} does not derive from the base class of a generated gRPC service.");
    }

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler) =>
        Map(method, new UnaryMethod<TService, TRequest, TResponse>(
            method, Open<Func<TService, TRequest, ServerCallContext, Task<TResponse>>>(method, out var info), hosting), info);

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse>? handler) =>
        Map(method, new ClientStreamingMethod<TService, TRequest, TResponse>(
            method, Open<Func<TService, IAsyncStreamReader<TRequest>, ServerCallContext, Task<TResponse>>>(method, out var info), hosting), info);

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler) =>
        Map(method, new ServerStreamingMethod<TService, TRequest, TResponse>(
            method, Open<Func<TService, TRequest, IServerStreamWriter<TResponse>, ServerCallContext, Task>>(method, out var info), hosting), info);

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler) =>
        Map(method, new DuplexStreamingMethod<TService, TRequest, TResponse>(
            method, Open<Func<TService, IAsyncStreamReader<TRequest>, IServerStreamWriter<TResponse>, ServerCallContext, Task>>(method, out var info), hosting), info);

    private static TDelegate Open<TDelegate>(IMethod method, out MethodInfo info) where TDelegate : Delegate
    {
        var parameters = typeof(TDelegate).GetGenericArguments()[1..^1];
        info = typeof(TService).GetMethod(method.Name, BindingFlags.Public | BindingFlags.Instance, parameters)
            ?? throw new InvalidOperationException($"{typeof(TService)} has no method for {method.FullName}.");
        return info.CreateDelegate<TDelegate>();
    }

    private void Map(IMethod method, ServerMethod<TService> endpoint, MethodInfo info)
    {
        RequestDelegate answer = endpoint.InvokeAsync;
        object[] marks = [.. typeof(TService).GetCustomAttributes(inherit: true), .. info.GetCustomAttributes(inherit: true), new GrpcMethodMetadata(typeof(TService), method)];
        Endpoints.Add(routes.MapMethods(method.FullName, ["POST"], answer).WithDisplayName($"gRPC {method.FullName}").WithMetadata(marks));
    }
}

/// <summary>Marks an endpoint as a gRPC method.</summary>
public sealed record GrpcMethodMetadata(Type ServiceType, IMethod Method);
