using System.Collections.Concurrent;
using System.Text;

namespace Identity.Matching;

/// <summary>
/// How a French name sounds, on few letters: spellings that are heard alike give the same key (GAUTHIER, GOTHIER, GOTIER).
/// Rules are tried in order at each letter, the longest spelling first.
/// </summary>
public static class FrenchSound
{
    private const int Longest = 10;
    private const string Nasal = "1";

    private static readonly ILookup<char, (string Spelling, string Sound)> Rules = new (string Spelling, string Sound)[]
    {
        ("EAUX", "O"), ("EAUT", "O"), ("EAUD", "O"), ("OEU", "E"), ("EAU", "O"), ("AULT", "O"), ("AUD", "OD"), ("AU", "O"),
        ("OUIL", "UI"), ("OU", "U"), ("OIN", "WN"), ("OI", "WA"), ("OY", "WA"), ("AIN", Nasal), ("EIN", Nasal), ("AIM", Nasal), ("AI", "E"), ("AY", "E"), ("EI", "E"), ("EY", "E"),
        ("IEN", "I1"), ("TION", "SI2"), ("SCH", "C"), ("SH", "C"), ("CH", "C"), ("PH", "F"), ("TH", "T"), ("RH", "R"), ("GN", "NI"), ("QU", "K"), ("CQ", "K"), ("CK", "K"),
        ("GUE", "GE"), ("GUI", "GI"), ("GE", "JE"), ("GI", "JI"), ("GY", "JI"), ("CE", "SE"), ("CI", "SI"), ("CY", "SI"), ("SCE", "SE"), ("SCI", "SI"),
        ("C", "K"), ("Q", "K"), ("W", "V"), ("Y", "I"), ("H", ""), ("Z", "S"), ("X", "S"), ("PF", "F"),
    }.OrderByDescending(rule => rule.Spelling.Length).ToLookup(rule => rule.Spelling[0]);

    private static readonly (string Ending, string Heard)[] SilentEndings =
    [
        ("AULT", "O"), ("AUT", "O"), ("AUD", "O"), ("AUX", "O"), ("OT", "O"), ("OTS", "O"), ("OD", "O"), ("OS", "O"), ("OP", "O"), ("ET", "E"), ("ETS", "E"), ("ER", "E"), ("EZ", "E"), ("ES", "E"), ("IT", "I"), ("IS", "I"), ("IX", "I"),
        ("ARD", "AR"), ("ART", "AR"), ("ERT", "ER"), ("ORD", "OR"), ("ORT", "OR"), ("ENT", "EN"), ("AND", "AN"), ("ANT", "AN"), ("OND", "ON"), ("ONT", "ON"), ("US", "U"), ("UT", "U"), ("AS", "A"), ("AT", "A"), ("E", ""),
    ];

    // Names repeat: of the hundreds that one search compares most have been heard before.
    private const int MostHeard = 20_000;
    private static readonly ConcurrentDictionary<string, string> Heard = new(StringComparer.Ordinal);

    public static string Of(string letters)
    {
        if (Heard.TryGetValue(letters, out var known)) return known;
        if (Heard.Count >= MostHeard) Heard.Clear();
        return Heard[letters] = Listen(letters);
    }

    private static string Listen(string letters)
    {
        var name = DropSilentEnding(WithoutDoubles(letters));
        var sound = new StringBuilder(Longest);
        for (var i = 0; i < name.Length && sound.Length < Longest;)
        {
            var (spelling, heard) = RuleAt(name, i);
            Append(sound, heard ?? name[i].ToString());
            i += spelling?.Length ?? 1;
        }
        return sound.ToString();
    }

    private static (string? Spelling, string? Heard) RuleAt(string name, int at)
    {
        foreach (var rule in Rules[name[at]])
            if (string.CompareOrdinal(name, at, rule.Spelling, 0, rule.Spelling.Length) == 0 && !(rule.Sound == Nasal && VowelAt(name, at + rule.Spelling.Length))) return rule;
        return default;
    }

    // MEYNARD is heard MEY-NARD: before a vowel, the N belongs to the next syllable.
    private static bool VowelAt(string name, int at) => at < name.Length && "AEIOUY".Contains(name[at], StringComparison.Ordinal);

    private static string WithoutDoubles(string letters)
    {
        var single = new StringBuilder(letters.Length);
        Append(single, letters);
        return single.ToString();
    }

    private static string DropSilentEnding(string name)
    {
        foreach (var (ending, heard) in SilentEndings)
            if (name.Length > ending.Length + 1 && name.EndsWith(ending, StringComparison.Ordinal)) return name[..^ending.Length] + heard;
        return name;
    }

    private static void Append(StringBuilder sound, string heard)
    {
        foreach (var letter in heard)
            if (sound.Length == 0 || sound[^1] != letter) sound.Append(letter);
    }
}
