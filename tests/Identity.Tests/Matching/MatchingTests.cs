using Identity.Matching;
using Identity.Traits;
using Xunit;

namespace Identity.Tests;

public sealed class MatchingTests
{
    private static readonly Fingerprint Lemoine = new("LEMOINE", "JEANNE", "1934-05-12", Sex.F, "51454");

    [Theory]
    [InlineData("GAUTHIER", "GOTIER"), InlineData("DUPONT", "DUPOND"), InlineData("LEFEBVRE", "LEFEBVRE"), InlineData("MARTINEAU", "MARTINOT"), InlineData("PHILIPPE", "FILIPE")]
    [InlineData("LECLERC", "LECLERQ"), InlineData("RENAUD", "RENAULT"), InlineData("SCHMITT", "CHMIT"), InlineData("MEYNARD", "MEINART"), InlineData("DURAND", "DURANT"), InlineData("QUENTIN", "KENTIN"), InlineData("THIBAULT", "TIBAUD")]
    public void Names_heard_alike_sound_alike(string a, string b) => Assert.Equal(FrenchSound.Of(a), FrenchSound.Of(b));

    [Theory]
    [InlineData("MARTIN", "MOULIN"), InlineData("BERNARD", "GERARD"), InlineData("PETIT", "PETRI"), InlineData("ROUX", "RAOUX")]
    public void Names_heard_apart_sound_apart(string a, string b) => Assert.NotEqual(FrenchSound.Of(a), FrenchSound.Of(b));

    [Theory]
    [InlineData("LEMOINE", "LEMOINE", 0), InlineData("LEMOINE", "LEMIONE", 1), InlineData("LEMOINE", "LEMOIN", 1), InlineData("LEMOINE", "", 7), InlineData("CA", "ABC", 3), InlineData("MARTIN", "MARTAIN", 1)]
    public void A_swap_is_one_fault(string a, string b, int distance) => Assert.Equal(distance, EditDistance.Between(a, b));

    public static TheoryData<string, Fingerprint> Slips => new()
    {
        { "one letter", Lemoine with { Family = "LEMOIME" } },
        { "letter dropped", Lemoine with { Family = "LEOINE" } },
        { "letters swapped", Lemoine with { Family = "LMEOINE" } },
        { "day and month swapped", Lemoine with { BirthDate = "1934-12-05" } },
        { "next day", Lemoine with { BirthDate = "1934-05-13" } },
        { "wrong decade", Lemoine with { BirthDate = "1944-05-12" } },
        { "given name cut", Lemoine with { Given = "JEA" } },
        { "used name typed for birth name", Lemoine with { Family = "GARNIER" } },
        { "place unknown", Lemoine with { BirthPlace = "99999" } },
        { "place wrong and letter wrong", Lemoine with { BirthPlace = "75056", Family = "LEMOIME" } },
        { "day unknown", Lemoine with { BirthDate = "1934-05-00" } },
    };

    [Theory, MemberData(nameof(Slips))]
    public void One_slip_still_finds_the_person(string slip, Fingerprint typed)
    {
        Assert.True(BlockingKeys.Stored(Lemoine).Intersect(BlockingKeys.Searched(typed)).Any(), slip);
        Assert.True(Similarity.Score(Lemoine, typed) >= Similarity.WorthShowing, $"{slip}: {Similarity.Score(Lemoine, typed)}");
    }

    [Fact]
    public void A_married_name_typed_first_finds_the_person_by_her_used_name()
    {
        var known = Lemoine with { UsedName = "GARNIER" };
        var typed = Lemoine with { Family = "GARNIER", BirthDate = "1934-05-14" };

        Assert.True(BlockingKeys.Stored(known).Intersect(BlockingKeys.Searched(typed)).Any());
        Assert.True(Similarity.Score(known, typed) > Similarity.Score(Lemoine, typed));
    }

    [Fact]
    public void The_same_person_scores_one_and_a_stranger_is_not_worth_showing()
    {
        Assert.Equal(1, Similarity.Score(Lemoine, Lemoine));
        Assert.True(Similarity.Score(Lemoine, new("MARTIN", "PAUL", "1951-01-30", Sex.M, "13055")) < 0.3);
        Assert.True(Similarity.Score(Lemoine, new("DUBOIS", "SUZANNE", "1934-05-12", Sex.F, "13055")) < Similarity.WorthShowing);
    }

    [Fact]
    public void Scores_do_not_depend_on_who_is_compared_to_whom()
    {
        foreach (var slip in Slips)
            Assert.Equal(Similarity.Score(Lemoine, slip.Data.Item2), Similarity.Score(slip.Data.Item2, Lemoine));
    }
}
