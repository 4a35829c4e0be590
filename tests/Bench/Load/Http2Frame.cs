using System.Buffers.Binary;

namespace Bench.Load;

/// <summary>The nine bytes before every HTTP/2 frame (RFC 9113, 4.1), and the kinds a unary call meets.</summary>
internal static class Http2Frame
{
    public const int HeadLength = 9;
    public const byte Data = 0, Headers = 1, Reset = 3, Settings = 4, Ping = 6, GoAway = 7, Window = 8;
    public const byte EndStream = 1, Ack = 1, EndHeaders = 4;

    public static void Head(Span<byte> frame, int length, byte type, byte flags, int stream)
    {
        (frame[0], frame[1], frame[2], frame[3], frame[4]) = ((byte)(length >> 16), (byte)(length >> 8), (byte)length, type, flags);
        BinaryPrimitives.WriteInt32BigEndian(frame[5..], stream);
    }

    public static int LengthOf(ReadOnlySpan<byte> frame) => frame[0] << 16 | frame[1] << 8 | frame[2];

    public static int StreamOf(ReadOnlySpan<byte> frame) => BinaryPrimitives.ReadInt32BigEndian(frame[5..]) & 0x7fffffff;
}
