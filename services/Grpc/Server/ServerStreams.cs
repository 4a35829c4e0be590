using Grpc.Core;

namespace Grpc.AspNetCore.Server;

internal sealed class RequestStream<T>(ServerCall call, Marshaller<T> marshaller) : IAsyncStreamReader<T> where T : class
{
    private T? _current;

    public T Current => _current ?? throw new InvalidOperationException("No message has been read.");

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        _current = await call.Messages.ReadAsync(marshaller, cancellationToken);
        return _current is not null;
    }
}

internal sealed class ResponseStream<T>(ServerCall call, Marshaller<T> marshaller) : IServerStreamWriter<T>
{
    public WriteOptions? WriteOptions { get => call.WriteOptions; set => call.WriteOptions = value; }

    public Task WriteAsync(T message) => WriteAsync(message, CancellationToken.None);

    public Task WriteAsync(T message, CancellationToken cancellationToken)
    {
        var held = call.WriteOptions is { Flags: var flags } && flags.HasFlag(WriteFlags.BufferHint);
        return call.SendAsync(marshaller, message, flush: !held, cancellationToken).AsTask();
    }
}
