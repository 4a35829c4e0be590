using Identity.Traits;
using Xunit;

namespace Identity.Tests;

public sealed class TypedTraitsTests
{
    private static readonly DateOnly Today = new(2026, 11, 21);
    private static readonly TypedTraits Complete = new("Tchitchi", "Catarina", "Catarina Bella", "1936-06-21", "F", "63220");

    [Fact]
    public void Five_traits_typed_well_are_read()
    {
        var (traits, faults) = Complete.Read(Today);

        Assert.Empty(faults);
        Assert.Equal("TCHITCHI", traits!.BirthName.Value);
        Assert.Equal("CATARINA BELLA", traits.GivenNames.List);
    }

    [Fact]
    public void Each_missing_trait_is_named()
    {
        var (traits, faults) = new TypedTraits(null, " ", null, null, null, "").Read(Today);

        Assert.Null(traits);
        Assert.Equal(["birthDate", "birthName", "birthPlace", "givenNames", "sex"], faults.Keys.Order());
        Assert.All(faults.Values, fault => Assert.Contains("obligatoires", fault));
    }

    [Theory]
    [InlineData("2026-11-22"), InlineData("2031-00-00"), InlineData("21/06/1936"), InlineData("1936-6-21"), InlineData("1700-01-01"), InlineData("1936-02-30"), InlineData("1950-00-00"), InlineData("1950-13-02")]
    public void A_date_that_cannot_be_is_refused(string date) => Assert.Contains("birthDate", (Complete with { BirthDate = date }).Read(Today).Faults.Keys);

    [Theory]
    [InlineData("1950-00-00"), InlineData("1950-04-00"), InlineData("1950-13-02"), InlineData("1950-05-33")]
    public void A_date_the_civil_status_does_not_know_whole_is_kept_as_it_stands_when_said_so(string date)
    {
        var (traits, _) = (Complete with { BirthDate = date, IncompleteBirthDate = true }).Read(Today);

        Assert.Equal(date, traits!.BirthDate.Text);
        Assert.Null(traits.BirthDate.Calendar);
    }

    [Theory]
    [InlineData("2009-11-22", 16), InlineData("2008-11-21", 18), InlineData("2008-00-00", 17), InlineData("1936-06-21", 90)]
    public void An_incomplete_date_never_makes_anyone_older(string date, int age)
    {
        BirthDate.TryRead(date, out var born);

        Assert.Equal(age, born!.AgeAt(Today));
    }

    [Theory]
    [InlineData("51215"), InlineData("2a004"), InlineData("2B020"), InlineData("20020"), InlineData("97105"), InlineData("98735"), InlineData("99352"), InlineData("99999"), InlineData("01001"), InlineData("75056")]
    public void Communes_merged_since_split_departments_overseas_and_countries_are_legal(string code) =>
        Assert.True((Complete with { BirthPlace = code }).Read(Today).Traits is not null);

    [Theory]
    [InlineData("00123"), InlineData("5121"), InlineData("512155"), InlineData("2C001"), InlineData("Reims"), InlineData("A1234")]
    public void What_is_no_geographic_code_is_refused(string code) => Assert.Contains("birthPlace", (Complete with { BirthPlace = code }).Read(Today).Faults.Keys);

    [Theory]
    [InlineData("m"), InlineData("H"), InlineData("0"), InlineData("1"), InlineData("F,M")]
    public void Sex_is_one_of_three_letters(string sex) => Assert.Contains("sex", (Complete with { Sex = sex }).Read(Today).Faults.Keys);
}
