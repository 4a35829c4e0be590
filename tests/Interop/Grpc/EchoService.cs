using Grpc.Core;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;

namespace Interop.Rpc;

/// <summary>What the handlers of a test server saw, for the test to read.</summary>
public sealed class Seen
{
    public TaskCompletionSource Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    public TaskCompletionSource Release { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    public int Written { get; set; }
    public int Calls => _calls;

    private int _calls;

    public void Call() => Interlocked.Increment(ref _calls);
}

// A handler that ignores its token is one of the things tested here.
#pragma warning disable MA0040

/// <summary>The service every peer talks to. The text of the question says what is wanted.</summary>
public sealed class EchoService(Seen seen) : Echo.EchoBase
{
    public override async Task<Answer> Say(Question request, ServerCallContext context)
    {
        seen.Call();
        switch (request.Text)
        {
            case "fail":
                throw new RpcException(new(StatusCode.FailedPrecondition, "état: 100% «non»\n"), new Metadata { { "why", "closed" }, { "why-bin", [0, 1, 254, 255] } });
            case "throw":
                throw new InvalidOperationException("secret of the house");
            case "wait":
                await WaitAsync(context.CancellationToken);
                break;
            case "stubborn":
                await seen.Release.Task;
                break;
            case "metadata":
                await context.WriteResponseHeadersAsync(new Metadata { { "x-a", context.RequestHeaders.GetValue("x-a")! }, { "x-b-bin", context.RequestHeaders.GetValueBytes("x-b-bin")! } });
                context.ResponseTrailers.Add("y-a", "trailing");
                context.ResponseTrailers.Add("y-b-bin", [9, 8, 7]);
                break;
            case "big":
                return new() { Data = ByteString.CopyFrom(new byte[request.Count]) };
            case "deadline":
                return new() { Count = (int)(context.Deadline - TimeProvider.System.GetUtcNow().UtcDateTime).TotalMilliseconds };
            case "peer":
                return new() { Text = context.Peer, Data = ByteString.CopyFromUtf8(context.GetHttpContext().Connection.Id) };
        }
        return new() { Text = request.Text, Data = request.Data, Count = request.Count };
    }

    public override async Task<Answer> Collect(IAsyncStreamReader<Question> requestStream, ServerCallContext context)
    {
        var sum = new Answer();
        await foreach (var question in requestStream.ReadAllAsync(context.CancellationToken))
        {
            if (question.Text == "fail") throw new RpcException(new(StatusCode.InvalidArgument, "not this one"));
            sum.Count += question.Count;
            sum.Text += question.Text;
        }
        return sum;
    }

    public override async Task Expand(Question request, IServerStreamWriter<Answer> responseStream, ServerCallContext context)
    {
        for (var i = 0; i < request.Count; i++) await responseStream.WriteAsync(new() { Count = i, Data = request.Data });
        if (request.Text == "fail") throw new RpcException(new(StatusCode.Aborted, "after the messages"));
        if (request.Text == "wait") await WaitAsync(context.CancellationToken);
        if (request.Text == "hold")
        {
            await seen.Release.Task;
            await responseStream.WriteAsync(new() { Text = "released" });
        }
        if (request.Text != "endless") return;
        try
        {
            for (; ; seen.Written++) await responseStream.WriteAsync(new() { Count = seen.Written, Data = request.Data }, context.CancellationToken);
        }
        catch (OperationCanceledException)
        {
            seen.Cancelled.TrySetResult();
            throw;
        }
    }

    public override async Task Converse(IAsyncStreamReader<Question> requestStream, IServerStreamWriter<Answer> responseStream, ServerCallContext context)
    {
        await foreach (var question in requestStream.ReadAllAsync())
        {
            if (question.Text == "fail") throw new RpcException(new(StatusCode.OutOfRange, "enough"));
            await responseStream.WriteAsync(new() { Text = $"re: {question.Text}", Count = question.Count });
        }
    }

    private async Task WaitAsync(CancellationToken ct)
    {
        await seen.Release.Task.WaitAsync(ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (ct.IsCancellationRequested) seen.Cancelled.TrySetResult();
        ct.ThrowIfCancellationRequested();
    }
}
