using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using Grpc.Core;

namespace Grpc.Wire;

/// <summary>Frames one message. A message of known length goes straight into the output, without a copy.</summary>
internal sealed class MessageWriter : SerializationContext
{
    public const int PrefixLength = 5;

    [ThreadStatic] private static MessageWriter? _spare;

    private IBufferWriter<byte> _output = null!;
    private ArrayBufferWriter<byte>? _held;
    private CompressionLevel? _gzip;
    private int _limit, _length;
    private bool _prefixWritten, _complete;

    public static void Write<T>(IBufferWriter<byte> output, Marshaller<T> marshaller, T message, int? limit, CompressionLevel? gzip)
    {
        var writer = _spare ?? new();
        _spare = null;
        writer._output = output;
        writer._gzip = gzip;
        writer._limit = limit ?? int.MaxValue;
        writer._length = -1;
        writer._prefixWritten = writer._complete = false;
        marshaller.ContextualSerializer(message, writer);
        if (!writer._complete) throw new InvalidOperationException("The serialiser did not complete the message.");
        writer._output = null!;
        writer._held = null;
        _spare = writer;
    }

    public override void SetPayloadLength(int payloadLength)
    {
        if (payloadLength > _limit) throw Gzip.TooLarge(_limit);
        _length = payloadLength;
    }

    public override IBufferWriter<byte> GetBufferWriter()
    {
        if (_length < 0 || _gzip is not null) return _held ??= new(Math.Max(_length, 256));
        if (!_prefixWritten) WritePrefix(0, _length);
        return _output;
    }

    public override void Complete()
    {
        _complete = true;
        if (_held is not null) Send(_held.WrittenSpan);
        else if (!_prefixWritten) Send([]);
    }

    public override void Complete(byte[] payload)
    {
        _complete = true;
        Send(payload);
    }

    private void Send(ReadOnlySpan<byte> payload)
    {
        if (payload.Length > _limit) throw Gzip.TooLarge(_limit);
        if (_gzip is { } level)
        {
            var compressed = new ArrayBufferWriter<byte>(payload.Length / 2 + 64);
            Gzip.Compress(payload, level, compressed);
            WritePrefix(1, compressed.WrittenCount);
            _output.Write(compressed.WrittenSpan);
            return;
        }
        WritePrefix(0, payload.Length);
        _output.Write(payload);
    }

    private void WritePrefix(byte flag, int length)
    {
        var prefix = _output.GetSpan(PrefixLength);
        prefix[0] = flag;
        BinaryPrimitives.WriteInt32BigEndian(prefix[1..], length);
        _output.Advance(PrefixLength);
        _prefixWritten = true;
    }
}
