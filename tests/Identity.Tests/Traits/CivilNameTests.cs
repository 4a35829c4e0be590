using Identity.Traits;
using Xunit;

namespace Identity.Tests;

public sealed class CivilNameTests
{
    [Theory]
    [InlineData("DE VINCI", "DE VINCI"), InlineData("PAT-TROIS", "PAT-TROIS"), InlineData("D'ALMEIDA", "D'ALMEIDA"), InlineData("DUPONT--DURAND", "DUPONT--DURAND")]
    [InlineData("Éloïse", "ELOISE"), InlineData("L’HÉRITIER", "L'HERITIER"), InlineData("ŒUVRARD", "OEUVRARD"), InlineData(" MARTIN", "MARTIN")]
    [InlineData("Nuñez", "NUNEZ"), InlineData("François", "FRANCOIS"), InlineData("Lætitia", "LAETITIA"), InlineData("Le  Goff", "LE GOFF")]
    [InlineData("E\u0301loi\u0308se", "ELOISE"), InlineData("Jean‑Pierre", "JEAN-PIERRE"), InlineData("Nguyễn", "NGUYEN"), InlineData("Weiß", "WEISS")]
    public void A_name_is_written_as_the_national_service_writes_it(string typed, string written)
    {
        Assert.True(CivilName.TryRead(typed, out var name));
        Assert.Equal(written, name.Value);
        Assert.Equal(typed.Trim(), name.Typed);
    }

    [Theory]
    [InlineData("JEAN - PIERRE"), InlineData("ANNE3"), InlineData("M. MARTIN"), InlineData("MARTIN (DIT LEROY)"), InlineData("-MARTIN"), InlineData("MARTIN'"), InlineData("A---B")]
    [InlineData(""), InlineData("   "), InlineData(null), InlineData("'"), InlineData("МАРТЫН"), InlineData("O''BRIEN"), InlineData("<b>X</b>")]
    public void What_no_civil_status_writes_is_refused(string? typed) => Assert.False(CivilName.TryRead(typed, out _));

    [Fact]
    public void A_name_longer_than_a_hundred_letters_is_refused()
    {
        Assert.True(CivilName.TryRead(new string('A', 100), out _));
        Assert.False(CivilName.TryRead(new string('A', 101), out _));
        Assert.False(CivilName.TryRead(new string('Œ', 60), out _));
    }

    [Theory, Trait("Seed", "S2-67")]
    [InlineData("d'Arc-Lévy"), InlineData("D’ARC-LÉVY"), InlineData("d’arc lévy"), InlineData("D ARC LEVY"), InlineData("D'Arc Le\u0301vy"), InlineData("dʼArc‑Levy"), InlineData(" d'arc--LEVY ")]
    public void Every_way_to_type_one_name_gives_one_search_key_and_keeps_what_was_typed(string typed)
    {
        Assert.True(CivilName.TryRead(typed, out var name));
        Assert.Equal("DARCLEVY", name.SearchKey);
        Assert.Equal(typed.Trim(), name.Typed);
    }

    [Fact]
    public void A_space_parts_two_given_names_and_a_hyphen_joins_one()
    {
        Assert.True(GivenNames.TryRead("Sarah-Lou", "Sarah-Lou Anna", out var names));
        Assert.Equal(["SARAH-LOU", "ANNA"], names.All);
        Assert.Equal("SARAH-LOU", names.First.Value);
        Assert.True(GivenNames.TryRead("DOMINIQUE", null, out var alone));
        Assert.Equal("DOMINIQUE", alone.List);
    }

    [Theory]
    [InlineData("ANNA", "SARAH-LOU ANNA"), InlineData("SARAH", "SARAH-LOU ANNA"), InlineData("", "ANNA"), InlineData("ANNA", "ANNA, LOU")]
    public void The_list_opens_with_the_first_given_name(string first, string list) => Assert.False(GivenNames.TryRead(first, list, out _));
}
