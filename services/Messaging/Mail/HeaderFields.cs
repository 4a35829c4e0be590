using System.Text;

namespace Messaging.Mail;

/// <summary>The fields of a header, unfolded, in their order; names compare without case.</summary>
public sealed class HeaderFields
{
    private readonly List<KeyValuePair<string, string>> _fields = [];

    public IReadOnlyList<KeyValuePair<string, string>> All => _fields;

    /// <summary>The first field of that name, not yet decoded.</summary>
    public string? this[string name] => _fields.Find(f => f.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    public string? Text(string name) => this[name] is { } raw ? EncodedWords.Read(raw).Trim() : null;

    /// <summary>Reads a header block and returns how many bytes it took, its empty line included.</summary>
    public static HeaderFields Read(ReadOnlySpan<byte> bytes, MailLimits limits, out int length)
    {
        var header = new HeaderFields();
        var current = new StringBuilder();
        length = 0;
        while (length < bytes.Length)
        {
            var line = Line(bytes[length..], out var taken);
            length += taken;
            if (line.IsEmpty) break;
            if (line.Length > limits.FieldBytes) throw new UnreadableMailException("mail-header-too-long", "A header line is too long.");
            if (line[0] is (byte)' ' or (byte)'\t')
            {
                current.Append(' ').Append(Charsets.Guess(line.TrimStart(" \t"u8)));
                if (current.Length > limits.FieldBytes) throw new UnreadableMailException("mail-header-too-long", "A header field is too long.");
                continue;
            }
            header.Add(current, limits);
            current.Append(Charsets.Guess(line));
        }
        header.Add(current, limits);
        return header;
    }

    public static ReadOnlySpan<byte> Line(ReadOnlySpan<byte> bytes, out int taken)
    {
        var end = bytes.IndexOf((byte)'\n');
        taken = end < 0 ? bytes.Length : end + 1;
        var line = end < 0 ? bytes : bytes[..end];
        return line.EndsWith("\r"u8) ? line[..^1] : line;
    }

    private void Add(StringBuilder field, MailLimits limits)
    {
        if (field.Length == 0) return;
        var text = field.ToString();
        field.Clear();
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0) return;     // an mbox "From " line or noise: a tolerant reader goes on
        if (_fields.Count == limits.Fields) throw new UnreadableMailException("mail-too-many-headers", "The mail has too many header fields.");
        _fields.Add(new(text[..colon].TrimEnd(), text[(colon + 1)..].Trim()));
    }
}
