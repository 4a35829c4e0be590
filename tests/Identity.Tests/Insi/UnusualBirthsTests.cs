using Identity.Traits;
using Testing;
using Xunit;
using static Identity.Tests.IdentityApi;

namespace Identity.Tests;

/// <summary>The known edge cases of the pilots: places coded otherwise, people born abroad, days nobody knows.</summary>
[Trait("Seed", "S2-77")]
public sealed class UnusualBirthsTests(InsiApi api) : IClassFixture<InsiApi>
{
    [Fact]
    public async Task Somebody_born_abroad_on_an_unknown_day_is_found_and_qualified_with_the_date_as_it_stands()
    {
        await api.Sandbox.AddIdentityAsync(new { matricule = Key("2502099352104"), oid = "1.2.250.1.213.1.4.10", birthName = "BENALLOUACHE", givenName = "YAMINA", givenNames = "YAMINA", sex = "F", birthDate = "1950-00-00", birthPlace = "99352" });
        var made = await CreateAsync(api.Brume, Typed("Benallouache", "Yamina", "1950-00-00", place: "99352", incomplete: true));

        var recovered = await api.AcceptAsync(made.Id, (await api.AskAsync(made.Id)).Id);
        await api.ShowCardAsync(made.Id);
        var qualified = await OkAsync<Identity.Usagers.UsagerView>(await api.PostAsync(api.Brume, $"/usagers/{made.Id}/qualification"));

        Assert.Equal(("RECUP", "QUAL"), (recovered.Status, qualified.Status));
        Assert.Equal(("1950-00-00", true, "99352"), (qualified.Traits.BirthDate, qualified.Traits.BirthDateIncomplete, qualified.Traits.BirthPlace));
    }

    [Fact]
    public async Task A_calendar_date_typed_for_an_unknown_day_is_not_found_and_the_incomplete_date_is()
    {
        await api.Sandbox.AddIdentityAsync(new { matricule = Key("1482099109333"), oid = "1.2.250.1.213.1.4.10", birthName = "KRAUSSNER", givenName = "OTTO", givenNames = "OTTO", sex = "M", birthDate = "1948-00-00", birthPlace = "99109" });
        var made = await CreateAsync(api.Brume, Typed("KRAUSSNER", "OTTO", "1948-12-31", "M", "99109"));

        var nobody = await api.AskAsync(made.Id);
        Assert.Equal(("01", null), (nobody.Code, nobody.Next));
        Assert.Contains("date", nobody.Advice);
        await api.CorrectAsync(made, Typed("KRAUSSNER", "OTTO", "1948-00-00", "M", "99109", incomplete: true));

        Assert.Equal(("00", Discordance.None), ((await api.AskAsync(made.Id)) is var call ? call.Code : "", call.Discordance));
    }

    [Theory]
    [InlineData("AUBEPINIER", "ROSE", "51454", "51215", "commune since merged"), InlineData("LUCIANACCI", "DORIA", "2A020", "20020", "Corsica before 1976"), InlineData("FRONTALIER", "WANDA", "99999", "99131", "place unknown here")]
    public async Task A_place_coded_by_another_epoch_is_a_minor_difference_taken_over_when_confirmed(string name, string given, string ours, string theirs, string why)
    {
        await api.Sandbox.AddIdentityAsync(new { matricule = Key("24407" + theirs + "1" + (int)name[0]), oid = "1.2.250.1.213.1.4.10", birthName = name, givenName = given, givenNames = given, sex = "F", birthDate = "1944-07-14", birthPlace = theirs });
        var made = await CreateAsync(api.Brume, Typed(name, given, "1944-07-14", place: ours));

        var call = await api.AskAsync(made.Id);
        Assert.True(call is { Code: "00", Discordance: Discordance.Minor }, why);
        var recovered = await api.AcceptAsync(made.Id, call.Id, new { confirmDifferences = true });

        Assert.Equal(("RECUP", theirs), (recovered.Status, recovered.Traits.BirthPlace));
    }

    [Fact]
    public async Task A_person_whose_sex_is_not_known_here_is_not_searched()
    {
        var made = await CreateAsync(api.Brume, Typed("INCERTAIN", "CLAUDE", "1951-05-01", "U"));

        await ProblemAsync(await api.PostAsync(api.Brume, $"/usagers/{made.Id}/insi-calls"), 409, "sex-unknown");
    }

    private static string Key(string body) => body + Identity.Matricules.Matricule.KeyOf(body);
}
