using System.Globalization;
using System.Text;

namespace Sandbox.Mail.Mime;

/// <summary>base64 and quoted-printable, read with tolerance and written with lines of 76.</summary>
internal static class TransferEncoding
{
    public static byte[] Decode(ReadOnlySpan<byte> body, string encoding) => encoding switch
    {
        "base64" => Base64(body),
        "quoted-printable" => QuotedPrintable(body),
        _ => body.ToArray(),
    };

    public static string EncodeQuotedPrintable(string text)
    {
        var coded = new StringBuilder();
        var column = 0;
        foreach (var value in Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n")))
        {
            if (value is (byte)'\r') continue;
            if (value is (byte)'\n')
            {
                if (coded.Length > 0 && coded[^1] == ' ') coded.Remove(coded.Length - 1, 1).Append("=20");
                coded.Append("\r\n");
                column = 0;
                continue;
            }

            var piece = value is >= (byte)' ' and <= (byte)'~' and not (byte)'=' ? ((char)value).ToString() : "=" + value.ToString("X2", CultureInfo.InvariantCulture);
            if (column + piece.Length > 73)
            {
                coded.Append("=\r\n");
                column = 0;
            }

            coded.Append(piece);
            column += piece.Length;
        }

        return coded.ToString();
    }

    private static byte[] Base64(ReadOnlySpan<byte> body)
    {
        var clean = new byte[body.Length];
        var count = 0;
        foreach (var value in body)
        {
            if (char.IsAsciiLetterOrDigit((char)value) || value is (byte)'+' or (byte)'/' or (byte)'=') clean[count++] = value;
        }

        var bytes = new byte[count];
        return Convert.TryFromBase64Chars(Encoding.ASCII.GetChars(clean, 0, count), bytes, out var written) ? bytes[..written] : [];
    }

    private static byte[] QuotedPrintable(ReadOnlySpan<byte> body)
    {
        var bytes = new List<byte>(body.Length);
        for (var i = 0; i < body.Length; i++)
        {
            if (body[i] != '=')
            {
                bytes.Add(body[i]);
                continue;
            }

            if (i + 2 < body.Length && body[i + 1] == '\r' && body[i + 2] == '\n') i += 2;
            else if (i + 1 < body.Length && body[i + 1] == '\n') i++;
            else if (i + 2 < body.Length && byte.TryParse(body.Slice(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            {
                bytes.Add(value);
                i += 2;
            }
            else bytes.Add(body[i]);
        }

        return [.. bytes];
    }
}
