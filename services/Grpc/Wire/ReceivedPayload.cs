using System.Buffers;
using Grpc.Core;

namespace Grpc.Wire;

/// <summary>The bytes of one received message, lent to its deserialiser.</summary>
internal sealed class ReceivedPayload : DeserializationContext
{
    [ThreadStatic] private static ReceivedPayload? _spare;

    private ReadOnlySequence<byte> _bytes;

    public override int PayloadLength => (int)_bytes.Length;
    public override byte[] PayloadAsNewBuffer() => _bytes.ToArray();
    public override ReadOnlySequence<byte> PayloadAsReadOnlySequence() => _bytes;

    public static T Read<T>(ReadOnlySequence<byte> bytes, Marshaller<T> marshaller)
    {
        var payload = _spare ?? new();
        _spare = null;
        payload._bytes = bytes;
        try
        {
            return marshaller.ContextualDeserializer(payload);
        }
        catch (Exception broken) when (broken is not RpcException)
        {
            throw Failures.As(StatusCode.Internal, "The message cannot be read.", broken);
        }
        finally
        {
            payload._bytes = default;
            _spare = payload;
        }
    }
}
