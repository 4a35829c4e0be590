using System.Buffers.Binary;
using Google.Protobuf;

namespace Bench.Load;

/// <summary>A message as gRPC puts it on the wire: not compressed, its length, its bytes.</summary>
internal static class GrpcFrame
{
    public const int PrefixLength = 5;

    public static byte[] Of(IMessage message)
    {
        var frame = new byte[PrefixLength + message.CalculateSize()];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), frame.Length - PrefixLength);
        message.WriteTo(frame.AsSpan(PrefixLength));
        return frame;
    }
}
