using Contracts.Consent;
using Contracts.Directory;
using Testing;
using Xunit;

namespace Consent.Tests;

[Collection("House")]
public sealed class ItemAndContextTests(ConsentApi api)
{
    [Fact]
    public async Task C6_A_care_assistant_sees_the_allergy_alert_and_not_the_diagnosis()
    {
        var assistant = api.Directory.Add(Demo.Brume, "aide-soignant", Demo.SaulesBlancs);
        var resident = await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs);

        var alert = await api.AskAsync(Demo.Brume, assistant, resident, "MED", "R", more: r => r.Aspect = "alerts");
        var diagnosis = await api.AskAsync(Demo.Brume, assistant, resident, "MED", "R", more: r => r.Aspect = "diagnosis");
        var all = await api.AskAsync(Demo.Brume, assistant, resident, "MED", "R");

        Assert.Equal((true, "DENY_PROFILE", "DENY_PROFILE"), (alert.Allowed, diagnosis.ReasonCode, all.ReasonCode));
        Assert.Contains("view:alerts", alert.Obligations);
    }

    [Fact]
    public async Task C7_A_search_in_medical_notes_by_an_activity_leader_finds_nothing_whoever_matches()
    {
        var leader = api.Directory.Add(Demo.Brume, "animateur", Demo.SaulesBlancs);
        var request = new AuthorizeManyRequest { SituationId = leader.ToString(), Category = "MED", Action = "R", Purpose = "coordination" };
        for (var i = 0; i < 4; i++) request.Usagers.Add(new UsagerPlace { UsagerId = (await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs)).ToString() });

        var answers = (await api.Decisions.AuthorizeManyAsync(request, api.Service(Demo.Brume))).Decisions;

        Assert.Equal(4, answers.Count);
        Assert.All(answers, answer => Assert.Equal((false, answers[0].ReasonCode, answers[0].Explanation), (answer.Allowed, answer.ReasonCode, answer.Explanation)));
    }

    [Fact]
    public async Task C17_A_psychologists_raw_notes_are_hers_alone_and_the_synthesis_is_shared()
    {
        var (psychologist, colleague) = (api.Directory.Add(Demo.Brume, "psychologue", Demo.SaulesBlancs), api.Directory.Add(Demo.Brume, "psychologue", Demo.SaulesBlancs));
        var doctor = api.Directory.Add(Demo.Brume, "medecin-coordonnateur", Demo.SaulesBlancs);
        var resident = await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs);
        Item Raw() => new() { AuthorSituationId = psychologist.ToString(), AuthorOnly = true };
        Task<Decision> ReadAsync(Guid who, Item? item, string aspect = "") => api.AskAsync(Demo.Brume, who, resident, "PSY", "R", more: r => (r.Item, r.Aspect) = (item, aspect));

        Assert.True((await ReadAsync(psychologist, Raw())).Allowed);
        Assert.Equal("DENY_ITEM", (await ReadAsync(doctor, Raw())).ReasonCode);
        Assert.Equal("DENY_PROFILE", (await ReadAsync(doctor, null, "raw-notes")).ReasonCode);
        Assert.True((await ReadAsync(doctor, new() { AuthorSituationId = psychologist.ToString() }, "synthesis")).Allowed);
        Assert.Equal("DENY_ITEM", (await ReadAsync(colleague, new() { AuthorSituationId = psychologist.ToString() })).ReasonCode);   // CRUVo: her own
    }

    [Fact]
    public async Task A_restricted_item_is_for_carers_and_a_very_restricted_one_for_whom_it_names()
    {
        var (nurse, leader) = (api.Directory.Add(Demo.Brume, "ide", Demo.SaulesBlancs), api.Directory.Add(Demo.Brume, "animateur", Demo.SaulesBlancs));
        var doctor = api.Directory.Add(Demo.Brume, "medecin-coordonnateur", Demo.SaulesBlancs);
        var resident = await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs);
        Task<Decision> ReadAsync(Guid who, string confidentiality, params Guid[] named) => api.AskAsync(Demo.Brume, who, resident, "SOC", "R", more: r =>
        {
            r.Item = new() { Confidentiality = confidentiality };
            r.Item.NamedReaders.AddRange(named.Select(n => n.ToString()));
        });

        Assert.True((await ReadAsync(leader, "N")).Allowed);
        Assert.Equal("DENY_ITEM", (await ReadAsync(leader, "R")).ReasonCode);
        Assert.True((await ReadAsync(nurse, "R")).Allowed);
        Assert.Equal("DENY_ITEM", (await ReadAsync(nurse, "V", doctor)).ReasonCode);
        Assert.True((await ReadAsync(doctor, "V", doctor)).Allowed);
    }

    [Fact]
    public async Task A_right_of_the_shift_ends_with_it_and_says_when_nobody_could_verify()
    {
        var watchman = api.Directory.Add(Demo.Brume, "veilleur", Demo.SaulesBlancs);
        var resident = await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs);
        Task<Decision> ReadAsync(string duty) => api.AskAsync(Demo.Brume, watchman, resident, "AVQ", "R", more: r => r.Duty = duty);

        var (on, off, unknown) = (await ReadAsync("on"), await ReadAsync("off"), await ReadAsync(""));
        api.Directory.Of(watchman).Absent = true;
        api.Clock.Advance(TimeSpan.FromSeconds(6));
        var absent = await ReadAsync("");

        Assert.Equal((true, "DENY_CONTEXT", true, "DENY_CONTEXT"), (on.Allowed, off.ReasonCode, unknown.Allowed, absent.ReasonCode));
        Assert.DoesNotContain("duty-unverified", on.Obligations);
        Assert.Contains("duty-unverified", unknown.Obligations);
    }

    [Theory]
    [InlineData("")]
    [InlineData("curiosity")]
    public async Task A_question_without_a_purpose_is_refused(string purpose)
    {
        var nurse = api.Directory.Add(Demo.Brume, "ide", Demo.SaulesBlancs);
        var resident = await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs);

        Assert.Equal("DENY_CONTEXT", (await api.AskAsync(Demo.Brume, nurse, resident, "SOI", "R", more: r => r.Purpose = purpose)).ReasonCode);
    }

    [Fact]
    public async Task C16_An_export_of_500_records_asks_to_sign_in_again_and_raises_an_alert()
    {
        var director = api.Directory.Add(Demo.Brume, "directeur", Demo.SaulesBlancs);
        var request = new AuthorizeManyRequest { SituationId = director.ToString(), Category = "FIN", Action = "X", Purpose = "administration", Count = 500 };
        request.Usagers.Add(new UsagerPlace { UsagerId = (await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs)).ToString() });
        async Task<Decision> ExportAsync(TimeSpan signedInAgo) =>
            (await api.Decisions.AuthorizeManyAsync(request, api.Service(Demo.Brume, api.UserToken(Demo.Brume, director, "pro", "directrice", api.Clock.GetUtcNow() - signedInAgo)))).Decisions[0];

        var (old, fresh) = (await ExportAsync(TimeSpan.FromMinutes(20)), await ExportAsync(TimeSpan.FromMinutes(1)));

        Assert.Equal((false, "DENY_CONTEXT", true), (old.Allowed, old.ReasonCode, old.StepUp));
        Assert.True(fresh.Allowed);
        Assert.Contains("alert", fresh.Obligations);
        var alert = (await api.WaitForOneAsync(AlertRaised.Topic, fact => fact.As<AlertRaised>().SituationId == director)).As<AlertRaised>();
        Assert.Equal(("bulk-export", 500), (alert.Kind, alert.Count));
    }

    [Fact]
    public async Task The_explanation_says_who_why_since_when_and_by_which_rule()
    {
        var rivage = Guid.CreateVersion7();
        var nurse = api.Directory.Add(Demo.Brume, "ide", Demo.SaulesBlancs, true, rivage);
        var resident = await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs, rivage);

        var decision = await api.AskAsync(Demo.Brume, nurse, resident, "SOI", "R");

        Assert.Equal("Permis : Infirmier diplômé d'État, équipe de l'unité Rivage depuis le 02/03/2026, règle EHPAD-ide-SOI.", decision.Explanation);
        Assert.Contains("L1110-12-a", decision.RuleIds);
    }

    [Fact]
    public async Task A_contract_that_ends_at_six_in_the_evening_gives_nothing_from_that_second_on()
    {
        var nurse = api.Directory.Add(Demo.Brume, "ide", Demo.SaulesBlancs);
        var resident = await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs);
        api.Directory.Of(nurse).EndsAt = api.Clock.GetUtcNow().AddSeconds(3).ToUnixTimeSeconds();
        Assert.True((await api.AskAsync(Demo.Brume, nurse, resident, "SOI", "R")).Allowed);

        api.Clock.Advance(TimeSpan.FromSeconds(3));   // directory's last answer is still remembered

        Assert.Equal("DENY_ACCOUNT", (await api.AskAsync(Demo.Brume, nurse, resident, "SOI", "R")).ReasonCode);
    }

    [Fact]
    public async Task C9_Whoever_left_has_no_right_at_once_with_the_news_and_within_seconds_without_it()
    {
        var (told, untold) = (api.Directory.Add(Demo.Brume, "ide", Demo.SaulesBlancs), api.Directory.Add(Demo.Brume, "ide", Demo.SaulesBlancs));
        var resident = await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs);
        Assert.True((await api.AskAsync(Demo.Brume, told, resident, "SOI", "R")).Allowed);
        Assert.True((await api.AskAsync(Demo.Brume, untold, resident, "SOI", "R")).Allowed);

        api.Directory.End(told);
        api.Directory.End(untold);
        await api.DeliverAsync(StaffLeft.Topic, new StaffLeft(told, Guid.CreateVersion7(), api.Clock.GetUtcNow()), Demo.Brume);
        Assert.Equal("DENY_ACCOUNT", (await api.AskAsync(Demo.Brume, told, resident, "SOI", "R")).ReasonCode);
        api.Clock.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal("DENY_ACCOUNT", (await api.AskAsync(Demo.Brume, untold, resident, "SOI", "R")).ReasonCode);
    }
}
