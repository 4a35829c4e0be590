using System.Text.Json;
using Contracts.Identity;
using Testing;
using Xunit;

namespace Consent.Tests;

/// <summary>An account has one grant by each right for a person: what it says is all that it opens, and one withdrawal ends it.</summary>
public sealed class GrantOnceTests(ConsentApi api) : IClassFixture<ConsentApi>
{
    [Fact]
    public async Task Of_two_given_at_the_same_instant_one_is_and_the_other_is_told_what_to_do()
    {
        var (nurse, colleague, resident) = await HouseAsync();
        for (var time = 0; time < 6; time++)
        {
            var account = $"fille-{time}";

            var replies = await Task.WhenAll(TryAsync(nurse, resident, account), TryAsync(colleague, resident, account, hidden: ["PPA"]), TryAsync(nurse, resident, account));

            Assert.Equal([201, 409, 409], replies.Select(reply => reply.Status).Order());
            Assert.All(replies.Where(reply => reply.Status == 409), reply => Assert.Equal("grant-already-given", reply.Code));
            Assert.Single(await ListAsync(nurse, resident), g => g.GetProperty("account").GetString() == account);
        }
    }

    [Fact]
    public async Task A_second_one_opens_nothing_that_the_first_hides_and_comes_after_its_withdrawal_or_its_end()
    {
        var (nurse, _, resident) = await HouseAsync();
        var first = await api.GrantAsync(nurse, resident, "fils", scopes: ["Agenda", "Documents"], hidden: ["PPA"]);

        Assert.Equal((409, "grant-already-given"), await TryAsync(nurse, resident, "fils"));
        Assert.Equal("DENY_CONSENT", (await api.AskAsAccountAsync("fils", resident, "PPA", "R")).ReasonCode);

        Assert.Equal(204, (await api.TryAsync(nurse, $"/usagers/{resident}/grants/{first}/revoke")).Status);
        await api.GrantAsync(nurse, resident, "fils", to: api.Clock.GetUtcNow().AddDays(2));
        api.Clock.Advance(TimeSpan.FromDays(3));
        await api.GrantAsync(nurse, resident, "fils");
        Assert.True((await api.AskAsAccountAsync("fils", resident, "PPA", "R")).Allowed);
        Assert.Equal(3, (await ListAsync(nurse, resident)).Count);
    }

    [Fact]
    public async Task One_account_given_to_two_persons_as_their_own_at_the_same_instant_is_one_persons()
    {
        var (nurse, colleague, resident) = await HouseAsync();
        for (var time = 0; time < 6; time++)
        {
            var (account, other) = ($"elle-{time}", await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs));

            var replies = await Task.WhenAll(TryAsync(nurse, resident, account, "Person"), TryAsync(colleague, other, account, "Person"));

            Assert.Equal([(201, ""), (409, "account-of-another")], replies.Select(reply => (reply.Status, reply.Status == 201 ? "" : reply.Code)).Order());
            foreach (var grant in (await ListAsync(nurse, resident)).Where(g => g.GetProperty("revokedAt").ValueKind == JsonValueKind.Null))
                Assert.Equal(204, (await api.TryAsync(nurse, $"/usagers/{resident}/grants/{grant.GetProperty("id").GetGuid()}/revoke")).Status);
        }
    }

    [Fact]
    public async Task A_representative_has_one_for_each_measure_and_may_be_a_relative_too()
    {
        var (nurse, _, resident) = await HouseAsync();
        var (goods, person) = (await Sharing.MeasureAsync(api, Demo.SaulesBlancs, resident, "Goods", "Represent"), await Sharing.MeasureAsync(api, Demo.SaulesBlancs, resident, "Both", "Represent"));

        await api.GrantAsync(nurse, resident, "tuteur", "Representative", 2, goods);
        await api.GrantAsync(nurse, resident, "tuteur", "Representative", 2, person);
        await api.GrantAsync(nurse, resident, "tuteur");

        Assert.Equal((409, "grant-already-given"), await api.TryAsync(nurse, $"/usagers/{resident}/grants", Body("tuteur", "Representative", measure: goods)));
    }

    [Fact]
    public async Task Of_two_that_meet_in_a_merge_the_kept_ones_speaks_and_each_stands_again_once_it_is_undone()
    {
        var (nurse, _, kept) = await HouseAsync();
        var absorbed = await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs);
        await api.GrantAsync(nurse, kept, "niece", scopes: ["Agenda"]);
        var theirs = await api.GrantAsync(nurse, absorbed, "niece", scopes: ["Documents"]);
        var lasting = await api.GrantAsync(nurse, absorbed, "neveu");
        await api.GrantAsync(nurse, kept, "neveu", scopes: ["Documents"], to: api.Clock.GetUtcNow().AddDays(1));

        api.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("SUCCESS", await api.DeliverAsync(IdentityMerged.Topic, new IdentityMerged(kept, absorbed, api.Clock.GetUtcNow()), Demo.Brume));

        Assert.Equal((true, false), (await MayAsync("niece", kept, "AGE"), await MayAsync("niece", kept, "PPA")));
        Assert.True(await MayAsync("neveu", kept, "AGE"));   // the one that ends first gives way
        Assert.Equal(2, (await ListAsync(nurse, kept)).Count(g => g.GetProperty("gaveWayTo").ValueKind == JsonValueKind.Null));

        api.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("SUCCESS", await api.DeliverAsync(IdentityUnmerged.Topic, new IdentityUnmerged(absorbed, kept, api.Clock.GetUtcNow()), Demo.Brume));

        Assert.Equal((true, false), (await MayAsync("niece", kept, "AGE"), await MayAsync("niece", kept, "PPA")));
        Assert.Equal((false, true), (await MayAsync("niece", absorbed, "AGE"), await MayAsync("niece", absorbed, "PPA")));
        Assert.Equal((false, true), (await MayAsync("neveu", kept, "AGE"), await MayAsync("neveu", absorbed, "AGE")));
        Assert.Equal(new[] { theirs, lasting }.Order(), (await ListAsync(nurse, absorbed)).Select(g => g.GetProperty("id").GetGuid()).Order());
    }

    [Fact]
    public async Task One_withdrawal_while_they_are_one_ends_both()
    {
        var (nurse, _, kept) = await HouseAsync();
        var absorbed = await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs);
        var own = await api.GrantAsync(nurse, kept, "cousine");
        await api.GrantAsync(nurse, absorbed, "cousine");
        api.Clock.Advance(TimeSpan.FromMinutes(1));
        await api.DeliverAsync(IdentityMerged.Topic, new IdentityMerged(kept, absorbed, api.Clock.GetUtcNow()), Demo.Brume);

        Assert.Equal(204, (await api.TryAsync(nurse, $"/usagers/{kept}/grants/{own}/revoke")).Status);
        api.Clock.Advance(TimeSpan.FromMinutes(1));
        await api.DeliverAsync(IdentityUnmerged.Topic, new IdentityUnmerged(absorbed, kept, api.Clock.GetUtcNow()), Demo.Brume);

        foreach (var person in new[] { kept, absorbed }) Assert.False(await MayAsync("cousine", person, "AGE"));
    }

    private static object Body(string account, string holder = "Relative", string[]? hidden = null, Guid? measure = null) => new
    {
        holder, account, name = "Mme Proche", level = 2, proof = "formulaire signé", relation = "fille", scopes = holder == "Relative" ? ["Agenda", "Documents"] : Array.Empty<string>(), hiddenCategories = hidden ?? [], measureId = measure,
    };

    private Task<(int Status, string Code)> TryAsync(Guid by, Guid person, string account, string holder = "Relative", string[]? hidden = null) =>
        api.TryAsync(by, $"/usagers/{person}/grants", Body(account, holder, hidden));

    private async Task<bool> MayAsync(string account, Guid person, string category) => (await api.AskAsAccountAsync(account, person, category, "R")).Allowed;

    private async Task<List<JsonElement>> ListAsync(Guid by, Guid person) => [.. (await api.ReadAsync(by, $"/usagers/{person}/grants")).EnumerateArray()];

    private async Task<(Guid Nurse, Guid Colleague, Guid Resident)> HouseAsync() =>
        (api.Directory.Add(Demo.Brume, "ide", Demo.SaulesBlancs), api.Directory.Add(Demo.Brume, "ide", Demo.SaulesBlancs), await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs));
}
