using System.Globalization;

namespace Sandbox.Mail.Mime;

/// <summary>Dates of RFC 5322.</summary>
internal static class MailDate
{
    private static readonly string[] Shapes = ["d MMM yyyy HH:mm:ss zzz", "d MMM yyyy HH:mm zzz"];

    public static string Write(DateTimeOffset moment) => moment.UtcDateTime.ToString("ddd, dd MMM yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture);

    public static DateTimeOffset? Read(string? text)
    {
        if (text is null) return null;
        var clean = text.Split('(')[0].Trim();
        var comma = clean.IndexOf(',', StringComparison.Ordinal);
        if (comma >= 0) clean = clean[(comma + 1)..].Trim();
        if (clean.EndsWith("GMT", StringComparison.Ordinal)) clean = clean[..^3] + "+0000";
        if (clean.Length > 5 && clean[^5] is '+' or '-') clean = clean[..^2] + ":" + clean[^2..];
        return DateTimeOffset.TryParseExact(clean, Shapes, CultureInfo.InvariantCulture, DateTimeStyles.AllowWhiteSpaces, out var moment) ? moment : null;
    }
}
