using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Billing.Ledger;

/// <summary>What is hashed, written as UTF-8 in rented memory: fields between bars, nothing for what is not there.</summary>
internal ref struct CanonicalText(int capacity)
{
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(capacity);
    private int _length;

    public void Add(string? text)
    {
        Room(text is null ? 0 : Encoding.UTF8.GetMaxByteCount(text.Length));
        _length += Encoding.UTF8.GetBytes(text, _bytes.AsSpan(_length));
        Bar();
    }

    public void Add(Guid? id) => Add(id, "N");

    public void Add(DateOnly? day) => Add(day, "yyyy-MM-dd");

    public void Add(long number) => Add<long>(number, "");

    public void Add<T>(T? value, string format) where T : struct, IUtf8SpanFormattable
    {
        if (value is { } given)
        {
            int written;
            while (!given.TryFormat(_bytes.AsSpan(_length), out written, format, CultureInfo.InvariantCulture)) Room(2 * (_bytes.Length - _length) + 64);
            _length += written;
        }
        Bar();
    }

    /// <summary>Hashes all but the last bar, in hexadecimal, and gives the memory back.</summary>
    public string Hash()
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(_bytes.AsSpan(0, _length - 1), hash);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        return Convert.ToHexStringLower(hash);
    }

    private void Bar()
    {
        Room(1);
        _bytes[_length++] = (byte)'|';
    }

    private void Room(int more)
    {
        if (_bytes.Length - _length >= more) return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(2 * _bytes.Length, _length + more));
        _bytes.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
