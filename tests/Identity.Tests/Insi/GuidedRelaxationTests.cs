using Identity.Insi;
using Identity.Traits;
using Xunit;

namespace Identity.Tests;

public sealed class GuidedRelaxationTests
{
    private static readonly StrictTraits Ola = new TypedTraits("TCHITCHI", "OLA", "OLA CATARINA BELLA", "1936-06-21", "F", "63220").Read(new(2026, 11, 21)).Traits!;

    [Fact]
    public void The_first_search_sends_the_first_given_name_without_the_place()
    {
        var first = GuidedRelaxation.First(Ola);

        Assert.Equal(["OLA"], first.GivenNames);
        Assert.Null(first.BirthPlace);
    }

    [Fact]
    public void Nobody_found_leads_to_each_other_name_then_to_the_whole_list()
    {
        var tried = new List<InsiSearch> { GuidedRelaxation.First(Ola) };
        var names = new List<string>();
        while (GuidedRelaxation.Next(Ola, new InsiNobody(), tried) is { } next)
        {
            names.Add(string.Join('+', next.GivenNames));
            tried.Add(next);
        }

        Assert.Equal(["CATARINA", "BELLA", "OLA+CATARINA+BELLA"], names);
        Assert.Contains("Relisez les traits", GuidedRelaxation.Advice(new InsiNobody(), null));
    }

    [Fact]
    public void Several_found_leads_to_all_names_then_to_the_place()
    {
        var tried = new List<InsiSearch> { GuidedRelaxation.First(Ola) };
        var more = GuidedRelaxation.Next(Ola, new InsiSeveral(), tried)!;
        tried.Add(more);
        var place = GuidedRelaxation.Next(Ola, new InsiSeveral(), tried)!;
        tried.Add(place);

        Assert.Equal((3, null), (more.GivenNames.Count, more.BirthPlace));
        Assert.Equal("63220", place.BirthPlace);
        Assert.Null(GuidedRelaxation.Next(Ola, new InsiSeveral(), tried));
    }

    [Fact]
    public void Nothing_else_is_proposed_after_an_identity_or_an_outage()
    {
        Assert.Null(GuidedRelaxation.Next(Ola, new InsiUnreachable(InsiSilence.Timeout), []));
        Assert.Contains("sera relancée", GuidedRelaxation.Advice(new InsiUnreachable(InsiSilence.Timeout), null));
    }
}
