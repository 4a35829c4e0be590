namespace Sandbox.Mail.Reading;

/// <summary>Strings as IMAP writes them.</summary>
internal static class ImapText
{
    /// <summary>NIL, a quoted string, or a literal when the text holds what quotes cannot.</summary>
    public static string OrNil(string? text) => text switch
    {
        null => "NIL",
        _ when text.All(c => c is >= ' ' and <= '~') => Quote(text),
        _ => FormattableString.Invariant($"{{{text.Length}}}\r\n{text}"),
    };

    public static string Quote(string text) =>
        "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";
}
