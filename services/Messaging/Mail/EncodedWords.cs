using System.Text;

namespace Messaging.Mail;

/// <summary>Words of a header outside ASCII (RFC 2047).</summary>
public static class EncodedWords
{
    private const string Hex = "0123456789ABCDEF";
    private const string Opening = "=?utf-8?Q?";

    public static string Read(string header)
    {
        if (!header.Contains("=?", StringComparison.Ordinal)) return header;
        var text = new StringBuilder(header.Length);
        var pending = new MemoryStream();
        string? charset = null;
        var i = 0;
        while (i < header.Length)
        {
            if (Word.At(header, i) is { } word)
            {
                // A character may be cut between two words of the same character set: their bytes are joined first.
                if (charset is not null && !charset.Equals(word.Charset, StringComparison.OrdinalIgnoreCase)) Flush();
                charset = word.Charset;
                pending.Write(word.Bytes);
                i = word.End;
                var next = i;
                while (next < header.Length && header[next] is ' ' or '\t') next++;
                if (next > i && Word.At(header, next) is not null) i = next;
                continue;
            }
            Flush();
            text.Append(header[i++]);
        }
        Flush();
        return text.ToString();

        void Flush()
        {
            if (charset is null) return;
            text.Append(Charsets.Read(pending.GetBuffer().AsSpan(0, (int)pending.Length), charset));
            pending.SetLength(0);
            charset = null;
        }
    }

    /// <summary>Plain ASCII stays as it is; anything else becomes UTF-8 words of 75 characters at most, cut between characters.</summary>
    public static string Write(string value)
    {
        if (value.All(c => c is >= ' ' and < (char)127) && !value.Contains("=?", StringComparison.Ordinal)) return value;
        var words = new List<string>();
        var word = new StringBuilder(Opening);
        foreach (var rune in value.EnumerateRunes())
        {
            var escaped = Escape(rune);
            if (word.Length + escaped.Length > 73)
            {
                words.Add(word.Append("?=").ToString());
                word = new StringBuilder(Opening);
            }
            word.Append(escaped);
        }
        words.Add(word.Append("?=").ToString());
        return string.Join(' ', words);
    }

    private static string Escape(Rune rune)
    {
        if (rune.Value == ' ') return "_";
        if (rune.IsAscii && (char.IsAsciiLetterOrDigit((char)rune.Value) || "!*+-/".Contains((char)rune.Value, StringComparison.Ordinal))) return rune.ToString();
        Span<byte> bytes = stackalloc byte[4];
        var escaped = new StringBuilder();
        foreach (var b in bytes[..rune.EncodeToUtf8(bytes)]) escaped.Append('=').Append(Hex[b >> 4]).Append(Hex[b & 15]);
        return escaped.ToString();
    }

    private readonly record struct Word(string Charset, byte[] Bytes, int End)
    {
        public static Word? At(string header, int start)
        {
            if (string.CompareOrdinal(header, start, "=?", 0, 2) != 0) return null;
            var charsetEnd = header.IndexOf('?', start + 2);
            if (charsetEnd < 0 || charsetEnd + 2 >= header.Length || header[charsetEnd + 2] != '?') return null;
            var end = header.IndexOf("?=", charsetEnd + 3, StringComparison.Ordinal);
            if (end < 0) return null;
            var content = Encoding.Latin1.GetBytes(header[(charsetEnd + 3)..end]);
            var bytes = char.ToUpperInvariant(header[charsetEnd + 1]) switch
            {
                'B' => TransferEncodings.FromBase64(content),
                'Q' => FromQ(content),
                _ => null,
            };
            return bytes is null ? null : new(header[(start + 2)..charsetEnd].Split('*')[0], bytes, end + 2);
        }

        private static byte[] FromQ(byte[] content)
        {
            content.AsSpan().Replace((byte)'_', (byte)' ');
            var bytes = new MemoryStream();
            TransferEncodings.WriteUnescaped(content, bytes);
            return bytes.ToArray();
        }
    }
}
