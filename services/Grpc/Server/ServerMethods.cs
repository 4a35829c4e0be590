using Grpc.Core;
using Grpc.Wire;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server;

internal sealed record MethodHosting(GrpcServiceOptions Options, ILogger Log, bool Registered);

internal sealed class UnaryMethod<TService, TRequest, TResponse>(
    Method<TRequest, TResponse> method, Func<TService, TRequest, ServerCallContext, Task<TResponse>> handler, MethodHosting hosting)
    : ServerMethod<TService>(method, hosting.Options, hosting.Log, hosting.Registered)
    where TService : class where TRequest : class where TResponse : class
{
    protected override async Task AnswerAsync(TService service, ServerCall call)
    {
        var request = await call.Messages.ReadSingleAsync(method.RequestMarshaller, CancellationToken.None);
        var response = await handler(service, request, call) ?? throw Failures.As(StatusCode.Cancelled, "The method returned no message.");
        await call.SendSingleAsync(method.ResponseMarshaller, response);
    }
}

internal sealed class ClientStreamingMethod<TService, TRequest, TResponse>(
    Method<TRequest, TResponse> method, Func<TService, IAsyncStreamReader<TRequest>, ServerCallContext, Task<TResponse>> handler, MethodHosting hosting)
    : ServerMethod<TService>(method, hosting.Options, hosting.Log, hosting.Registered)
    where TService : class where TRequest : class where TResponse : class
{
    protected override async Task AnswerAsync(TService service, ServerCall call)
    {
        call.ExpectStream();
        var requests = new RequestStream<TRequest>(call, method.RequestMarshaller);
        var response = await handler(service, requests, call) ?? throw Failures.As(StatusCode.Cancelled, "The method returned no message.");
        await call.SendSingleAsync(method.ResponseMarshaller, response);
    }
}

internal sealed class ServerStreamingMethod<TService, TRequest, TResponse>(
    Method<TRequest, TResponse> method, Func<TService, TRequest, IServerStreamWriter<TResponse>, ServerCallContext, Task> handler, MethodHosting hosting)
    : ServerMethod<TService>(method, hosting.Options, hosting.Log, hosting.Registered)
    where TService : class where TRequest : class where TResponse : class
{
    protected override async Task AnswerAsync(TService service, ServerCall call)
    {
        var request = await call.Messages.ReadSingleAsync(method.RequestMarshaller, CancellationToken.None);
        await handler(service, request, new ResponseStream<TResponse>(call, method.ResponseMarshaller), call);
    }
}

internal sealed class DuplexStreamingMethod<TService, TRequest, TResponse>(
    Method<TRequest, TResponse> method,
    Func<TService, IAsyncStreamReader<TRequest>, IServerStreamWriter<TResponse>, ServerCallContext, Task> handler, MethodHosting hosting)
    : ServerMethod<TService>(method, hosting.Options, hosting.Log, hosting.Registered)
    where TService : class where TRequest : class where TResponse : class
{
    protected override Task AnswerAsync(TService service, ServerCall call)
    {
        call.ExpectStream();
        var requests = new RequestStream<TRequest>(call, method.RequestMarshaller);
        return handler(service, requests, new ResponseStream<TResponse>(call, method.ResponseMarshaller), call);
    }
}
