using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Grpc.Core;

namespace Grpc.Wire;

/// <summary>Cuts messages out of one direction of a call. Frame boundaries of HTTP/2 mean nothing here.</summary>
internal sealed class MessageReader(PipeReader pipe, int? limit, string? encoding)
{
    private readonly int _limit = limit ?? int.MaxValue;
    private bool _ended;

    /// <summary>The next message, or null at the end. Nothing is thrown while the pipe is held.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<T?> ReadAsync<T>(Marshaller<T> marshaller, CancellationToken ct) where T : class
    {
        while (true)
        {
            var result = await pipe.ReadAsync(ct);
            var buffer = result.Buffer;
            var examined = buffer.Start;
            var consumed = buffer.Start;
            try
            {
                if (result.IsCanceled) throw new OperationCanceledException("The call was left.");
                if (TryTake(ref buffer, out var payload, out var compressed))
                {
                    examined = consumed = buffer.Start;
                    _ended = result.IsCompleted && buffer.IsEmpty;
                    return ReceivedPayload.Read(compressed ? Expand(payload) : payload, marshaller);
                }
                examined = buffer.End;
                if (result.IsCompleted)
                {
                    _ended = true;
                    return buffer.IsEmpty ? null : throw Failures.As(StatusCode.Internal, "The last message is cut short.");
                }
            }
            finally
            {
                pipe.AdvanceTo(consumed, examined);
            }
        }
    }

    /// <summary>The only message of a side that sends one.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<T> ReadSingleAsync<T>(Marshaller<T> marshaller, CancellationToken ct) where T : class
    {
        var message = await ReadAsync(marshaller, ct) ?? throw Failures.As(StatusCode.Internal, "A message was expected and none came.");
        while (!_ended)
        {
            var result = await pipe.ReadAsync(ct);
            var more = !result.Buffer.IsEmpty;
            _ended = result.IsCompleted;
            pipe.AdvanceTo(result.Buffer.End);
            if (more) throw Failures.As(StatusCode.Internal, "One message was expected and more came.");
            if (result.IsCanceled) throw new OperationCanceledException("The call was left.");
        }
        return message;
    }

    private bool TryTake(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> payload, out bool compressed)
    {
        (payload, compressed) = (default, false);
        if (buffer.Length < MessageWriter.PrefixLength) return false;
        Span<byte> prefix = stackalloc byte[MessageWriter.PrefixLength];
        buffer.Slice(0, MessageWriter.PrefixLength).CopyTo(prefix);
        if (prefix[0] > 1) throw Failures.As(StatusCode.Internal, "The compressed flag of the message is neither 0 nor 1.");
        compressed = prefix[0] == 1;
        var length = BinaryPrimitives.ReadUInt32BigEndian(prefix[1..]);
        if (length > _limit) throw Gzip.TooLarge(_limit);
        if (buffer.Length < MessageWriter.PrefixLength + length) return false;
        payload = buffer.Slice(MessageWriter.PrefixLength, length);
        buffer = buffer.Slice(payload.End);
        return true;
    }

    private ReadOnlySequence<byte> Expand(ReadOnlySequence<byte> payload) => encoding == Gzip.Name
        ? Gzip.Expand(payload, _limit)
        : throw Failures.As(StatusCode.Internal, "The message is compressed and the call names no encoding.");
}
