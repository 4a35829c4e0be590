using System.Buffers.Binary;

namespace Platform;

/// <summary>Ids are UUID v7 (ADR 19): their first 48 bits are the moment they were made, in milliseconds (RFC 9562 §5.7).</summary>
public static class MadeAt
{
    public static DateTimeOffset Of(Guid id) => DateTimeOffset.FromUnixTimeMilliseconds(Milliseconds(id));

    /// <summary>The same as a Unix time; of an id that is not of version 7, a number that means nothing.</summary>
    public static long Milliseconds(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return BinaryPrimitives.ReadInt64BigEndian(bytes) >> 16;
    }
}
