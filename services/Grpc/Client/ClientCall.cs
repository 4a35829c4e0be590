using System.Diagnostics;
using System.Net.Http;
using Grpc.Core;
using Grpc.Wire;

namespace Grpc.Net.Client;

/// <summary>What a call knows of itself whatever its messages: its end, its headers, who stopped it.</summary>
internal abstract class ClientCall(CallOptions options) : IDisposable
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenSource? _stop = StopSource.Take();
    private CancellationTokenRegistration _caller;
    private TaskCompletionSource<Metadata>? _headersAsked;
    private object? _arrived;
    private Outcome? _outcome;
    private int _left;
    private bool _resetWhenStopped;

    /// <summary>Completes with the call, however it ends.</summary>
    public Task Ended => _ended.Task;
    public bool HasEnded => Volatile.Read(ref _outcome) is not null;
    public Status Status => (Volatile.Read(ref _outcome) ?? throw NotEnded()).Status;
    public Metadata Trailers => (Volatile.Read(ref _outcome) ?? throw NotEnded()).Trailers;

    protected CallOptions Options => options;
    protected CancellationToken Stop { get; private set; }
    protected TimeSpan? Timeout { get; private set; }
    protected HttpResponseMessage? Response => Volatile.Read(ref _arrived) as HttpResponseMessage;

    public Task<Metadata> HeadersAsync()
    {
        var made = new TaskCompletionSource<Metadata>(TaskCreationOptions.RunContinuationsAsynchronously);
        var asked = Interlocked.CompareExchange(ref _headersAsked, made, null) ?? made;
        if (Volatile.Read(ref _arrived) is { } arrived) AnswerHeaders(asked, arrived);
        return asked.Task;
    }

    /// <summary>Leaves the call; nothing happens to one that has ended.</summary>
    public void Dispose()
    {
        Leave();
        if (TryEnd(new(Core.Status.DefaultCancelled, []))) Response?.Dispose();
    }

    /// <summary>Starts the clock and listens to the caller's token.</summary>
    protected void Arm(TimeSpan? defaultDeadline)
    {
        Stop = _stop!.Token;
        Timeout = options.Deadline is { } deadline && deadline != DateTime.MaxValue
            ? deadline.ToUniversalTime() - TimeProvider.System.GetUtcNow().UtcDateTime
            : options.Deadline is null ? defaultDeadline : null;
        if (Timeout is { } timeout)
        {
            if (timeout <= TimeSpan.Zero) _stop.Cancel();
            else _stop.CancelAfter(TimeSpan.FromMilliseconds(Math.Min(Math.Ceiling(timeout.TotalMilliseconds), uint.MaxValue - 1)));
        }
        StartedAt = Stopwatch.GetTimestamp();
        if (options.CancellationToken.CanBeCanceled) _caller = options.CancellationToken.UnsafeRegister(static call => ((ClientCall)call!).Leave(), this);
    }

    protected long StartedAt { get; private set; }

    /// <summary>Streams are not always being read: whoever stops them also resets the HTTP/2 stream.</summary>
    protected void ResetWhenStopped()
    {
        _resetWhenStopped = true;
        Stop.UnsafeRegister(static call => ((ClientCall)call!).Response?.Dispose(), this);
    }

    public void Leave()
    {
        Volatile.Write(ref _left, 1);
        Interlocked.Exchange(ref _stop, null)?.Cancel();
    }

    protected void Arrive(object responseOrFailure)
    {
        Interlocked.Exchange(ref _arrived, responseOrFailure);
        if (Volatile.Read(ref _headersAsked) is { } asked) AnswerHeaders(asked, responseOrFailure);
    }

    /// <summary>Before another attempt.</summary>
    protected void Forget()
    {
        Response?.Dispose();
        Volatile.Write(ref _arrived, null);
    }

    protected bool TryEnd(Outcome outcome)
    {
        if (Interlocked.CompareExchange(ref _outcome, outcome, null) is not null) return false;
        _caller.Unregister();
        if (Interlocked.Exchange(ref _stop, null) is { } stop)
        {
            if (_resetWhenStopped || outcome.Status.StatusCode != StatusCode.OK) stop.Dispose();
            else StopSource.Return(stop);
        }
        if (Volatile.Read(ref _arrived) is null) Arrive(outcome);
        _ended.TrySetResult();
        return true;
    }

    /// <summary>The status the caller sees for whatever went wrong while the call ran.</summary>
    protected RpcException Translate(Exception failure)
    {
        if (Volatile.Read(ref _outcome) is { } outcome) return outcome.AsException();
        if (failure is RpcException told && told.StatusCode != StatusCode.Cancelled) return told;
        if (Volatile.Read(ref _left) != 0) return Failures.As(StatusCode.Cancelled, "The caller left the call.", failure);
        if (Stop.IsCancellationRequested) return Failures.As(StatusCode.DeadlineExceeded, "The deadline of the call has passed.", failure);
        return failure as RpcException ?? StatusMapping.OfBrokenCall(failure);
    }

    private static void AnswerHeaders(TaskCompletionSource<Metadata> asked, object arrived)
    {
        if (arrived is HttpResponseMessage response) asked.TrySetResult(Received.Metadata(response.Headers));
        else if (asked.TrySetException(((Outcome)arrived).AsException())) _ = asked.Task.Exception;
    }

    private static InvalidOperationException NotEnded() => new("The call has not ended yet.");

    internal sealed record Outcome(Status Status, Metadata Trailers)
    {
        public RpcException AsException() => new(Status, Trailers);
    }
}
