using System.Net;
using System.Net.Http;
using Grpc.Wire;

namespace Grpc.Net.Client;

/// <summary>The body of a request of one message.</summary>
internal sealed class SingleContent : HttpContent
{
    private readonly FrameBuffer _frame;
    private volatile bool _sent;

    public SingleContent(FrameBuffer frame)
    {
        _frame = frame;
        Headers.TryAddWithoutValidation("Content-Type", "application/grpc");
    }

    /// <summary>The buffer goes back to its pool only when the transport has done with it.</summary>
    public void Release()
    {
        if (_sent) _frame.Dispose();
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(_frame.Written, cancellationToken);
        _sent = true;
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}

/// <summary>The body of a stream of requests: it lends the HTTP/2 stream to the writer until the writer, or the call, is done.</summary>
internal sealed class StreamedContent : HttpContent
{
    private readonly TaskCompletionSource<Stream> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _ended;

    public StreamedContent(Task ended)
    {
        _ended = ended;
        Headers.TryAddWithoutValidation("Content-Type", "application/grpc");
    }

    public bool Completed => _complete.Task.IsCompleted;

    public void Complete() => _complete.TrySetResult();

    /// <summary>Null when the call ended before it could send anything.</summary>
    public async ValueTask<Stream?> OpenAsync() =>
        _ready.Task.IsCompletedSuccessfully || await Task.WhenAny(_ready.Task, _ended) == _ready.Task ? await _ready.Task : null;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await stream.FlushAsync(cancellationToken);
        _ready.TrySetResult(stream);
        await Task.WhenAny(_complete.Task, _ended).WaitAsync(cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
