using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Identity.Traits;

/// <summary>The official geographic code of the birthplace in force on the day of birth: communes since merged, departments since split and countries are all legal.</summary>
public sealed partial record BirthPlace
{
    public const string Unknown = "99999";

    private BirthPlace(string code) => Code = code;

    public string Code { get; }
    public bool IsUnknown => Code == Unknown;
    public bool IsAbroad => Code.StartsWith("99", StringComparison.Ordinal);
    public bool IsCorsican => Code.StartsWith("20", StringComparison.Ordinal) || Code.StartsWith("2A", StringComparison.Ordinal) || Code.StartsWith("2B", StringComparison.Ordinal);
    public string Department => IsCorsican ? "20" : Code[..(Code.StartsWith("97", StringComparison.Ordinal) || Code.StartsWith("98", StringComparison.Ordinal) ? 3 : 2)];

    public static bool TryRead(string? code, [NotNullWhen(true)] out BirthPlace? place)
    {
        var text = code?.Trim().ToUpperInvariant() ?? "";
        place = Form().IsMatch(text) ? new(text) : null;
        return place is not null;
    }

    public override string ToString() => Code;

    [GeneratedRegex("^(0[1-9]|[1-9][0-9]|2A|2B)[0-9]{3}$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 200)]
    private static partial Regex Form();
}
