using System.Text;

namespace Grpc.Core;

public sealed partial class Metadata
{
    /// <summary>One key with its text, or with its bytes when the key ends in <c>-bin</c>.</summary>
    public sealed class Entry
    {
        private readonly string? _text;
        private readonly byte[]? _bytes;

        public Entry(string key, string value)
        {
            Key = CheckedKey(key);
            if (IsBinary) throw new ArgumentException($"A key that ends in {BinaryHeaderSuffix} carries bytes.", nameof(key));
            foreach (var c in value)
            {
                if (c is < ' ' or > '~') throw new ArgumentException($"The value of {key} is not printable ASCII.", nameof(value));
            }
            _text = value;
        }

        public Entry(string key, byte[] valueBytes)
        {
            Key = CheckedKey(key);
            if (!IsBinary) throw new ArgumentException($"The key of bytes ends in {BinaryHeaderSuffix}.", nameof(key));
            ArgumentNullException.ThrowIfNull(valueBytes);
            _bytes = [.. valueBytes];
        }

        private Entry(string key, string? text, byte[]? bytes) => (Key, _text, _bytes) = (key, text, bytes);

        public string Key { get; }
        public bool IsBinary => Key.EndsWith(BinaryHeaderSuffix, StringComparison.Ordinal);
        public string Value => _text ?? throw new InvalidOperationException($"{Key} carries bytes.");
        public byte[] ValueBytes => _bytes is not null ? [.. _bytes] : Encoding.ASCII.GetBytes(_text!);

        public override string ToString() => IsBinary ? $"[Entry: key={Key}, {_bytes!.Length} bytes]" : $"[Entry: key={Key}, value={_text}]";

        internal bool Has(string key) => Key.Equals(key, StringComparison.OrdinalIgnoreCase);
        internal ReadOnlySpan<byte> Bytes => _bytes;

        /// <summary>What came over the wire is shown as it is, odd characters included.</summary>
        internal static Entry Received(string key, string text) => new(Lower(key), text, null);
        internal static Entry Received(string key, byte[] bytes) => new(Lower(key), null, bytes);

        private static string Lower(string key)
        {
            foreach (var c in key)
            {
                if (char.IsAsciiLetterUpper(c)) return key.ToLowerInvariant();
            }
            return key;
        }

        private static string CheckedKey(string key)
        {
            ArgumentException.ThrowIfNullOrEmpty(key);
            key = Lower(key);
            foreach (var c in key)
            {
                if (!(char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '_' or '-' or '.'))
                    throw new ArgumentException("A metadata key holds only letters, digits, '_', '-' and '.'.", nameof(key));
            }
            return key;
        }
    }
}
