using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Telemedicine.Requests;

/// <summary>The short name of a request, said on the phone and written in the object of a mail: TLM- and ten letters that cannot be taken for one another.</summary>
public static partial class Reference
{
    private const string Letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    public static string New() => "TLM-" + RandomNumberGenerator.GetString(Letters, 10);

    /// <summary>The reference written somewhere in a text, or null.</summary>
    public static string? In(string text) => Written().Match(text.Length > 1000 ? text[..1000] : text) is { Success: true } found ? found.Value.ToUpperInvariant() : null;

    [GeneratedRegex("TLM-[0-9A-HJKMNP-TV-Z]{10}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 50)]
    private static partial Regex Written();
}
