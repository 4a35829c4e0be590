using Contracts.Audit;
using Contracts.Consent;
using Testing;
using Xunit;

namespace Consent.Tests;

[Collection("House")]
public sealed class MissionAndDelegationTests(ConsentApi api)
{
    [Fact]
    [Trait("Seed", "S1-41")]
    public async Task C18_A_mobile_teams_access_opens_at_acceptance_closes_at_its_date_and_a_later_attempt_is_traced()
    {
        var nurse = api.Directory.Add(Demo.Brume, "ide", Demo.SaulesBlancs);
        var (member, outsider) = (api.Directory.Add(Demo.Brume, "equipe-mobile", null), api.Directory.Add(Demo.Brume, "equipe-mobile", null));
        var residents = new List<Guid>();
        for (var i = 0; i < 3; i++) residents.Add(await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs));
        var other = await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs);
        var now = api.Clock.GetUtcNow();
        var mission = await api.MakeAsync(nurse, "/missions", new { name = "Soins palliatifs", request = "Douleur", usagerIds = residents, situationIds = new[] { member }, startsAt = now.AddMinutes(-1), endsAt = now.AddDays(14) });
        Assert.Equal("DENY_RELATION", (await ReadAsync(member, residents[0])).ReasonCode);

        Assert.Equal(404, (await api.TryAsync(outsider, $"/missions/{mission}/accept")).Status);
        Assert.Equal(204, (await api.TryAsync(member, $"/missions/{mission}/accept")).Status);
        foreach (var resident in residents) Assert.Equal((true, "mission"), ((await ReadAsync(member, resident)).Allowed, (await ReadAsync(member, resident)).Relation));
        Assert.Equal("DENY_RELATION", (await ReadAsync(member, other)).ReasonCode);
        Assert.Equal("DENY_RELATION", (await ReadAsync(outsider, residents[0])).ReasonCode);

        api.Clock.Advance(TimeSpan.FromDays(14));
        var closed = await ReadAsync(member, residents[0]);
        Assert.Equal((false, "DENY_RELATION"), (closed.Allowed, closed.ReasonCode));
        await api.WaitForAsync(AccessRecorded.Topic, fact => fact.As<AccessRecorded>() is { Action: "decision.take", Outcome: "refused" } line && line.UsagerId == residents[0]);
        Assert.True((await api.AskAsync(Demo.Brume, member, residents[0], "MED", "C")).Allowed);   // its report, for seven days
        Assert.False((await api.AskAsync(Demo.Brume, member, residents[0], "DMP", "S")).Allowed);

        api.Clock.Advance(TimeSpan.FromDays(7));
        Assert.False((await api.AskAsync(Demo.Brume, member, residents[0], "MED", "C")).Allowed);
        Assert.Equal((409, "mission-state"), await api.TryAsync(nurse, $"/missions/{mission}/end"));
    }

    [Fact]
    public async Task A_mission_ended_early_closes_at_once_and_its_list_shows_only_whom_one_knows()
    {
        var (nurse, far) = (api.Directory.Add(Demo.Brume, "ide", Demo.SaulesBlancs), api.Directory.Add(Demo.Brume, "ide", Demo.RoseraieDuLac));
        var member = api.Directory.Add(Demo.Brume, "equipe-mobile", null);
        var resident = await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs);
        var mission = await Sharing.MissionAsync(api, nurse, member, resident);

        Assert.Equal(404, (await api.TryAsync(far, "/missions", new { name = "x", request = "y", usagerIds = new[] { resident }, situationIds = new[] { member }, startsAt = api.Clock.GetUtcNow(), endsAt = api.Clock.GetUtcNow().AddDays(1) })).Status);
        Assert.Contains(mission, await ListAsync(nurse));
        Assert.Contains(mission, await ListAsync(member));
        Assert.DoesNotContain(mission, await ListAsync(far));
        Assert.Equal(204, (await api.TryAsync(nurse, $"/missions/{mission}/end")).Status);
        Assert.Equal("DENY_RELATION", (await ReadAsync(member, resident)).ReasonCode);
        await api.WaitForAsync(ConsentChanged.Topic, fact => fact.As<ConsentChanged>() is { Kind: "MISSION", Status: "withdrawn" } ended && ended.ConsentId == mission);
    }

    [Fact]
    public async Task C14_A_delegated_act_shows_both_names_for_the_task_the_time_and_no_further()
    {
        var (doctor, nurse, third) = (api.Directory.Add(Demo.Brume, "medecin-coordonnateur", Demo.SaulesBlancs), api.Directory.Add(Demo.Brume, "aide-soignant", Demo.SaulesBlancs), api.Directory.Add(Demo.Brume, "animateur", Demo.SaulesBlancs));
        var resident = await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs);
        Task<Decision> ActAsync(Guid who, Guid whose, string category = "PPA", string action = "C") => api.AskAsync(Demo.Brume, who, resident, category, action, more: r => r.OnBehalfOf = whose.ToString());
        Assert.False((await ActAsync(nurse, doctor)).Allowed);

        var delegation = await api.MakeAsync(doctor, "/delegations", new { toSituationId = nurse, tasks = new[] { new { category = "PPA", actions = "CR" } }, reason = "Congé", until = api.Clock.GetUtcNow().AddDays(7) });
        var acted = await ActAsync(nurse, doctor);

        Assert.True(acted.Allowed);
        Assert.StartsWith("Permis : Camille NOM-aide-soignant, aide-soignant pour le compte de Camille NOM-medecin-coordonnateur, medecin-coordonnateur", acted.Explanation, StringComparison.Ordinal);
        Assert.Contains($"DELEGATION-{delegation}", acted.RuleIds);
        Assert.False((await ActAsync(nurse, doctor, "MED", "R")).Allowed);
        // No chain: what came from the doctor is not hers to give.
        await api.MakeAsync(nurse, "/delegations", new { toSituationId = third, tasks = new[] { new { category = "PPA", actions = "C" } }, reason = "Congé", until = api.Clock.GetUtcNow().AddDays(7) });
        Assert.False((await ActAsync(third, nurse)).Allowed);
        Assert.Equal((400, "not-delegable"), await api.TryAsync(doctor, "/delegations", new { toSituationId = nurse, tasks = new[] { new { category = "MED", actions = "RV" } }, reason = "Prescrire", until = api.Clock.GetUtcNow().AddDays(7) }));

        Assert.Equal(404, (await api.TryAsync(third, $"/delegations/{delegation}/end")).Status);
        Assert.Equal(204, (await api.TryAsync(doctor, $"/delegations/{delegation}/end")).Status);
        Assert.False((await ActAsync(nurse, doctor)).Allowed);
        Assert.Equal(1, (await api.ReadAsync(doctor, "/delegations")).GetArrayLength());
        Assert.Equal(0, (await api.ReadAsync(api.Directory.Add(Demo.Brume, "ide", Demo.SaulesBlancs), "/delegations")).GetArrayLength());
    }

    [Fact]
    public async Task What_is_of_one_person_alone_is_not_delegated_an_emergency_a_consent_that_names_her_her_raw_notes()
    {
        var (doctor, outsider, other) = (api.Directory.Add(Demo.Brume, "medecin-coordonnateur", Demo.RoseraieDuLac), api.Directory.Add(Demo.Brume, "medecin-coordonnateur", Demo.DeuxChenes), api.Directory.Add(Demo.Brume, "aide-soignant", Demo.RoseraieDuLac));
        var psychologist = api.Directory.Add(Demo.Brume, "psychologue", Demo.SaulesBlancs);
        var resident = await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs);
        Task<Decision> ActAsync(Guid whose, string category, Guid? author = null, string confidentiality = "N") => api.AskAsync(Demo.Brume, other, resident, category, "R", more: r =>
        {
            r.OnBehalfOf = whose.ToString();
            if (author is { } written) r.Item = new() { AuthorSituationId = written.ToString(), AuthorOnly = confidentiality == "N", Confidentiality = confidentiality, NamedReaders = { psychologist.ToString() } };
        });
        foreach (var giver in new[] { doctor, outsider, psychologist })
            await api.MakeAsync(giver, "/delegations", new { toSituationId = other, tasks = new[] { new { category = "SOI", actions = "R" }, new { category = "PSY", actions = "R" }, new { category = "AVQ", actions = "R" } }, reason = "Congé", until = api.Clock.GetUtcNow().AddDays(7) });

        await api.MakeAsync(doctor, "/break-glass", new { usagerId = resident, reasonCode = "vital-emergency", reason = "Chute dans le couloir, inconsciente" });
        await Sharing.AgreeAsync(api, Demo.SaulesBlancs, resident, outsider, ["SOI"]);
        Assert.True((await ReadAsync(doctor, resident)).Allowed && (await ReadAsync(outsider, resident)).Allowed);
        foreach (var whose in new[] { doctor, outsider }) Assert.Equal(("DENY_RELATION", false), ((await ActAsync(whose, "SOI")).ReasonCode, (await ActAsync(whose, "SOI")).MayKnow));

        Assert.True((await ActAsync(psychologist, "AVQ")).Allowed);
        Assert.Equal("DENY_ITEM", (await ActAsync(psychologist, "PSY", author: psychologist)).ReasonCode);                            // raw notes
        Assert.Equal("DENY_ITEM", (await ActAsync(psychologist, "AVQ", author: doctor, confidentiality: "V")).ReasonCode);            // for whom it names
        Assert.True((await ActAsync(psychologist, "PSY", author: other)).Allowed);                                                    // what the delegate wrote
    }

    [Fact]
    public async Task Whom_the_person_refuses_reads_nothing_in_a_colleague_s_name_either()
    {
        var (nurse, refused) = (api.Directory.Add(Demo.Brume, "ide", Demo.SaulesBlancs), api.Directory.Add(Demo.Brume, "aide-soignant", Demo.SaulesBlancs));
        var resident = await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs);
        await api.MakeAsync(nurse, "/delegations", new { toSituationId = refused, tasks = new[] { new { category = "SOI", actions = "R" } }, reason = "Congé", until = api.Clock.GetUtcNow().AddDays(7) });
        await api.MakeAsync(nurse, "/oppositions", new { usagerId = resident, category = "SOI", recipient = api.Directory.Of(refused).NationalId });

        Assert.True((await ReadAsync(nurse, resident)).Allowed);
        Assert.Equal("DENY_OPPOSITION", (await api.AskAsync(Demo.Brume, refused, resident, "SOI", "R", more: r => r.OnBehalfOf = nurse.ToString())).ReasonCode);
    }

    private Task<Decision> ReadAsync(Guid situation, Guid resident) => api.AskAsync(Demo.Brume, situation, resident, "SOI", "R");

    private async Task<List<Guid>> ListAsync(Guid situation) => [.. (await api.ReadAsync(situation, "/missions")).EnumerateArray().Select(m => m.GetProperty("id").GetGuid())];
}
