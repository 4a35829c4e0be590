using System.Text;

namespace Sandbox.Mail.Mime;

/// <summary>The header section of a part: its fields, and where it ends.</summary>
internal sealed record HeaderBlock(IReadOnlyList<HeaderField> Fields, int End, bool Broken)
{
    private const int MostFields = 500;

    /// <summary>Reads fields up to the empty line, which is included in <c>End</c>.</summary>
    public static HeaderBlock Read(ReadOnlySpan<byte> source)
    {
        var fields = new List<HeaderField>();
        var (at, broken) = (0, false);
        while (at < source.Length)
        {
            var line = LineAt(source, at, out var next);
            if (line.Length == 0) return new(fields, next, broken);
            var start = at;
            at = next;
            var text = new StringBuilder(Encoding.Latin1.GetString(line));
            while (at < source.Length && source[at] is (byte)' ' or (byte)'\t')
            {
                text.Append(Encoding.Latin1.GetString(LineAt(source, at, out at)));
            }

            var colon = text.ToString().IndexOf(':', StringComparison.Ordinal);
            var name = colon > 0 ? text.ToString(0, colon).TrimEnd() : "";
            if (name.Length == 0 || name.Any(c => c is <= ' ' or > '~') || fields.Count >= MostFields) broken = true;
            else fields.Add(new HeaderField(name, text.ToString(colon + 1, text.Length - colon - 1).Trim(), start..at));
        }

        return new(fields, source.Length, broken);
    }

    private static ReadOnlySpan<byte> LineAt(ReadOnlySpan<byte> source, int at, out int next)
    {
        var length = source[at..].IndexOf((byte)'\n');
        next = length < 0 ? source.Length : at + length + 1;
        var line = length < 0 ? source[at..] : source.Slice(at, length);
        return line.Length > 0 && line[^1] == '\r' ? line[..^1] : line;
    }
}
