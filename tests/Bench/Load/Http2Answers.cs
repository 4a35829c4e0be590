using System.Buffers;
using System.Buffers.Binary;

namespace Bench.Load;

/// <summary>What a server sends back on one connection. Every stream must carry a message and end with grpc-status 0.</summary>
internal sealed class Http2Answers(Action<int> answered)
{
    // Kept by stream in a ring far longer than the calls that are ever open at once.
    private const int Ring = 1 << 16;
    private const int WindowStep = 0x10000000;
    private static readonly byte[] StatusOk = [.. "\u000bgrpc-status\u00010"u8];

    private readonly byte[] _in = new byte[256 * 1024];
    private readonly int[] _carried = new int[Ring];
    private int _length, _received;

    /// <summary>Where the next bytes are received.</summary>
    public Memory<byte> Room => _in.AsMemory(_length);

    /// <summary>What the server must be told; whoever sends it clears it.</summary>
    public ArrayBufferWriter<byte> Control { get; } = new(256);

    /// <summary>A stream's place in a ring of this length.</summary>
    public static int Place(int stream) => stream >> 1 & (Ring - 1);

    public static long[] NewRing() => new long[Ring];

    /// <summary>Reads all whole frames, now that this many bytes more were received.</summary>
    public void Take(int read)
    {
        if (read == 0) throw new IOException("The server closed the connection.");
        _length += read;
        var at = 0;
        while (_length - at >= Http2Frame.HeadLength)
        {
            var frame = _in.AsSpan(at, _length - at);
            var length = Http2Frame.HeadLength + Http2Frame.LengthOf(frame);
            if (frame.Length < length) break;
            Take(frame[3], frame[4], Http2Frame.StreamOf(frame), frame[Http2Frame.HeadLength..length]);
            at += length;
        }
        _in.AsSpan(at, _length - at).CopyTo(_in);
        _length -= at;
    }

    private void Take(byte type, byte flags, int stream, ReadOnlySpan<byte> payload)
    {
        switch (type)
        {
            case Http2Frame.Settings when (flags & Http2Frame.Ack) == 0: Tell(Http2Frame.Settings, Http2Frame.Ack, []); break;
            case Http2Frame.Ping when (flags & Http2Frame.Ack) == 0: Tell(Http2Frame.Ping, Http2Frame.Ack, payload); break;
            case Http2Frame.Reset or Http2Frame.GoAway: throw new IOException($"The server ended stream {stream}.");
            case Http2Frame.Data:
                if ((flags & Http2Frame.EndStream) != 0) throw new IOException("A call ended without a status.");
                _carried[Place(stream)] += payload.Length;
                Replenish(payload.Length);
                break;
            case Http2Frame.Headers when (flags & Http2Frame.EndStream) != 0: End(stream, payload); break;
        }
    }

    private void End(int stream, ReadOnlySpan<byte> trailers)
    {
        ref var carried = ref _carried[Place(stream)];
        if (trailers.IndexOf(StatusOk) < 0) throw new IOException("A call did not end with status 0.");
        if (carried <= GrpcFrame.PrefixLength) throw new IOException("An answer carried nothing.");
        carried = 0;
        answered(stream);
    }

    private void Replenish(int length)
    {
        if ((_received += length) < WindowStep) return;
        Span<byte> more = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(more, _received);
        Tell(Http2Frame.Window, 0, more);
        _received = 0;
    }

    private void Tell(byte type, byte flags, ReadOnlySpan<byte> payload)
    {
        var frame = Control.GetSpan(Http2Frame.HeadLength + payload.Length);
        Http2Frame.Head(frame, payload.Length, type, flags, stream: 0);
        payload.CopyTo(frame[Http2Frame.HeadLength..]);
        Control.Advance(Http2Frame.HeadLength + payload.Length);
    }
}
