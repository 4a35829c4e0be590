using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Contracts.Identity;
using Testing;
using Xunit;

namespace Consent.Tests;

/// <summary>A merge of two identities that was a mistake: nothing that one of them closed is ever open, and nothing is lost.</summary>
public sealed class UnmergeTests(ConsentApi api) : IClassFixture<ConsentApi>
{
    private Guid _nurse, _kept, _absorbed;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_has_again_what_was_theirs()
    {
        await AdmitAsync();
        var (member, team) = (api.Directory.Add(Demo.Brume, "ide", Demo.RoseraieDuLac), api.Directory.Add(Demo.Brume, "equipe-mobile", null));
        await api.MakeAsync(_nurse, $"/usagers/{_absorbed}/care-circle", new { role = "PRO", name = "Membre", situationId = member, teamCase = "c" });
        await Sharing.MissionAsync(api, _nurse, team, _absorbed);
        var both = await MissionForBothAsync(team);
        await api.GrantAsync(_nurse, _absorbed, "proche-absorbed", level: 1);
        await MergeAsync();
        Assert.True((await api.AskAsync(Demo.Brume, member, _kept, "SOI", "R")).Allowed);
        Assert.True((await api.AskAsAccountAsync("proche-absorbed", _kept, "AGE", "R")).Allowed);

        await UndoAsync();

        foreach (var (person, right) in new[] { (_kept, false), (_absorbed, true) })
        {
            Assert.Equal(right, (await api.AskAsync(Demo.Brume, member, person, "SOI", "R")).Allowed);
            Assert.Equal(right, (await api.AskAsAccountAsync("proche-absorbed", person, "AGE", "R")).Allowed);
            Assert.True((await api.AskAsync(Demo.Brume, team, person, "SOI", "R")).Allowed || !right);
        }
        var mission = Assert.Single((await api.ReadAsync(_nurse, "/missions")).EnumerateArray(), m => m.GetProperty("id").GetGuid() == both);
        Assert.Equal(new[] { _kept, _absorbed }.Order(), mission.GetProperty("usagerIds").EnumerateArray().Select(id => id.GetGuid()).Order());
    }

    [Fact]
    public async Task A_no_said_while_they_were_one_binds_both_until_it_is_sorted()
    {
        await AdmitAsync();
        await MergeAsync();
        var no = await api.MakeAsync(_nurse, "/oppositions", new { usagerId = _kept, channel = "dmp" });
        await UndoAsync();

        foreach (var person in new[] { _kept, _absorbed }) Assert.Equal("DENY_OPPOSITION", await DmpAsync(person));
        var list = await ToSortAsync();
        Assert.Equal([("opposition", no), ("wills", _absorbed)], list.Select(r => (r.Kind, r.Row)));
        // The wills are parted last.
        Assert.Equal((409, "wills-last"), await api.TryAsync(_nurse, $"/to-sort/{list[1].Id}/settle", new { goesTo = "kept" }));
        foreach (var person in new[] { _kept, _absorbed }) Assert.Equal("DENY_OPPOSITION", await DmpAsync(person));

        foreach (var row in list) Assert.Equal(204, (await api.TryAsync(_nurse, $"/to-sort/{row.Id}/settle", new { goesTo = "restored" })).Status);

        Assert.Equal(("ALLOW", "DENY_OPPOSITION"), (await DmpAsync(_kept), await DmpAsync(_absorbed)));
        Assert.Empty(await ToSortAsync());
    }

    [Fact]
    public async Task The_no_of_one_before_the_merge_is_theirs_again_and_binds_both_as_long_as_anything_may_be_of_either()
    {
        await AdmitAsync();
        await api.MakeAsync(_nurse, "/oppositions", new { usagerId = _absorbed, channel = "dmp" });
        await MergeAsync();
        // Whichever identity is asked about, and whether or not the other services have followed yet.
        foreach (var person in new[] { _kept, _absorbed }) Assert.Equal("DENY_OPPOSITION", await DmpAsync(person));
        await UndoAsync();
        foreach (var person in new[] { _kept, _absorbed }) Assert.Equal("DENY_OPPOSITION", await DmpAsync(person));
        Assert.Single((await api.ReadAsync(_nurse, $"/oppositions?usagerId={_absorbed}")).EnumerateArray());
        Assert.Empty((await api.ReadAsync(_nurse, $"/oppositions?usagerId={_kept}")).EnumerateArray());

        await SettleAllAsync("kept");

        Assert.Equal(("ALLOW", "DENY_OPPOSITION"), (await DmpAsync(_kept), await DmpAsync(_absorbed)));
    }

    [Fact]
    public async Task A_no_taken_back_while_they_were_one_holds_until_somebody_knows_by_whom()
    {
        await AdmitAsync();
        var no = await api.MakeAsync(_nurse, "/oppositions", new { usagerId = _absorbed, channel = "dmp" });
        await MergeAsync();
        Assert.Equal(204, (await api.TryAsync(_nurse, $"/oppositions/{no}/withdraw")).Status);
        Assert.Equal("ALLOW", await DmpAsync(_kept));

        await UndoAsync();

        foreach (var person in new[] { _kept, _absorbed }) Assert.Equal("DENY_OPPOSITION", await DmpAsync(person));
        Assert.Contains(await ToSortAsync(), r => r.Kind == "withdrawal" && r.Row == no);
        await SettleAllAsync("restored");
        foreach (var person in new[] { _kept, _absorbed }) Assert.Equal("ALLOW", await DmpAsync(person));
    }

    [Fact]
    public async Task A_yes_said_while_they_were_one_opens_nothing_until_it_is_sorted()
    {
        await AdmitAsync();
        await MergeAsync();
        var grant = await api.GrantAsync(_nurse, _kept, "proche-meanwhile", level: 1);
        Assert.True((await api.AskAsAccountAsync("proche-meanwhile", _kept, "AGE", "R")).Allowed);
        await UndoAsync();
        foreach (var person in new[] { _kept, _absorbed }) Assert.False((await api.AskAsAccountAsync("proche-meanwhile", person, "AGE", "R")).Allowed);

        var row = Assert.Single(await ToSortAsync(), r => r.Row == grant);
        Assert.Equal(204, (await api.TryAsync(_nurse, $"/to-sort/{row.Id}/settle", new { goesTo = "restored" })).Status);

        Assert.Equal((false, true), ((await api.AskAsAccountAsync("proche-meanwhile", _kept, "AGE", "R")).Allowed, (await api.AskAsAccountAsync("proche-meanwhile", _absorbed, "AGE", "R")).Allowed));
    }

    [Fact]
    public async Task What_is_to_sort_is_seen_and_sorted_when_one_of_the_two_has_been_merged_into_a_third()
    {
        await AdmitAsync();
        var third = await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs);
        await MergeAsync();
        var no = await api.MakeAsync(_nurse, "/oppositions", new { usagerId = _kept, channel = "dmp" });
        await UndoAsync();
        await MergeAsync(third, _absorbed);
        foreach (var person in new[] { _kept, _absorbed, third }) Assert.Equal("DENY_OPPOSITION", await DmpAsync(person));
        var list = await ToSortAsync();
        Assert.Equal([("opposition", no), ("wills", _absorbed)], list.Select(r => (r.Kind, r.Row)));

        foreach (var row in list) Assert.Equal(204, (await api.TryAsync(_nurse, $"/to-sort/{row.Id}/settle", new { goesTo = "restored" })).Status);

        Assert.Equal(("ALLOW", "DENY_OPPOSITION"), (await DmpAsync(_kept), await DmpAsync(third)));
        Assert.Single((await api.ReadAsync(_nurse, $"/oppositions?usagerId={third}")).EnumerateArray());
    }

    [Fact]
    public async Task A_yes_in_doubt_holds_again_when_the_two_are_one_person_after_all()
    {
        await AdmitAsync();
        await MergeAsync();
        await api.GrantAsync(_nurse, _kept, "proche-again", level: 1);
        await UndoAsync();
        Assert.False((await api.AskAsAccountAsync("proche-again", _kept, "AGE", "R")).Allowed);

        await MergeAsync();

        Assert.True((await api.AskAsAccountAsync("proche-again", _kept, "AGE", "R")).Allowed);
        Assert.Empty(await ToSortAsync());
        await UndoAsync();
        Assert.False((await api.AskAsAccountAsync("proche-again", _kept, "AGE", "R")).Allowed);
    }

    [Fact]
    public async Task Facts_twice_late_or_of_another_organisation_open_nothing()
    {
        await AdmitAsync();
        await api.MakeAsync(_nurse, "/oppositions", new { usagerId = _absorbed, channel = "dmp" });
        var merged = new IdentityMerged(_kept, _absorbed, api.Clock.GetUtcNow());

        await UndoAsync();
        Assert.Equal("SUCCESS", await api.DeliverAsync(IdentityMerged.Topic, merged, Demo.Brume));

        Assert.Equal(("ALLOW", "DENY_OPPOSITION"), (await DmpAsync(_kept), await DmpAsync(_absorbed)));
        await MergeAsync();
        await UndoAsync(Demo.Rivieres);
        Assert.Equal("DENY_OPPOSITION", await DmpAsync(_kept));
        await UndoAsync();
        await UndoAsync();
        Assert.Single(await ToSortAsync());
    }

    [Fact]
    public async Task Nothing_new_is_written_under_an_absorbed_identity_and_the_refusal_names_the_one_that_goes_on()
    {
        await AdmitAsync();
        await MergeAsync();

        var refused = await api.AskAsync(Demo.Brume, _nurse, _absorbed, "AGE", "C");

        Assert.Equal(("DENY_MERGED", true), (refused.ReasonCode, refused.MayKnow));
        Assert.Contains(_kept.ToString(), refused.Explanation, StringComparison.Ordinal);
        Assert.True((await api.AskAsync(Demo.Brume, _nurse, _absorbed, "AGE", "R")).Allowed);
        // No conversation is opened under it; what is on its way out still goes.
        Assert.Equal("DENY_MERGED", (await api.AskAsync(Demo.Brume, _nurse, _absorbed, "MSG", "S")).ReasonCode);
        Assert.NotEqual("DENY_MERGED", (await api.AskAsync(Demo.Brume, _nurse, _absorbed, "MSG", "S", "mssante")).ReasonCode);
        await UndoAsync();
        Assert.NotEqual("DENY_MERGED", (await api.AskAsync(Demo.Brume, _nurse, _absorbed, "AGE", "C")).ReasonCode);
    }

    [Fact]
    public async Task Who_is_of_one_team_only_sees_nothing_to_sort_and_sorts_nothing()
    {
        await AdmitAsync(Demo.RoseraieDuLac);
        await MergeAsync();
        await UndoAsync();
        var director = api.Directory.Add(Demo.Brume, "directeur", null);
        var row = Assert.Single((await api.ReadAsync(director, $"/to-sort?subjectId={_kept}")).GetProperty("items").EnumerateArray()).GetProperty("id").GetGuid();

        Assert.Empty((await api.ReadAsync(_nurse, $"/to-sort?subjectId={_kept}")).GetProperty("items").EnumerateArray());
        Assert.Equal((404, "not-found"), await api.TryAsync(_nurse, $"/to-sort/{row}/settle", new { goesTo = "kept" }));
        Assert.Equal((400, "goes-to"), await api.TryAsync(director, $"/to-sort/{row}/settle", new { goesTo = "x" }));
    }

    private async Task AdmitAsync(Guid? otherHouse = null)
    {
        _nurse = api.Directory.Add(Demo.Brume, "secretaire-admission", Demo.SaulesBlancs);
        (_kept, _absorbed) = (await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs), await api.ResidentAsync(Demo.Brume, otherHouse ?? Demo.SaulesBlancs));
    }

    private Task MergeAsync() => MergeAsync(_kept, _absorbed);

    private async Task MergeAsync(Guid kept, Guid absorbed)
    {
        api.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("SUCCESS", await api.DeliverAsync(IdentityMerged.Topic, new IdentityMerged(kept, absorbed, api.Clock.GetUtcNow()), Demo.Brume));
    }

    private async Task UndoAsync(Guid? tenant = null)
    {
        api.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("SUCCESS", await api.DeliverAsync(IdentityUnmerged.Topic, new IdentityUnmerged(_absorbed, _kept, api.Clock.GetUtcNow()), tenant ?? Demo.Brume));
    }

    // The nurse sends to the DMP; who sorts is of the administration.
    private async Task<string> DmpAsync(Guid person) => (await api.AskAsync(Demo.Brume, api.Directory.Add(Demo.Brume, "ide", Demo.SaulesBlancs), person, "DMP", "S", "dmp")).ReasonCode;

    private async Task<Guid> MissionForBothAsync(Guid team)
    {
        var now = api.Clock.GetUtcNow();
        return await api.MakeAsync(_nurse, "/missions", new { name = "Les deux", request = "Avis", usagerIds = new[] { _kept, _absorbed }, situationIds = new[] { team }, startsAt = now, endsAt = now.AddDays(3) });
    }

    private async Task<List<(Guid Id, string Kind, Guid Row)>> ToSortAsync() =>
        [.. (await api.ReadAsync(_nurse, $"/to-sort?subjectId={_absorbed}")).GetProperty("items").EnumerateArray().Select(r => (r.GetProperty("id").GetGuid(), r.GetProperty("kind").GetString()!, r.GetProperty("rowId").GetGuid())).OrderBy(r => r.Item2 == "wills")];

    private async Task SettleAllAsync(string whose)
    {
        foreach (var row in await ToSortAsync()) Assert.Equal(204, (await api.TryAsync(_nurse, $"/to-sort/{row.Id}/settle", new { goesTo = whose })).Status);
    }
}
