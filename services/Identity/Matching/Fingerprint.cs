using Identity.Traits;

namespace Identity.Matching;

/// <summary>What matching needs of a person: letters only, no accents, no punctuation.</summary>
public sealed record Fingerprint(string Family, string Given, string BirthDate, Sex Sex, string BirthPlace, string? UsedName = null)
{
    public static Fingerprint Of(StrictTraits traits, string? usedName = null) => new(
        traits.BirthName.SearchKey, traits.GivenNames.First.SearchKey, traits.BirthDate.Text, traits.Sex, traits.BirthPlace.Code,
        string.IsNullOrWhiteSpace(usedName) ? null : LetterFolding.LettersOf(usedName));

    /// <summary>From columns that hold well-formed traits already.</summary>
    public static Fingerprint Stored(string birthName, string firstGivenName, string birthDate, Sex sex, string birthPlace, string? usedName) =>
        new(Letters(birthName), Letters(firstGivenName), birthDate, sex, birthPlace, string.IsNullOrWhiteSpace(usedName) ? null : LetterFolding.LettersOf(usedName));

    public string Year => BirthDate[..4];
    public bool PlaceKnown => BirthPlace is { Length: 5 } and not Traits.BirthPlace.Unknown;

    public override string ToString() => "Fingerprint";

    private static string Letters(string written) => !written.AsSpan().ContainsAnyExceptInRange('A', 'Z') ? written : new([.. written.Where(char.IsAsciiLetterUpper)]);
}
