using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Identity.Traits;

/// <summary>A name as the national service writes it: capitals A to Z, inner hyphens, apostrophes and spaces. What was typed is kept for display.</summary>
public sealed partial record CivilName
{
    public const int MaxLength = 100;

    private CivilName(string value, string typed) => (Value, Typed) = (value, typed);

    public string Value { get; }
    public string Typed { get; }
    public string SearchKey => LettersOf(Value);

    public static bool TryRead(string? text, [NotNullWhen(true)] out CivilName? name)
    {
        name = null;
        if (string.IsNullOrWhiteSpace(text) || text.Length > MaxLength) return false;
        var folded = LetterFolding.Fold(text);
        if (folded.Length > MaxLength || !Form().IsMatch(folded)) return false;
        name = new(folded, text.Trim());
        return true;
    }

    public override string ToString() => Value;

    private static string LettersOf(string value) => new([.. value.Where(char.IsAsciiLetterUpper)]);

    // A double hyphen joins the two parts of a double family name of the civil status of 2002 to 2010.
    [GeneratedRegex("^[A-Z]+(?:(?:-{1,2}|[' ])[A-Z]+)*$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 200)]
    private static partial Regex Form();
}
