using System.Text;

namespace Messaging.Mail;

/// <summary>A header value with parameters, such as Content-Type and Content-Disposition (RFC 2045 §5.1, RFC 2231).</summary>
public sealed class ParameterizedField
{
    private readonly Dictionary<string, string> _parameters = new(StringComparer.OrdinalIgnoreCase);

    private ParameterizedField(string value) => Value = value;

    /// <summary>The main value, in lower case.</summary>
    public string Value { get; }

    public string? this[string parameter] => _parameters.GetValueOrDefault(parameter);

    public static ParameterizedField Read(string? raw)
    {
        var pieces = Split(raw ?? "");
        var field = new ParameterizedField(pieces.Count == 0 ? "" : pieces[0].Trim().ToLowerInvariant());
        var continued = new Dictionary<string, SortedDictionary<int, (string Text, bool Extended)>>(StringComparer.OrdinalIgnoreCase);
        foreach (var piece in pieces.Skip(1))
        {
            var equals = piece.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0) continue;
            var name = piece[..equals].Trim();
            var value = Unquote(piece[(equals + 1)..].Trim());
            var extended = name.EndsWith('*');
            var stars = name.TrimEnd('*').Split('*');
            if (!extended && stars.Length == 1)
            {
                field._parameters.TryAdd(name, EncodedWords.Read(value));
                continue;
            }
            var order = stars.Length > 1 && int.TryParse(stars[1], out var n) ? n : 0;
            if (!continued.TryGetValue(stars[0], out var sections)) continued[stars[0]] = sections = [];
            sections.TryAdd(order, (value, extended));
        }
        foreach (var (name, sections) in continued) field._parameters[name] = Join(sections.Values);
        return field;
    }

    private static string Join(IEnumerable<(string Text, bool Extended)> sections)
    {
        string? charset = null;
        var bytes = new MemoryStream();
        foreach (var (text, extended) in sections)
        {
            var rest = text;
            if (extended && charset is null && text.Split('\'') is { Length: >= 3 } parts)
            {
                charset = parts[0];
                rest = string.Join('\'', parts.Skip(2));
            }
            if (extended) bytes.Write(Unescape(rest));
            else bytes.Write(Encoding.UTF8.GetBytes(rest));
        }
        return Charsets.Read(bytes.ToArray(), charset);
    }

    private static byte[] Unescape(string text)
    {
        var bytes = new MemoryStream();
        TransferEncodings.WriteUnescaped(Encoding.UTF8.GetBytes(text.Replace("=", "=3D", StringComparison.Ordinal).Replace('%', '=')), bytes);
        return bytes.ToArray();
    }

    private static string Unquote(string value)
    {
        if (!value.StartsWith('"')) return value;
        var text = new StringBuilder(value.Length);
        for (var i = 1; i < value.Length && value[i] != '"'; i++)
        {
            if (value[i] == '\\' && i + 1 < value.Length) i++;
            text.Append(value[i]);
        }
        return text.ToString();
    }

    private static List<string> Split(string raw)
    {
        var pieces = new List<string>();
        var piece = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] == '\\' && quoted && i + 1 < raw.Length) piece.Append(raw[i++]);
            else if (raw[i] == '"') quoted = !quoted;
            else if (raw[i] == ';' && !quoted)
            {
                pieces.Add(piece.ToString());
                piece.Clear();
                continue;
            }
            piece.Append(raw[i]);
        }
        pieces.Add(piece.ToString());
        return pieces;
    }
}
