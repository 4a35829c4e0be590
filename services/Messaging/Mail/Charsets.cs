using System.Text;

namespace Messaging.Mail;

/// <summary>The character sets met in French mail; any other is read as UTF-8 when it is valid, else as windows-1252.</summary>
public static class Charsets
{
    private static readonly Encoding Strict = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly Encoding Western = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
    private static readonly Encoding Latin9 = CodePagesEncodingProvider.Instance.GetEncoding(28605)!;

    public static string Read(ReadOnlySpan<byte> bytes, string? charset) => charset?.Trim().ToLowerInvariant() switch
    {
        // Senders write iso-8859-1 for what is windows-1252: the superset loses nothing.
        "windows-1252" or "cp1252" or "iso-8859-1" or "iso8859-1" or "latin1" => Western.GetString(bytes),
        "iso-8859-15" or "iso8859-15" or "latin9" => Latin9.GetString(bytes),
        "utf-16" or "utf-16le" => Encoding.Unicode.GetString(bytes),
        "utf-16be" => Encoding.BigEndianUnicode.GetString(bytes),
        _ => Guess(bytes),
    };

    /// <summary>us-ascii, utf-8 (RFC 6532), nothing announced, or a name we do not know.</summary>
    public static string Guess(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return Western.GetString(bytes);
        }
    }
}
