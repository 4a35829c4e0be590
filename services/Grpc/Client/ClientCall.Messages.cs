using System.IO.Compression;
using System.IO.Pipelines;
using System.Net;
using System.Net.Http;
using Grpc.Core;
using Grpc.Wire;

namespace Grpc.Net.Client;

/// <summary>One call on an HTTP/2 stream of its own.</summary>
internal sealed class ClientCall<TRequest, TResponse> : ClientCall where TRequest : class where TResponse : class
{
    private const string CompressWith = "grpc-internal-encoding-request";

    private readonly GrpcChannel _channel;
    private readonly Method<TRequest, TResponse> _method;
    private readonly GrpcChannel.Route _route;
    private Task<MessageReader?>? _opening;
    private PipeReader? _pipe;
    private Outcome? _lone;

    public ClientCall(GrpcChannel channel, Method<TRequest, TResponse> method, CallOptions options) : base(options)
    {
        (_channel, _method, _route) = (channel, method, channel.RouteOf(method));
        Arm(channel.Options.DefaultDeadline);
    }

    private bool Compresses => Options.Headers?.GetValue(CompressWith) == Gzip.Name;

    public async Task<TResponse> UnaryAsync(TRequest request)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var content = Single(request);
                var answer = await TakeSingleAsync(await OpenAsync(content, attempt));
                content.Release();
                return answer;
            }
            catch (Exception failure)
            {
                var refused = Translate(failure);
                if (Retry.Delay(_route.Retry, _channel.Options.MaxRetryAttempts, attempt, refused, answered: Response is not null && !Unanswered) is not { } delay)
                {
                    throw End(refused);
                }
                Forget();
                Unanswered = false;
                if (!await WaitAsync(delay)) throw End(Translate(refused));
            }
        }
    }

    /// <summary>Sends the request of a stream; the answer is opened in the background.</summary>
    public void Start(HttpContent content)
    {
        ResetWhenStopped();
        _opening = OpenOrEndAsync(content);
    }

    public SingleContent Single(TRequest request)
    {
        var frame = new FrameBuffer();
        Write(frame, request, Options.WriteOptions);
        return new(frame);
    }

    public void Write(FrameBuffer frame, TRequest message, WriteOptions? write)
    {
        var gzip = Compresses && write?.Flags.HasFlag(WriteFlags.NoCompress) is not true ? CompressionLevel.Fastest : (CompressionLevel?)null;
        MessageWriter.Write(frame, _method.RequestMarshaller, message, _channel.Options.MaxSendMessageSize, gzip);
    }

    public async Task<TResponse> SingleAnswerAsync()
    {
        try
        {
            return await TakeSingleAsync(await _opening!);
        }
        catch (Exception failure)
        {
            throw End(Translate(failure));
        }
    }

    /// <summary>Null when the stream has ended well.</summary>
    public async ValueTask<TResponse?> NextAnswerAsync(CancellationToken ct)
    {
        if (HasEnded) return Status.StatusCode == StatusCode.OK ? null : throw new RpcException(Status, Trailers);
        await using var leave = ct.UnsafeRegister(static call => ((ClientCall)call!).Leave(), this);
        try
        {
            var reader = await _opening!;
            var message = reader is null ? null : await reader.ReadAsync(_method.ResponseMarshaller, Stop);
            if (message is null) EndWell();
            return message;
        }
        catch (Exception failure)
        {
            throw End(Translate(failure));
        }
    }

    public RpcException Broken(Exception failure) => Translate(failure);

    private async Task<TResponse> TakeSingleAsync(MessageReader? reader)
    {
        var message = reader is null ? null : await reader.ReadAsync(_method.ResponseMarshaller, Stop);
        if (message is not null && await reader!.ReadAsync(_method.ResponseMarshaller, Stop) is not null)
            throw Failures.As(StatusCode.Internal, "One message was expected and more came.");
        ThrowUnlessFine(LastWord());
        if (message is null) throw Failures.As(StatusCode.Internal, "A message was expected and none came.");
        EndWell();
        return message;
    }

    private void EndWell()
    {
        var outcome = LastWord();
        ThrowUnlessFine(outcome);
        _pipe?.Complete();
        TryEnd(outcome);
        Response!.Dispose();
    }

    /// <summary>The trailers are there only once the body has been read to its end.</summary>
    private Outcome LastWord() =>
        _lone ?? Received.Outcome(Response!.TrailingHeaders) ?? new(new(StatusCode.Unknown, "The answer ended without a status."), []);

    private static void ThrowUnlessFine(Outcome outcome)
    {
        if (outcome.Status.StatusCode != StatusCode.OK) throw outcome.AsException();
    }

    private RpcException End(RpcException refused)
    {
        TryEnd(new(refused.Status, refused.Trailers));
        Response?.Dispose();
        return refused;
    }

    private async Task<MessageReader?> OpenOrEndAsync(HttpContent content)
    {
        try
        {
            return await OpenAsync(content, attempt: 1);
        }
        catch (Exception failure)
        {
            throw End(Translate(failure));
        }
    }

    /// <summary>Null when the answer ended well with its headers.</summary>
    private async Task<MessageReader?> OpenAsync(HttpContent content, int attempt)
    {
        Stop.ThrowIfCancellationRequested();
        var response = await _channel.SendAsync(Request(content, attempt), Stop);
        Arrive(response);
        if (Received.EarlyOutcome(response) is { } early)
        {
            Unanswered = true;
            ThrowUnlessFine(early);
            _lone = early;
            return null;
        }
        var encoding = response.Headers.NonValidated.TryGetValues("grpc-encoding", out var encodings) ? encodings.ToString() : null;
        if (encoding is not (null or "identity" or Gzip.Name)) throw Failures.As(StatusCode.Unimplemented, "The encoding of the answer is not supported.");
        _pipe = PipeReader.Create(await response.Content.ReadAsStreamAsync(Stop));
        return new MessageReader(_pipe, _channel.Options.MaxReceiveMessageSize, encoding);
    }

    /// <summary>The answer was a lone status: nothing of a message has been received.</summary>
    private bool Unanswered { get; set; }

    private async Task<bool> WaitAsync(TimeSpan delay)
    {
        await Task.Delay(delay, Stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !Stop.IsCancellationRequested;
    }

    private HttpRequestMessage Request(HttpContent content, int attempt) =>
        Asked.Of(_route.Address, content, Options.Headers, Timeout - System.Diagnostics.Stopwatch.GetElapsedTime(StartedAt), Compresses, attempt);
}
