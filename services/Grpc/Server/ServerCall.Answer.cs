using Grpc.Core;
using Grpc.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Grpc.AspNetCore.Server;

/// <summary>What leaves the server: headers, messages, and the status at the end.</summary>
internal sealed partial class ServerCall
{
    private const int ResetNoError = 0, ResetCancel = 8;

    private int _ended, _writing;

    protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders)
    {
        if (Http.Response.HasStarted) throw new InvalidOperationException("The headers of this call are sent already.");
        Append(Http.Response.Headers, responseHeaders);
        return Http.Response.BodyWriter.FlushAsync(Http.RequestAborted).AsTask();
    }

    /// <summary>The only message leaves together with the trailers.</summary>
    public async ValueTask SendSingleAsync<T>(Marshaller<T> marshaller, T message) => await SendAsync(marshaller, message, flush: false, default);

    public async ValueTask SendAsync<T>(Marshaller<T> marshaller, T message, bool flush, CancellationToken ct)
    {
        if (Interlocked.Exchange(ref _writing, 1) != 0) throw new InvalidOperationException("The previous message is still being written.");
        try
        {
            if (Volatile.Read(ref _ended) != 0) throw new OperationCanceledException("The call has ended.");
            ct.ThrowIfCancellationRequested();
            var start = Http.Response.HasStarted ? Task.CompletedTask : Http.Response.StartAsync(CancellationToken.None);
            if (!start.IsCompletedSuccessfully) await start;
            var plain = WriteOptionsCore is { Flags: var flags } && flags.HasFlag(WriteFlags.NoCompress);
            MessageWriter.Write(Http.Response.BodyWriter, marshaller, message, _options.MaxSendMessageSize, plain ? null : _gzip);
            if (flush) await Http.Response.BodyWriter.FlushAsync(ct);
        }
        finally
        {
            Volatile.Write(ref _writing, 0);
        }
    }

    /// <summary>True when the handler answered at once and nothing is left to wait for.</summary>
    public bool TryEndNow()
    {
        if (!Http.Response.HasStarted || Expired) return false;
        _ended = 1;
        WriteStatus(StatusCore, null);
        _expiry?.Dispose();
        return true;
    }

    private async Task EndAsync(Status status, Metadata? trailers)
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0) return;
        if (!Http.Response.HasStarted && status.StatusCode == StatusCode.OK) await Http.Response.StartAsync(CancellationToken.None);
        WriteStatus(status, trailers);
    }

    /// <summary>Tells the caller while the handler still runs; the request stays open until the handler has returned.</summary>
    private async Task ExpireAsync()
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0) return;
        var reset = Http.Features.Get<IHttpResetFeature>();
        if (Volatile.Read(ref _writing) != 0)
        {
            reset?.Reset(ResetCancel);
            return;
        }
        WriteStatus(DeadlinePassed, null);
        await Http.Response.CompleteAsync();
        reset?.Reset(ResetNoError);
    }

    private void WriteStatus(Status status, Metadata? trailers)
    {
        var target = Http.Response.HasStarted ? Http.Features.GetRequiredFeature<IHttpResponseTrailersFeature>().Trailers : Http.Response.Headers;
        GrpcRequest.Write(target, status);
        if (_responseTrailers is not null) Append(target, _responseTrailers);
        if (trailers is not null && !ReferenceEquals(trailers, _responseTrailers)) Append(target, trailers);
    }

    private static void Append(IHeaderDictionary headers, Metadata metadata)
    {
        foreach (var entry in metadata)
        {
            if (!MetadataText.Reserved(entry.Key)) headers.Append(entry.Key, MetadataText.Value(entry));
        }
    }
}
