using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Sandbox.Mail.Mime;

/// <summary>RFC 2047: words of a header written in another character set.</summary>
internal static partial class EncodedWords
{
    private const int LongestPiece = 42;

    public static string Read(string raw)
    {
        if (!raw.Contains("=?", StringComparison.Ordinal)) return Utf8OrLatin(raw);
        // White space between two encoded words is not part of the text.
        var joined = Between().Replace(raw, "${word}");
        return Word().Replace(joined, Decode);
    }

    public static string Write(string text)
    {
        if (text.All(c => c is >= ' ' and <= '~') && !text.Contains("=?", StringComparison.Ordinal)) return text;
        var words = new List<string>();
        var piece = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (Encoding.UTF8.GetByteCount(piece.ToString()) + rune.Utf8SequenceLength > LongestPiece)
            {
                words.Add(Word(piece.ToString()));
                piece.Clear();
            }

            piece.Append(rune.ToString());
        }

        words.Add(Word(piece.ToString()));
        return string.Join("\r\n ", words);

        static string Word(string part) => "=?UTF-8?B?" + Convert.ToBase64String(Encoding.UTF8.GetBytes(part)) + "?=";
    }

    internal static Encoding Charset(string? name) => name?.ToUpperInvariant() switch
    {
        "ISO-8859-1" or "ISO-8859-15" or "WINDOWS-1252" or "LATIN1" => Encoding.Latin1,
        _ => Encoding.UTF8,
    };

    private static string Decode(Match word)
    {
        var (charset, kind, text) = (word.Groups["charset"].Value.Split('*')[0], word.Groups["kind"].Value, word.Groups["text"].Value);
        if (kind is "B" or "b")
        {
            var bytes = new byte[text.Length];
            return Convert.TryFromBase64String(text, bytes, out var written) ? Charset(charset).GetString(bytes, 0, written) : word.Value;
        }

        return Charset(charset).GetString(QWord(text));
    }

    private static byte[] QWord(string text)
    {
        var bytes = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '=' && i + 2 < text.Length && byte.TryParse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            {
                bytes.Add(value);
                i += 2;
            }
            else
            {
                bytes.Add(text[i] == '_' ? (byte)' ' : (byte)text[i]);
            }
        }

        return [.. bytes];
    }

    private static string Utf8OrLatin(string raw) => raw.All(char.IsAscii) ? raw : Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(raw));

    [GeneratedRegex(@"=\?(?<charset>[^?\s]{1,40})\?(?<kind>[BbQq])\?(?<text>[^?\s]*)\?=", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Word();

    [GeneratedRegex(@"(?<word>=\?[^?\s]{1,40}\?[BbQq]\?[^?\s]*\?=)[ \t]+(?==\?)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Between();
}
