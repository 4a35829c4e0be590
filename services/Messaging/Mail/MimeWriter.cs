using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Messaging.Mail;

/// <summary>A part of a mail to be written.</summary>
public sealed record MimePart(string ContentType, string Encoding, string Content, string? FileName = null)
{
    public static MimePart Text(string text) => new("text/plain; charset=utf-8", "quoted-printable", TransferEncodings.ToQuotedPrintable(text));

    public static MimePart File(string fileName, string contentType, ReadOnlySpan<byte> bytes) => new(contentType, "base64", TransferEncodings.ToBase64Lines(bytes), fileName);

    /// <summary>Fields of a report (RFC 3464, RFC 8098): ASCII lines.</summary>
    public static MimePart Fields(string contentType, IEnumerable<string> lines) => new(contentType, "7bit", string.Concat(lines.Select(l => MimeWriter.OneLine(l) + "\r\n")));
}

/// <summary>Writes a mail in pure ASCII: CRLF, folded at 78 columns, nothing in a value can open another header.</summary>
public sealed class MimeWriter
{
    private readonly StringBuilder _mail = new();

    public MimeWriter Field(string name, string value)
    {
        var column = name.Length + 1;
        _mail.Append(name).Append(':');
        foreach (var word in OneLine(value).Split(' '))
        {
            if (column + 1 + word.Length > 78 && word.Length > 0 && column > name.Length + 1)
            {
                _mail.Append("\r\n");
                column = 0;
            }
            _mail.Append(' ').Append(word);
            column += word.Length + 1;
        }
        _mail.Append("\r\n");
        return this;
    }

    public MimeWriter Unstructured(string name, string text) => Field(name, EncodedWords.Write(OneLine(text)));

    public MimeWriter Date(DateTimeOffset at) => Field("Date", at.ToUniversalTime().ToString("ddd, d MMM yyyy HH:mm:ss +0000", CultureInfo.InvariantCulture));

    /// <summary>The boundary comes from the seed, so writing the same mail again gives the same bytes.</summary>
    public byte[] Body(string multipart, string seed, IReadOnlyList<MimePart> parts)
    {
        Field("MIME-Version", "1.0");
        if (parts.Count == 1)
        {
            Append(parts[0]);
            return Encoding.ASCII.GetBytes(_mail.ToString());
        }
        // "=_" appears neither in base64 nor in quoted-printable.
        var boundary = "=_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(seed)))[..32];
        Field("Content-Type", $"{multipart}; boundary=\"{boundary}\"");
        _mail.Append("\r\n");
        foreach (var part in parts)
        {
            _mail.Append("--").Append(boundary).Append("\r\n");
            Append(part);
            if (!part.Content.EndsWith("\r\n", StringComparison.Ordinal)) _mail.Append("\r\n");
        }
        _mail.Append("--").Append(boundary).Append("--\r\n");
        return Encoding.ASCII.GetBytes(_mail.ToString());
    }

    public static string OneLine(string value) => string.Concat(value.Select(c => char.IsControl(c) ? ' ' : c)).Trim();

    private void Append(MimePart part)
    {
        Field("Content-Type", part.FileName is null ? part.ContentType : $"{part.ContentType}; {Parameter("name", part.FileName)}");
        Field("Content-Transfer-Encoding", part.Encoding);
        if (part.FileName is not null) Field("Content-Disposition", $"attachment; {Parameter("filename", part.FileName)}");
        _mail.Append("\r\n").Append(part.Content);
    }

    private static string Parameter(string name, string value)
    {
        value = OneLine(value).Replace("\"", "", StringComparison.Ordinal).Replace("\\", "", StringComparison.Ordinal);
        return value.All(c => c is >= ' ' and < (char)127) ? $"{name}=\"{value}\"" : $"{name}*=utf-8''{Uri.EscapeDataString(value)}";
    }
}
