using System.Buffers.Binary;

namespace Billing.Ledger;

/// <summary>Ids of the lines of one confirmation, each above the one before: they go to the end of the index, not here and there in it.</summary>
internal sealed class LineIds(DateTimeOffset now)
{
    private Guid _last = Guid.CreateVersion7(now);

    // The last eight bytes of a version 7 id are two bits of variant and sixty-two of chance: counting goes on from there.
    public Guid Next()
    {
        Span<byte> bytes = stackalloc byte[16];
        _last.TryWriteBytes(bytes, bigEndian: true, out _);
        var counted = (BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]) + 1) & 0x3FFF_FFFF_FFFF_FFFF;
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], counted | 0x8000_0000_0000_0000);
        return _last = new(bytes, bigEndian: true);
    }
}
