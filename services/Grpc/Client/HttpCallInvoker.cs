using Grpc.Core;
using Grpc.Wire;

namespace Grpc.Net.Client;

/// <summary>Carries the calls of generated clients over a channel.</summary>
internal sealed class HttpCallInvoker(GrpcChannel channel) : CallInvoker
{
    private static readonly Func<object, Task<Metadata>> Headers = call => ((ClientCall)call).HeadersAsync();
    private static readonly Func<object, Status> Status = call => ((ClientCall)call).Status;
    private static readonly Func<object, Metadata> Trailers = call => ((ClientCall)call).Trailers;
    private static readonly Action<object> Dispose = call => ((ClientCall)call).Dispose();

    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        using var call = AsyncUnaryCall(method, host, options, request);
        return call.GetAwaiter().GetResult();
    }

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        var call = new ClientCall<TRequest, TResponse>(channel, method, options);
        return new(call.UnaryAsync(request), Headers, Status, Trailers, Dispose, call);
    }

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        var call = new ClientCall<TRequest, TResponse>(channel, method, options);
        call.Start(call.Single(request));
        return new(new AnswerStream<TRequest, TResponse>(call), Headers, Status, Trailers, Dispose, call);
    }

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        var call = new ClientCall<TRequest, TResponse>(channel, method, options);
        var content = new StreamedContent(call.Ended);
        call.Start(content);
        return new(new QuestionStream<TRequest, TResponse>(call, content), call.SingleAnswerAsync(), Headers, Status, Trailers, Dispose, call);
    }

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        var call = new ClientCall<TRequest, TResponse>(channel, method, options);
        var content = new StreamedContent(call.Ended);
        call.Start(content);
        return new(
            new QuestionStream<TRequest, TResponse>(call, content), new AnswerStream<TRequest, TResponse>(call), Headers, Status, Trailers, Dispose, call);
    }
}
