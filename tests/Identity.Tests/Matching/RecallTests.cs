using Identity.Matching;
using Identity.Traits;
using Xunit;

namespace Identity.Tests;

/// <summary>The error model of the matching benchmark, on fewer people: letters swapped or dropped, other family name, given name cut, wrong dates, no place.</summary>
public sealed class RecallTests
{
    private const int People = 60_000;
    private const int Questions = 1_500;
    private static readonly string[] Heads = ["BA", "BEL", "BOU", "CHA", "CHE", "COR", "DA", "DEL", "DU", "FA", "FER", "GA", "GAU", "GRE", "HU", "JO", "LA", "LE", "LOU", "MA", "MAR", "MO", "MOR", "NA", "NO", "PA", "PE", "RA", "RI", "RO", "SA", "SI", "TA", "TI", "VA", "VE", "VI", "VER"];
    private static readonly string[] Tails = ["N", "T", "R", "IN", "ON", "IER", "EAU", "OT", "EL", "ARD"];
    private static readonly string[] Given = ["N", "NE", "LLE", "ETTE", "IE", "A", "O", "IS", "EL", "IEN"];

    [Fact]
    public void The_right_person_is_among_the_ten_best_more_often_than_the_benchmark_asks()
    {
        var chance = new Random(42);
        var people = Enumerable.Range(0, People).Select(_ => Person(chance)).ToArray();
        var index = people.SelectMany((p, i) => BlockingKeys.Stored(p).Select(key => (key, i))).ToLookup(e => e.key, e => e.i);

        var (first, ten, read) = (0, 0, 0);
        for (var q = 0; q < Questions; q++)
        {
            var right = chance.Next(People);
            var typed = Mistyped(people[right], people, chance);
            var candidates = BlockingKeys.Searched(typed).SelectMany(key => index[key]).GroupBy(i => i).OrderByDescending(keys => keys.Count()).Take(SimilarUsagers.MostCompared).Select(keys => keys.Key).ToList();
            read += candidates.Count;
            var best = candidates.OrderByDescending(i => Similarity.Score(typed, people[i])).Take(10).ToList();
            if (best.Count > 0 && best[0] == right) first++;
            if (best.Contains(right)) ten++;
        }

        Assert.True(ten >= 0.98 * Questions, $"{100.0 * ten / Questions:0.0} % in ten, {100.0 * first / Questions:0.0} % first");
        Assert.True(first >= 0.92 * Questions, $"{100.0 * first / Questions:0.0} % first");
        Assert.True(read / Questions < People / 200, $"{read / Questions} people read a search");
    }

    private static Fingerprint Person(Random chance)
    {
        var family = Heads[Skewed(chance, Heads.Length)] + Heads[chance.Next(Heads.Length)] + Tails[chance.Next(Tails.Length)];
        var birth = new DateOnly(1925, 1, 1).AddDays((int)(Math.Pow(chance.NextDouble(), 0.7) * 36_000));
        return new(family, Heads[Skewed(chance, Heads.Length)] + Given[chance.Next(Given.Length)], Text(birth), chance.Next(2) == 0 ? Sex.M : Sex.F, $"{1001 + (int)(Math.Pow(chance.NextDouble(), 2) * 35_000):00000}");
    }

    private static Fingerprint Mistyped(Fingerprint p, Fingerprint[] people, Random chance)
    {
        var family = chance.NextDouble() < 0.12 ? people[chance.Next(people.Length)].Family
            : chance.Next(2) == 0 ? $"{p.Family[0]}{p.Family[2]}{p.Family[1]}{p.Family[3..]}" : p.Family[..2] + p.Family[3..];
        var given = chance.NextDouble() < 0.10 ? p.Given[..Math.Min(3, p.Given.Length)] : p.Given;
        var slip = chance.NextDouble();
        var birth = DateOnly.ParseExact(p.BirthDate, "yyyy-MM-dd").AddDays(slip < 0.15 ? 1 : slip < 0.20 ? 41 : 0);
        return p with { Family = family, Given = given, BirthDate = Text(birth), BirthPlace = chance.NextDouble() < 0.1 ? "" : p.BirthPlace };
    }

    private static int Skewed(Random chance, int count) => (int)(Math.Pow(chance.NextDouble(), 2) * count);
    private static string Text(DateOnly date) => date.ToString("yyyy-MM-dd");
}
