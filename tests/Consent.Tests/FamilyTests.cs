using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Contracts.Consent;
using Testing;
using Xunit;

namespace Consent.Tests;

[Collection("House")]
public sealed class FamilyTests(ConsentApi api)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task C12_The_familys_agenda_masks_the_health_label_and_C10_nobody_learns_who_else_took_part()
    {
        var nurse = api.Directory.Add(Demo.Brume, "ide", Demo.SaulesBlancs);
        var resident = await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs);
        await api.GrantAsync(nurse, resident, "fille-10", level: 1);
        await api.GrantAsync(nurse, resident, "elle-meme-10", "Person", 2);

        var (daughter, herself) = (await api.AskAsAccountAsync("fille-10", resident, "AGE", "R"), await api.AskAsAccountAsync("elle-meme-10", resident, "AGE", "R", "person"));
        var note = await api.AskAsAccountAsync("elle-meme-10", resident, "SOI", "R", "person");

        Assert.True(daughter.Allowed && herself.Allowed && note.Allowed);
        Assert.Equal(["mask-health-labels", "mask-participants", "mask-staff-phone"], daughter.Obligations.Where(o => o.StartsWith("mask", StringComparison.Ordinal)).Order());
        Assert.DoesNotContain("mask-health-labels", herself.Obligations);
        Assert.Contains("mask-participants", note.Obligations);
    }

    [Fact]
    public async Task Nobody_close_sees_anything_without_a_grant_or_beyond_it()
    {
        var nurse = api.Directory.Add(Demo.Brume, "ide", Demo.SaulesBlancs);
        var (resident, other) = (await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs), await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs));
        var grant = await api.GrantAsync(nurse, resident, "fils-11", scopes: ["Agenda", "Documents"], hidden: ["PPA"], to: api.Clock.GetUtcNow().AddDays(30));

        Assert.True((await api.AskAsAccountAsync("fils-11", resident, "AGE", "R")).Allowed);
        Assert.Equal("DENY_CONSENT", (await api.AskAsAccountAsync("fils-11", resident, "PPA", "R")).ReasonCode);
        Assert.Equal("DENY_CONSENT", (await api.AskAsAccountAsync("fils-11", resident, "FIN", "R")).ReasonCode);
        Assert.False((await api.AskAsAccountAsync("fils-11", resident, "MED", "R")).Allowed);
        var (stranger, elsewhere) = (await api.AskAsAccountAsync("voisin", resident, "AGE", "R"), await api.AskAsAccountAsync("fils-11", other, "AGE", "R"));
        Assert.Equal((false, "DENY_RELATION", stranger.Explanation), (stranger.MayKnow, elsewhere.ReasonCode, elsewhere.Explanation));

        Assert.Equal(204, (await api.TryAsync(nurse, $"/usagers/{resident}/grants/{grant}/revoke")).Status);
        Assert.Equal("DENY_RELATION", (await api.AskAsAccountAsync("fils-11", resident, "AGE", "R")).ReasonCode);
        await api.WaitForAsync(ConsentChanged.Topic, fact => fact.As<ConsentChanged>() is { Kind: "FAMILY_ACCESS", Status: "withdrawn" } gone && gone.ConsentId == grant);
    }

    [Fact]
    public async Task A_grant_ends_on_its_day_and_the_persons_choice_prevails_over_a_relative()
    {
        var nurse = api.Directory.Add(Demo.Brume, "ide", Demo.SaulesBlancs);
        var resident = await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs);
        await api.GrantAsync(nurse, resident, "fille-12", to: api.Clock.GetUtcNow().AddDays(2));
        await api.GrantAsync(nurse, resident, "fils-12");
        await api.MakeAsync(nurse, "/oppositions", new { usagerId = resident, recipient = "fils-12", reason = "Ne souhaite pas" });

        Assert.Equal("DENY_OPPOSITION", (await api.AskAsAccountAsync("fils-12", resident, "AGE", "R")).ReasonCode);
        Assert.True((await api.AskAsAccountAsync("fille-12", resident, "AGE", "R")).Allowed);
        api.Clock.Advance(TimeSpan.FromDays(3));
        Assert.False((await api.AskAsAccountAsync("fille-12", resident, "AGE", "R")).Allowed);
    }

    [Fact]
    [Trait("Seed", "S1-10")]
    public async Task The_level_set_with_the_person_says_whether_a_move_is_read_asked_for_or_made()
    {
        var nurse = api.Directory.Add(Demo.Brume, "ide", Demo.DeuxChenes);
        var youth = await api.ResidentAsync(Demo.Brume, Demo.DeuxChenes, born: "2004-05-06");
        var grant = await api.GrantAsync(nurse, youth, "jeune-13", "Person", 1);
        Task<Decision> MoveAsync() => api.AskAsAccountAsync("jeune-13", youth, "AGE", "U", "person");

        var reading = await MoveAsync();
        await SetAsync(nurse, youth, grant, 2, 0);
        var asking = await MoveAsync();
        await SetAsync(nurse, youth, grant, 3, 1);
        var managing = await MoveAsync();

        Assert.Equal(("DENY_PROFILE", true, true), (reading.ReasonCode, asking.Allowed, managing.Allowed));
        Assert.Contains("request", asking.Obligations);
        Assert.Contains("self-manage", managing.Obligations);
        Assert.DoesNotContain("request", managing.Obligations);
        var kept = (await api.ReadAsync(nurse, $"/usagers/{youth}/grants")).EnumerateArray().Single();
        Assert.Equal(3, kept.GetProperty("level").GetInt32());
        Assert.True(kept.GetProperty("reviewAt").GetDateTimeOffset() > api.Clock.GetUtcNow().AddMonths(11));
    }

    [Fact]
    public async Task A_relative_never_decides_alone_enters_constraints_and_levels_need_their_version()
    {
        var nurse = api.Directory.Add(Demo.Brume, "ide", Demo.DeuxChenes);
        var youth = await api.ResidentAsync(Demo.Brume, Demo.DeuxChenes, born: "2004-05-06");
        var grant = await api.GrantAsync(nurse, youth, "mere-14", level: 1);

        Assert.Equal("DENY_PROFILE", (await api.AskAsAccountAsync("mere-14", youth, "AGE", "C")).ReasonCode);
        Assert.True((await api.AskAsAccountAsync("mere-14", youth, "AGE", "C", more: r => r.Aspect = "constraint")).Allowed);
        Assert.Equal("DENY_PROFILE", (await api.AskAsAccountAsync("mere-14", youth, "AGE", "V")).ReasonCode);
        Assert.Equal((400, "level-too-high"), await api.TryAsync(nurse, $"/usagers/{youth}/grants", new { holder = "Relative", account = "x", name = "X", level = 3, proof = "p", scopes = new[] { "Agenda" } }));
        Assert.Equal((428, "version-missing"), await api.TryAsync(nurse, $"/usagers/{youth}/grants/{grant}/level", new { level = 2 }, method: HttpMethod.Put));
        Assert.Equal(HttpStatusCode.PreconditionFailed, await PutLevelAsync(nurse, youth, grant, 2, 7));
    }

    [Fact]
    public async Task The_person_herself_reads_opposes_and_withdraws_and_a_relatives_token_never_borrows_a_situation()
    {
        var nurse = api.Directory.Add(Demo.Brume, "ide", Demo.SaulesBlancs);
        var (resident, other) = (await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs), await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs));
        await api.GrantAsync(nurse, resident, "elle-15", "Person", 2);
        await api.GrantAsync(nurse, resident, "fille-15");
        var (herself, daughter) = (api.As(Demo.Brume, nurse, kind: "person", sub: "elle-15"), api.As(Demo.Brume, nurse, kind: "relative", sub: "fille-15"));

        Assert.Equal(HttpStatusCode.Created, (await herself.PostAsJsonAsync("/oppositions", new { usagerId = resident, channel = "citizen" }, Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await herself.PostAsJsonAsync("/oppositions", new { usagerId = other, channel = "citizen" }, Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await herself.GetAsync($"/consents?usagerId={resident}", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await daughter.GetAsync($"/consents?usagerId={resident}", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await daughter.PostAsJsonAsync($"/usagers/{resident}/grants", new { holder = "Relative", account = "x", name = "X", level = 1, proof = "p" }, Ct)).StatusCode);
        // The situation in the request is the nurse's; the token that travels is the daughter's, and it decides.
        var borrowed = await api.AskAsync(Demo.Brume, nurse, resident, "SOI", "R", userToken: api.UserToken(Demo.Brume, nurse, "relative", "fille-15", null));
        Assert.False(borrowed.Allowed);
    }

    [Fact]
    public async Task What_is_not_announced_yet_or_about_somebody_else_stays_hidden_from_the_person()
    {
        var nurse = api.Directory.Add(Demo.Brume, "ide", Demo.SaulesBlancs);
        var resident = await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs);
        await api.GrantAsync(nurse, resident, "elle-16", "Person", 1);
        Task<Decision> ReadAsync(Item item) => api.AskAsAccountAsync("elle-16", resident, "SOI", "R", "person", r => r.Item = item);

        Assert.True((await ReadAsync(new())).Allowed);
        Assert.Equal("DENY_ITEM", (await ReadAsync(new() { VisibleFrom = api.Clock.GetUtcNow().AddDays(1).ToUnixTimeSeconds() })).ReasonCode);
        Assert.Equal("DENY_ITEM", (await ReadAsync(new() { ThirdParty = true })).ReasonCode);
        Assert.Equal("DENY_ITEM", (await ReadAsync(new() { HiddenFrom = { "person" } })).ReasonCode);
    }

    private async Task SetAsync(Guid by, Guid usager, Guid grant, int level, int version) => Assert.Equal(HttpStatusCode.OK, await PutLevelAsync(by, usager, grant, level, version));

    private async Task<HttpStatusCode> PutLevelAsync(Guid by, Guid usager, Guid grant, int level, int version)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/usagers/{usager}/grants/{grant}/level") { Content = JsonContent.Create(new { level }) };
        request.Headers.IfMatch.Add(new EntityTagHeaderValue($"\"{version}\""));
        return (await api.As(Demo.Brume, by).SendAsync(request, Ct)).StatusCode;
    }
}
