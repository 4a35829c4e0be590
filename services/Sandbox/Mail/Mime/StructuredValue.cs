using System.Globalization;
using System.Text;

namespace Sandbox.Mail.Mime;

/// <summary>A value followed by parameters, as in Content-Type and Content-Disposition, with RFC 2231 continuations.</summary>
internal sealed class StructuredValue
{
    private readonly List<(string Name, string Value)> _parameters = [];

    private StructuredValue(string value) => Value = value;

    public string Value { get; }

    public IReadOnlyList<(string Name, string Value)> Parameters => _parameters;

    public static StructuredValue Read(string raw)
    {
        var pieces = Split(raw);
        var parsed = new StructuredValue(pieces[0].Trim().ToLowerInvariant());
        foreach (var piece in pieces.Skip(1))
        {
            var equal = piece.IndexOf('=', StringComparison.Ordinal);
            if (equal > 0) parsed._parameters.Add((piece[..equal].Trim().ToLowerInvariant(), Unquote(piece[(equal + 1)..].Trim())));
        }

        return parsed;
    }

    public string? this[string name]
    {
        get
        {
            var plain = _parameters.FirstOrDefault(p => p.Name == name).Value;
            if (plain is not null) return EncodedWords.Read(plain);
            var (bytes, charset, found) = (new List<byte>(), (string?)null, false);
            for (var i = -1; i < 50; i++)
            {
                var key = i < 0 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}*{i}");
                var piece = _parameters.Find(p => p.Name == key || p.Name == key + "*");
                if (piece.Name is null && i >= 0) break;
                if (piece.Name is null) continue;
                found = true;
                var text = piece.Value;
                if (piece.Name.EndsWith('*') && i <= 0 && text.Split('\'', 3) is { Length: 3 } head) (charset, text) = (head[0], head[2]);
                bytes.AddRange(piece.Name.EndsWith('*') ? Percent(text) : Encoding.Latin1.GetBytes(text));
            }

            return found ? EncodedWords.Charset(charset).GetString([.. bytes]) : null;
        }
    }

    private static byte[] Percent(string text)
    {
        var bytes = new List<byte>();
        for (var i = 0; i < text.Length; i++)
        {
            var coded = text[i] == '%' && i + 2 < text.Length;
            if (coded && byte.TryParse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            {
                bytes.Add(value);
                i += 2;
            }
            else
            {
                bytes.Add((byte)text[i]);
            }
        }

        return [.. bytes];
    }

    private static List<string> Split(string raw)
    {
        var pieces = new List<string>();
        var (start, quoted) = (0, false);
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] == '\\' && quoted) i++;
            else if (raw[i] == '"') quoted = !quoted;
            else if (raw[i] == ';' && !quoted)
            {
                pieces.Add(raw[start..i]);
                start = i + 1;
            }
        }

        pieces.Add(raw[start..]);
        return pieces;
    }

    private static string Unquote(string text)
    {
        if (text.Length < 2 || text[0] != '"' || text[^1] != '"') return text;
        var plain = new StringBuilder();
        for (var i = 1; i < text.Length - 1; i++)
        {
            if (text[i] == '\\' && i < text.Length - 2) i++;
            plain.Append(text[i]);
        }

        return plain.ToString();
    }
}
