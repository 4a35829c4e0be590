using System.Text;

namespace HealthDirectory;

/// <summary>A name as it is compared: capitals without accents, dots dropped, other signs as one blank, SAINT spelt out. The process has no culture data, hence the table.</summary>
public static class FoldedName
{
    private const string Accented = "ÀÂÄÁÃÅÇÉÈÊËÍÌÎÏÑÓÒÔÖÕÚÙÛÜÝŸ";
    private const string Plain = "AAAAAACEEEEIIIINOOOOOUUUUYY";

    public static string Of(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var letter in text.ToUpperInvariant())
        {
            if (letter == 'Œ') folded.Append("OE");
            else if (letter == 'Æ') folded.Append("AE");
            else if (Accented.IndexOf(letter, StringComparison.Ordinal) is var place and >= 0) folded.Append(Plain[place]);
            else if (char.IsAsciiLetterOrDigit(letter)) folded.Append(letter);
            else if (letter != '.' && folded.Length > 0 && folded[^1] != ' ') folded.Append(' ');
        }
        return string.Join(' ', folded.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Spelt));
    }

    private static string Spelt(string word) => word switch { "ST" => "SAINT", "STE" => "SAINTE", _ => word };
}
