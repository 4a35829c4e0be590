using Identity.Traits;
using Xunit;

namespace Identity.Tests;

public sealed class TraitComparisonTests
{
    private static readonly TypedTraits Local = new("D'ARC-LEVY", "ANNE", "ANNE LOUISE", "1950-06-21", "F", "20020");

    [Fact]
    public void The_five_traits_always_stand_side_by_side()
    {
        var lines = Compare(Local);

        Assert.Equal([Trait.BirthName, Trait.GivenNames, Trait.BirthDate, Trait.Sex, Trait.BirthPlace], lines.Select(l => l.Trait));
        Assert.All(lines, l => Assert.Equal(Discordance.None, l.Discordance));
    }

    public static TheoryData<string, TypedTraits, Discordance> Cases => new()
    {
        { "punctuation of the name", Local with { BirthName = "D ARC LEVY" }, Discordance.Minor },
        { "another name", Local with { BirthName = "D'ARC-LEVI" }, Discordance.Major },
        { "second name missing", Local with { GivenNames = "ANNE" }, Discordance.Minor },
        { "another name first", Local with { FirstGivenName = "LOUISE", GivenNames = "LOUISE ANNE" }, Discordance.Minor },
        { "another given name", Local with { FirstGivenName = "ANNA", GivenNames = "ANNA" }, Discordance.Major },
        { "day and month unknown", Local with { BirthDate = "1950-00-00", IncompleteBirthDate = true }, Discordance.Minor },
        { "unknown day, other year", Local with { BirthDate = "1951-00-00", IncompleteBirthDate = true }, Discordance.Major },
        { "another day", Local with { BirthDate = "1950-06-22" }, Discordance.Major },
        { "day and month swapped", Local with { BirthDate = "1950-12-06" }, Discordance.Major },
        { "another sex", Local with { Sex = "M" }, Discordance.Major },
        { "Corsica before and after 1976", Local with { BirthPlace = "2A020" }, Discordance.Minor },
        { "place unknown", Local with { BirthPlace = "99999" }, Discordance.Minor },
        { "another department", Local with { BirthPlace = "51215" }, Discordance.Major },
    };

    [Theory, MemberData(nameof(Cases))]
    public void Each_difference_is_weighed(string what, TypedTraits candidate, Discordance expected)
    {
        var worst = TraitComparison.Worst(Compare(candidate));

        Assert.True(worst == expected, $"{what}: {worst}");
        Assert.Single(Compare(candidate), l => l.Discordance != Discordance.None && l.Explanation is { Length: > 0 });
    }

    [Fact]
    public void A_merged_commune_is_a_minor_difference_and_another_country_too()
    {
        Assert.Equal(Discordance.Minor, Worst("51215", "51454"));
        Assert.Equal(Discordance.Minor, Worst("99352", "99109"));
        Assert.Equal(Discordance.Major, Worst("97105", "97209"));
    }

    private static Discordance Worst(string local, string candidate) =>
        TraitComparison.Worst(TraitComparison.Compare(Read(Local with { BirthPlace = local }), Read(Local with { BirthPlace = candidate })));

    private static IReadOnlyList<TraitDifference> Compare(TypedTraits candidate) => TraitComparison.Compare(Read(Local), Read(candidate));
    private static StrictTraits Read(TypedTraits typed) => typed.Read(new(2026, 11, 21)).Traits!;
}
