using Grpc.Core;
using Grpc.Wire;

namespace Grpc.Net.Client;

internal sealed class AnswerStream<TRequest, TResponse>(ClientCall<TRequest, TResponse> call) : IAsyncStreamReader<TResponse>
    where TRequest : class where TResponse : class
{
    private TResponse? _current;

    public TResponse Current => _current ?? throw new InvalidOperationException("No message has been read.");

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        _current = await call.NextAnswerAsync(cancellationToken);
        return _current is not null;
    }
}

internal sealed class QuestionStream<TRequest, TResponse>(ClientCall<TRequest, TResponse> call, StreamedContent content) : IClientStreamWriter<TRequest>
    where TRequest : class where TResponse : class
{
    private int _writing;

    public WriteOptions? WriteOptions { get; set; }

    public Task WriteAsync(TRequest message) => WriteAsync(message, CancellationToken.None);

    public async Task WriteAsync(TRequest message, CancellationToken cancellationToken)
    {
        if (content.Completed) throw new InvalidOperationException("The stream of requests was completed.");
        if (Interlocked.Exchange(ref _writing, 1) != 0) throw new InvalidOperationException("The previous message is still being written.");
        try
        {
            await SendAsync(message, cancellationToken);
        }
        finally
        {
            Volatile.Write(ref _writing, 0);
        }
    }

    public Task CompleteAsync()
    {
        content.Complete();
        return Task.CompletedTask;
    }

    private async Task SendAsync(TRequest message, CancellationToken ct)
    {
        var stream = await content.OpenAsync();
        if (stream is null || call.HasEnded) throw new RpcException(call.Status, call.Trailers);
        var frame = new FrameBuffer();
        call.Write(frame, message, WriteOptions);
        try
        {
            await stream.WriteAsync(frame.Written, ct);
            if (WriteOptions?.Flags.HasFlag(WriteFlags.BufferHint) is not true) await stream.FlushAsync(ct);
        }
        catch (Exception failure) when (!ct.IsCancellationRequested)
        {
            throw call.Broken(failure);
        }
        frame.Dispose();
    }
}
