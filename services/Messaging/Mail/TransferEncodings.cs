using System.Buffers.Text;
using System.Text;

namespace Messaging.Mail;

/// <summary>base64 and quoted-printable (RFC 2045 §6): strict when writing, tolerant when reading.</summary>
public static class TransferEncodings
{
    private const string Hex = "0123456789ABCDEF";

    public static byte[] Read(ReadOnlySpan<byte> body, string? encoding) => encoding?.Trim().ToLowerInvariant() switch
    {
        "base64" => FromBase64(body),
        "quoted-printable" => FromQuotedPrintable(body),
        _ => body.ToArray(),
    };

    /// <summary>Ignores what is outside the alphabet and a missing padding, as RFC 2045 §6.8 asks.</summary>
    public static byte[] FromBase64(ReadOnlySpan<byte> text)
    {
        var clean = new byte[text.Length + 3];
        var length = 0;
        foreach (var c in text)
        {
            if (c is >= (byte)'A' and <= (byte)'Z' or >= (byte)'a' and <= (byte)'z' or >= (byte)'0' and <= (byte)'9' or (byte)'+' or (byte)'/') clean[length++] = c;
            else if (c == '=' && length % 4 != 0) break;
        }
        if (length % 4 == 1) length--;
        while (length % 4 != 0) clean[length++] = (byte)'=';
        Base64.DecodeFromUtf8InPlace(clean.AsSpan(0, length), out var written);
        return clean[..written];
    }

    public static byte[] FromQuotedPrintable(ReadOnlySpan<byte> text)
    {
        var bytes = new MemoryStream(text.Length);
        while (text.Length > 0)
        {
            var end = text.IndexOf((byte)'\n');
            var line = end < 0 ? text : text[..end];
            var hadReturn = line.EndsWith("\r"u8);
            text = end < 0 ? [] : text[(end + 1)..];
            line = line.TrimEnd(" \t\r"u8);
            var soft = line.EndsWith("="u8);
            if (soft) line = line[..^1];
            WriteUnescaped(line, bytes);
            if (soft || end < 0) continue;
            if (hadReturn) bytes.WriteByte((byte)'\r');
            bytes.WriteByte((byte)'\n');
        }
        return bytes.ToArray();
    }

    public static void WriteUnescaped(ReadOnlySpan<byte> line, MemoryStream bytes)
    {
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '=' && i + 2 < line.Length && Digit(line[i + 1]) is >= 0 and var high && Digit(line[i + 2]) is >= 0 and var low)
            {
                bytes.WriteByte((byte)(high * 16 + low));
                i += 2;
            }
            else bytes.WriteByte(line[i]);
        }
    }

    public static string ToBase64Lines(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length * 4 / 3 + bytes.Length / 28 + 4);
        for (var i = 0; i < bytes.Length; i += 57) text.Append(Convert.ToBase64String(bytes.Slice(i, Math.Min(57, bytes.Length - i)))).Append("\r\n");
        return text.ToString();
    }

    /// <summary>UTF-8 text with CRLF lines of 76 columns at most; spaces at the end of a line are escaped.</summary>
    public static string ToQuotedPrintable(string text)
    {
        var output = new StringBuilder(text.Length + 64);
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            var column = 0;
            var bytes = Encoding.UTF8.GetBytes(line);
            for (var i = 0; i < bytes.Length; i++)
            {
                var plain = bytes[i] is > 32 and < 127 and not (byte)'=' || (bytes[i] is 32 or 9 && i < bytes.Length - 1);
                if (column + (plain ? 1 : 3) > 75)
                {
                    output.Append("=\r\n");
                    column = 0;
                }
                column += plain ? 1 : 3;
                if (plain) output.Append((char)bytes[i]);
                else output.Append('=').Append(Hex[bytes[i] >> 4]).Append(Hex[bytes[i] & 15]);
            }
            output.Append("\r\n");
        }
        return output.ToString();
    }

    public static int Digit(byte c) => c switch
    {
        >= (byte)'0' and <= (byte)'9' => c - '0',
        >= (byte)'A' and <= (byte)'F' => c - 'A' + 10,
        >= (byte)'a' and <= (byte)'f' => c - 'a' + 10,
        _ => -1,
    };
}
