using System.Text;

namespace Messaging.Mail;

/// <summary>Reads the bytes of a mail into its tree of parts; malformed mail is read as far as it makes sense.</summary>
public static class MailReader
{
    public static MailPart Read(ReadOnlyMemory<byte> mail, MailLimits? limits = null)
    {
        limits ??= MailLimits.Default;
        if (mail.Length > limits.Bytes) throw new UnreadableMailException("mail-too-large", "The mail is larger than what is accepted.");
        var count = 0;
        return Read(mail, limits, 0, ref count);
    }

    private static MailPart Read(ReadOnlyMemory<byte> bytes, MailLimits limits, int depth, ref int count)
    {
        if (depth > limits.Depth) throw new UnreadableMailException("mail-too-deep", "The mail has too many levels of parts.");
        if (++count > limits.Parts) throw new UnreadableMailException("mail-too-many-parts", "The mail has too many parts.");
        var header = HeaderFields.Read(bytes.Span, limits, out var length);
        var body = bytes[length..];
        var type = ParameterizedField.Read(header["Content-Type"]);
        var parts = new List<MailPart>();
        if (type.Value.StartsWith("multipart/", StringComparison.Ordinal) && type["boundary"] is { Length: > 0 and <= 200 } boundary)
        {
            foreach (var part in Split(body, boundary, limits)) parts.Add(Read(part, limits, depth + 1, ref count));
        }
        else if (type.Value == "message/rfc822")
        {
            parts.Add(Read(TransferEncodings.Read(body.Span, header["Content-Transfer-Encoding"]), limits, depth + 1, ref count));
        }
        return new(header, body, parts);
    }

    /// <summary>What stands between the delimiter lines; the end of the bytes closes a part left open.</summary>
    private static List<ReadOnlyMemory<byte>> Split(ReadOnlyMemory<byte> body, string boundary, MailLimits limits)
    {
        var delimiter = Encoding.Latin1.GetBytes("--" + boundary);
        var found = new List<ReadOnlyMemory<byte>>();
        var start = -1;
        var position = 0;
        while (position < body.Length)
        {
            var line = HeaderFields.Line(body.Span[position..], out var taken);
            if (line.StartsWith(delimiter))
            {
                var rest = line[delimiter.Length..].TrimEnd(" \t"u8);
                if (rest.IsEmpty || rest.SequenceEqual("--"u8))
                {
                    if (start >= 0) found.Add(body[start..Math.Max(start, EndBefore(body.Span, position))]);
                    if (found.Count > limits.Parts) throw new UnreadableMailException("mail-too-many-parts", "The mail has too many parts.");
                    start = position + taken;
                    if (!rest.IsEmpty) return found;
                }
            }
            position += taken;
        }
        if (start >= 0 && start < body.Length) found.Add(body[start..]);
        return found;
    }

    /// <summary>The line break before a delimiter belongs to the delimiter (RFC 2046 §5.1.1).</summary>
    private static int EndBefore(ReadOnlySpan<byte> body, int position)
    {
        if (position > 0 && body[position - 1] == '\n') position--;
        return position > 0 && body[position - 1] == '\r' ? position - 1 : position;
    }
}
