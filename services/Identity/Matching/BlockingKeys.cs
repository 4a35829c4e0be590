using Identity.Traits;

namespace Identity.Matching;

/// <summary>
/// The keys under which a person is stored and looked up. Two records of one person share at least one of them unless most of the five traits
/// are wrong at once; each key alone draws few people, so that a search reads tens of rows among millions.
/// </summary>
public static class BlockingKeys
{
    private const int GivenHead = 3;

    /// <summary>The keys kept beside a person.</summary>
    public static IReadOnlyList<long> Stored(Fingerprint person)
    {
        var keys = new HashSet<long>
        {
            Hash("date", person.BirthDate),
            Hash("date+given", person.BirthDate, Head(person.Given)),
            Hash("month+given", person.BirthDate[..7], person.Given, Letter(person.Sex)),
        };
        foreach (var family in Families(person))
        {
            keys.Add(Hash("sound", FrenchSound.Of(family)));
            keys.Add(Hash("sound+year", FrenchSound.Of(family), Letter(person.Sex), person.Year));
            keys.Add(Hash("sound+day", FrenchSound.Of(family), Head(person.Given), person.BirthDate[5..]));
        }
        if (person.PlaceKnown)
        {
            keys.Add(Hash("place+year", person.BirthPlace, person.Year, Letter(person.Sex)));
            keys.Add(Hash("place+names", person.BirthPlace, Head(person.Given), FrenchSound.Of(person.Family)));
        }
        return [.. keys];
    }

    /// <summary>The keys to look under: those of the traits as typed, and those of the usual slips of a date.</summary>
    public static IReadOnlyList<long> Searched(Fingerprint typed)
    {
        var keys = new HashSet<long>(Stored(typed).Where(key => key != Hash("sound", FrenchSound.Of(typed.Family))));
        foreach (var date in Slips(typed.BirthDate)) keys.Add(Hash("date+given", date, Head(typed.Given)));
        return [.. keys];
    }

    /// <summary>The keys for a question on a few traits, as at a reception desk: a name, or a date.</summary>
    public static IReadOnlyList<long> Asked(Fingerprint partial)
    {
        var keys = new List<long>();
        if (partial.BirthDate.Length > 0) keys.Add(Hash("date", partial.BirthDate));
        foreach (var family in Families(partial).Where(name => name.Length > 0)) keys.Add(Hash("sound", FrenchSound.Of(family)));
        return keys;
    }

    private static IEnumerable<string> Slips(string text)
    {
        if (!Traits.BirthDate.TryRead(text, out var date)) yield break;
        if (date.Calendar is { } day)
        {
            yield return Iso(day.AddDays(1));
            yield return Iso(day.AddDays(-1));
        }
        if (date.Day != date.Month) yield return $"{text[..5]}{text[8..]}-{text[5..7]}";
    }

    private static IEnumerable<string> Families(Fingerprint person) => person.UsedName is { Length: > 0 } used ? [person.Family, used] : [person.Family];
    private static string Head(string given) => given.Length > GivenHead ? given[..GivenHead] : given;
    private static string Letter(Sex sex) => sex switch { Sex.M => "M", Sex.F => "F", _ => "U" };
    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    // FNV-1a on 64 bits: a collision only adds a candidate that the score throws out.
    private static long Hash(string kind, params ReadOnlySpan<string> parts)
    {
        var hash = 14695981039346656037UL;
        Mix(kind, ref hash);
        foreach (var part in parts) Mix(part, ref hash);
        return unchecked((long)hash);
    }

    private static void Mix(string text, ref ulong hash)
    {
        foreach (var letter in text) hash = (hash ^ letter) * 1099511628211UL;
        hash = (hash ^ '|') * 1099511628211UL;
    }
}
