namespace Rules.Tests;

/// <summary>Blanks out comments and the contents of strings, so that rules see code only. Interpolated code goes with its string.</summary>
internal static class CSharpMask
{
    public static string Of(string source)
    {
        var masked = source.ToCharArray();
        for (var at = 0; at < source.Length;)
        {
            var end = EndOfHidden(source, at, out var shown);
            if (end == at) { at++; continue; }
            for (var i = at + shown; i < end - shown && i < masked.Length; i++) if (masked[i] is not ('\n' or '\r')) masked[i] = ' ';
            at = end;
        }
        return new(masked);
    }

    /// <summary>Where the comment or literal that starts here ends, or here when none starts.</summary>
    private static int EndOfHidden(string source, int at, out int shown)
    {
        shown = 0;
        var rest = source.AsSpan(at);
        if (rest.StartsWith("//")) return Until(source, at, "\n");
        if (rest.StartsWith("/*")) return Until(source, at + 2, "*/") + 2;
        shown = 1;
        if (rest[0] == '\'') return EndOfChar(source, at);
        if (rest[0] != '"') return at;

        var quotes = rest.Length - rest.TrimStart('"').Length;
        if (quotes >= 3) return Until(source, at + quotes, new string('"', quotes)) + quotes;
        var prefix = at > 0 && source[at - 1] == '@' || at > 1 && source[at - 1] == '$' && source[at - 2] == '@';
        return prefix ? EndOfVerbatim(source, at + 1) : EndOfPlain(source, at + 1);
    }

    private static int Until(string source, int from, string mark) => source.IndexOf(mark, from, StringComparison.Ordinal) is var found and >= 0 ? found : source.Length;

    private static int EndOfChar(string source, int at) => source.Length > at + 2 && source[at + 1] == '\\' ? Until(source, at + 3, "'") + 1 : at + 3;

    private static int EndOfVerbatim(string source, int at)
    {
        for (; at < source.Length; at++)
            if (source[at] == '"') { if (at + 1 < source.Length && source[at + 1] == '"') at++; else break; }
        return at + 1;
    }

    private static int EndOfPlain(string source, int at)
    {
        var interpolated = at >= 2 && source[at - 2] == '$';
        for (var depth = 0; at < source.Length && source[at] != '\n'; at++)
        {
            if (source[at] == '\\') at++;
            else if (interpolated && source[at] == '{') depth++;
            else if (interpolated && source[at] == '}') depth--;
            else if (source[at] == '"' && depth <= 0) return at + 1;
            else if (source[at] == '"') at = EndOfPlain(source, at + 1) - 1;
        }
        return at;
    }
}
