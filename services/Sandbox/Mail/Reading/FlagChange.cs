namespace Sandbox.Mail.Reading;

/// <summary>What STORE does to the flags: replace, add or remove; with or without an answer.</summary>
internal sealed record FlagChange(char Sign, bool Silent, IReadOnlyList<string> Flags)
{
    private static readonly string[] System = ["\\Answered", "\\Flagged", "\\Deleted", "\\Seen", "\\Draft"];

    public static FlagChange Parse(string item, ImapToken flags)
    {
        var sign = item[0] is '+' or '-' ? item[0] : '=';
        var name = item.TrimStart('+', '-').ToUpperInvariant();
        if (name is not ("FLAGS" or "FLAGS.SILENT")) throw new BadCommandException("Expected FLAGS");
        return new(sign, name == "FLAGS.SILENT", [.. (flags.Items ?? [flags]).Select(flag => Known(flag.Text))]);
    }

    public IEnumerable<string> Apply(IReadOnlyList<string> current) => Sign switch
    {
        '+' => current.Concat(Flags),
        '-' => current.Except(Flags, StringComparer.OrdinalIgnoreCase),
        _ => Flags,
    };

    private static string Known(string flag)
    {
        if (flag.StartsWith('\\')) return Array.Find(System, one => one.Equals(flag, StringComparison.OrdinalIgnoreCase)) ?? throw new BadCommandException("Unknown system flag");
        return flag.Length is > 0 and < 40 && flag.All(c => c is > ' ' and <= '~' and not ('(' or ')' or '{' or '%' or '*' or '"' or '\\' or ']')) ? flag : throw new BadCommandException("Bad keyword");
    }
}
