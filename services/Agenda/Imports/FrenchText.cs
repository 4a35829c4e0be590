using System.Globalization;
using System.Text;

namespace Agenda.Imports;

/// <summary>Dates, hours and words as people write them in a French table.</summary>
internal static class FrenchText
{
    private const string Accented = "àâäáãçéèêëíìîïñóòôöõúùûüÿ", Plain = "aaaaaceeeeiiiinooooouuuuy";
    private static readonly string[] Months = ["janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre", "decembre"];
    private static readonly string[] Dates = ["dd/MM/yyyy", "d/M/yyyy", "dd/MM/yy", "d/M/yy", "yyyy-MM-dd", "dd-MM-yyyy", "dd.MM.yyyy"];
    private static readonly string[] Hours = ["HH:mm", "H:mm", "HH:mm:ss", "H'h'mm", "HH'h'mm", "H'h'", "HH'h'"];

    /// <summary>Small letters, no accents, single blanks: how titles and names are compared.</summary>
    public static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var letter in text.Trim().ToLowerInvariant())
        {
            var at = Accented.IndexOf(letter);
            if (letter == 'œ') folded.Append("oe");
            else if (char.IsWhiteSpace(letter) || letter is '-' or '_' or '’' or '\'') { if (folded.Length > 0 && folded[^1] != ' ') folded.Append(' '); }
            else folded.Append(at < 0 ? letter : Plain[at]);
        }

        return folded.ToString().TrimEnd();
    }

    /// <summary>24/03/2026, 24/3/26, 2026-03-24, 24 mars 2026, mardi 24 mars 2026.</summary>
    public static DateOnly? Date(string text)
    {
        if (DateOnly.TryParseExact(text, Dates, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)) return date;
        var words = Fold(text).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 4) words = words[1..];
        if (words.Length != 3) return null;
        var month = Array.IndexOf(Months, words[1]) + 1;
        var day = words[0] == "1er" ? 1 : int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        return month > 0 && int.TryParse(words[2], NumberStyles.None, CultureInfo.InvariantCulture, out var year) && year is > 1999 and < 2101 && day >= 1 && day <= DateTime.DaysInMonth(year, month) ? new(year, month, day) : null;
    }

    /// <summary>14:00, 14h00, 14h, 9h30.</summary>
    public static TimeOnly? Hour(string text) =>
        TimeOnly.TryParseExact(text.Replace(" ", "", StringComparison.Ordinal).Replace('H', 'h'), Hours, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;
}
