using System.Globalization;
using Identity.Traits;

namespace Identity.Matching;

/// <summary>How likely two sets of traits are one person, from 0 to 1. Unknown traits weigh nothing, for or against.</summary>
public static class Similarity
{
    /// <summary>From here up a person is shown before anything is created.</summary>
    public const double WorthShowing = 0.70;

    /// <summary>From here up somebody who is looked for may be meant: four traits agree and the name is quite another, as when a married name was typed.</summary>
    public const double WorthFinding = 0.60;

    public static double Score(Fingerprint a, Fingerprint b)
    {
        var (sum, weight) = (0.0, 0.0);
        void Weigh(double share, bool known, double likeness)
        {
            if (!known) return;
            sum += share * likeness;
            weight += share;
        }

        Weigh(0.34, a.Family.Length > 0 && b.Family.Length > 0, Family(a, b));
        Weigh(0.22, a.Given.Length > 0 && b.Given.Length > 0, Given(a.Given, b.Given));
        Weigh(0.27, a.BirthDate.Length > 0 && b.BirthDate.Length > 0, Date(a.BirthDate, b.BirthDate));
        Weigh(0.05, a.Sex != Sex.U && b.Sex != Sex.U, a.Sex == b.Sex ? 1 : 0);
        Weigh(0.12, a.PlaceKnown && b.PlaceKnown, Place(a.BirthPlace, b.BirthPlace));
        return weight == 0 ? 0 : Math.Round(sum / weight, 4);
    }

    private static double Family(Fingerprint a, Fingerprint b)
    {
        var best = Name(a.Family, b.Family);
        if (a.UsedName is { } mine) best = Math.Max(best, 0.95 * Name(mine, b.Family));
        if (b.UsedName is { } theirs) best = Math.Max(best, 0.95 * Name(a.Family, theirs));
        return best;
    }

    private static double Name(string a, string b)
    {
        if (a == b) return 1;
        var likeness = EditDistance.Likeness(a, b);
        return likeness < 0.9 && FrenchSound.Of(a) == FrenchSound.Of(b) ? 0.9 : likeness;
    }

    private static double Given(string a, string b)
    {
        if (a == b) return 1;
        var (shorter, longer) = a.Length < b.Length ? (a, b) : (b, a);
        if (shorter.Length >= 3 && longer.StartsWith(shorter, StringComparison.Ordinal)) return 0.9;
        return Name(a, b) * 0.9;
    }

    private static double Date(string a, string b)
    {
        if (a == b) return 1;
        if (a.Length == 0 || b.Length == 0) return 0;
        if (a[..4] == b[..4] && a[5..7] == b[8..] && a[8..] == b[5..7]) return 0.85;
        if (Day(a) is { } left && Day(b) is { } right)
        {
            var apart = Math.Abs(left.DayNumber - right.DayNumber);
            if (apart == 1) return 0.85;
            if (Differing(a, b) == 1) return 0.75;
            return apart <= 62 ? 0.4 : left.Year == right.Year ? 0.25 : a[5..] == b[5..] ? 0.4 : 0;
        }
        return a[..4] == b[..4] ? 0.7 : Differing(a, b) == 1 ? 0.6 : 0;   // an incomplete date agrees by its year
    }

    private static double Place(string a, string b) => a == b ? 1 : a.Length == 5 && b.Length == 5 && a[..2] == b[..2] ? 0.4 : 0;

    private static DateOnly? Day(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static int Differing(string a, string b)
    {
        var count = 0;
        for (var i = 0; i < a.Length; i++) if (a[i] != b[i]) count++;
        return count;
    }
}
