using Contracts.Audit;
using Contracts.Consent;
using Contracts.Identity;
using Testing;
using Xunit;

namespace Consent.Tests;

[Collection("House")]
public sealed class OppositionAndConsentTests(ConsentApi api)
{
    [Fact]
    public async Task C1_An_opposition_beats_membership_of_the_team()
    {
        var nurse = api.Directory.Add(Demo.Brume, "ide", Demo.SaulesBlancs);
        var resident = await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs);

        await api.MakeAsync(nurse, "/oppositions", new { usagerId = resident, category = "SOC", reason = "Ne veut pas que l'on parle de sa famille" });
        var refused = await api.AskAsync(Demo.Brume, nurse, resident, "SOC", "R");

        Assert.Equal(("DENY_OPPOSITION", true), (refused.ReasonCode, refused.MayKnow));
        Assert.True((await api.AskAsync(Demo.Brume, nurse, resident, "SOI", "R")).Allowed);
    }

    [Fact]
    public async Task An_opposition_to_everything_or_to_one_document_closes_just_that()
    {
        var nurse = api.Directory.Add(Demo.Brume, "ide", Demo.SaulesBlancs);
        var (closed, open) = (await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs), await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs));
        var everything = await api.MakeAsync(nurse, "/oppositions", new { usagerId = closed, everything = true });
        await api.MakeAsync(nurse, "/oppositions", new { usagerId = open, itemId = "doc-7" });

        Assert.Equal("DENY_OPPOSITION", (await api.AskAsync(Demo.Brume, nurse, closed, "SOI", "R")).ReasonCode);
        Assert.Equal("DENY_OPPOSITION", (await api.AskAsync(Demo.Brume, nurse, open, "SOI", "R", more: r => r.Item = new() { ItemId = "doc-7" })).ReasonCode);
        Assert.True((await api.AskAsync(Demo.Brume, nurse, open, "SOI", "R", more: r => r.Item = new() { ItemId = "doc-8" })).Allowed);

        Assert.Equal(204, (await api.TryAsync(nurse, $"/oppositions/{everything}/withdraw")).Status);
        Assert.True((await api.AskAsync(Demo.Brume, nurse, closed, "SOI", "R")).Allowed);
    }

    [Fact]
    public async Task C2_A_consent_to_the_SAMSAH_for_the_project_and_the_agenda_opens_nothing_medical()
    {
        var samsah = api.Directory.Add(Demo.Brume, "medecin-coordonnateur", Demo.RoseraieDuLac);
        var resident = await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs);
        Assert.Equal("DENY_RELATION", (await api.AskAsync(Demo.Brume, samsah, resident, "PPA", "R")).ReasonCode);

        var consent = await Sharing.AgreeAsync(api, Demo.SaulesBlancs, resident, samsah, ["PPA", "AGE"]);
        var (project, agenda) = (await api.AskAsync(Demo.Brume, samsah, resident, "PPA", "R"), await api.AskAsync(Demo.Brume, samsah, resident, "AGE", "R"));
        var medical = await api.AskAsync(Demo.Brume, samsah, resident, "MED", "R");

        Assert.Equal((true, true, "DENY_CONSENT"), (project.Allowed, agenda.Allowed, medical.ReasonCode));
        Assert.Equal(consent.ToString(), project.ConsentId);
        Assert.Equal("outside", project.Relation);
    }

    [Fact]
    [Trait("Seed", "S1-24")]
    public async Task The_trail_holds_the_consent_and_the_purpose_of_each_disclosure()
    {
        var partner = api.Directory.Add(Demo.Brume, "ide", Demo.RoseraieDuLac);
        var resident = await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs);
        var consent = await Sharing.AgreeAsync(api, Demo.SaulesBlancs, resident, partner, ["SOI"]);

        var allowed = await api.AskAsync(Demo.Brume, partner, resident, "SOI", "R");
        var otherPurpose = await api.AskAsync(Demo.Brume, partner, resident, "SOI", "R", more: r => r.Purpose = "prevention");
        var line = (await api.WaitForAsync(AccessRecorded.Topic, fact => fact.As<AccessRecorded>() is { Action: "decision.take" } access && access.UsagerId == resident)).As<AccessRecorded>();

        Assert.Contains("EHPAD-ide-SOI", allowed.RuleIds);
        Assert.Equal("DENY_CONSENT", otherPurpose.ReasonCode);
        Assert.Contains($"CONSENT-{consent}", line.RuleIds);
        Assert.Equal(("coordination", "SOI", "allowed"), (line.Purpose, line.Category, line.Outcome));
    }

    [Fact]
    public async Task C3_A_withdrawal_at_ten_refuses_at_ten_and_one_second_and_the_news_leaves()
    {
        var nurse = api.Directory.Add(Demo.Brume, "ide", Demo.SaulesBlancs);
        var partner = api.Directory.Add(Demo.Brume, "ide", Demo.RoseraieDuLac);
        var resident = await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs);
        var consent = await Sharing.AgreeAsync(api, Demo.SaulesBlancs, resident, partner, ["SOI"]);
        Assert.True((await api.AskAsync(Demo.Brume, partner, resident, "SOI", "R")).Allowed);

        Assert.Equal(204, (await api.TryAsync(nurse, $"/consents/{consent}/withdraw", new { reason = "Dit à la soignante, ce matin" })).Status);
        api.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.False((await api.AskAsync(Demo.Brume, partner, resident, "SOI", "R")).Allowed);
        var news = await api.WaitForAsync(ConsentChanged.Topic, fact => fact.As<ConsentChanged>() is { Status: "withdrawn" } changed && changed.ConsentId == consent);
        Assert.Equal((resident, "SHARE_OUT_OF_TEAM"), (news.As<ConsentChanged>().UsagerId, news.As<ConsentChanged>().Kind));
        Assert.Equal((409, "consent-state"), await api.TryAsync(nurse, $"/consents/{consent}/withdraw", new { }));
    }

    [Fact]
    [Trait("Seed", "S1-23")]
    public async Task What_the_person_allows_is_sent_only_once_the_team_says_that_it_is_relevant()
    {
        var nurse = api.Directory.Add(Demo.Brume, "ide", Demo.SaulesBlancs);
        var partner = api.Directory.Add(Demo.Brume, "ide", Demo.RoseraieDuLac);
        var resident = await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs);
        await api.MakeAsync(nurse, $"/usagers/{resident}/care-circle", new { role = "PRO", name = "IDE du SSIAD", nationalId = api.Directory.Of(partner).NationalId, mailbox = "ide@ssiad.mssante.fr" });
        Task<Decision> SendAsync() => api.AskAsync(Demo.Brume, nurse, resident, "MSG", "S", "mssante", r => r.Recipient = "ide@ssiad.mssante.fr");

        Assert.Equal("DENY_CONSENT", (await SendAsync()).ReasonCode);
        await Sharing.ConsentAsync(api, Demo.SaulesBlancs, resident, partner, ["MSG"]);
        var agreedOnly = await SendAsync();
        await Sharing.NeedAsync(api, Demo.SaulesBlancs, resident, partner, ["MSG"]);
        var both = await SendAsync();

        Assert.Equal(("DENY_CONSENT", true), (agreedOnly.ReasonCode, agreedOnly.Explanation.Contains("registre", StringComparison.Ordinal)));
        Assert.True(both.Allowed);
    }

    [Fact]
    [Trait("Seed", "S1-22")]
    public async Task The_preference_no_psychology_notes_outside_of_the_team_blocks_the_export_and_not_the_team()
    {
        var psychologist = api.Directory.Add(Demo.Brume, "psychologue", Demo.SaulesBlancs);
        var doctor = api.Directory.Add(Demo.Brume, "medecin-coordonnateur", Demo.SaulesBlancs);
        var partner = api.Directory.Add(Demo.Brume, "medecin-coordonnateur", Demo.RoseraieDuLac);
        var resident = await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs);
        await Sharing.AgreeAsync(api, Demo.SaulesBlancs, resident, partner, ["PSY"]);
        Assert.True((await api.AskAsync(Demo.Brume, partner, resident, "PSY", "R")).Allowed);

        var preference = await api.MakeAsync(doctor, "/oppositions", new { usagerId = resident, category = "PSY", outsideTeam = true, leaflet = "mes-choix FALC 2026-2", reason = "Mes confidences restent ici" });

        Assert.Equal("DENY_OPPOSITION", (await api.AskAsync(Demo.Brume, partner, resident, "PSY", "R")).ReasonCode);
        Assert.Equal("DENY_OPPOSITION", (await api.AskAsync(Demo.Brume, psychologist, resident, "PSY", "X")).ReasonCode);
        Assert.True((await api.AskAsync(Demo.Brume, doctor, resident, "PSY", "R")).Allowed);
        var kept = (await api.ReadAsync(doctor, $"/oppositions?usagerId={resident}")).EnumerateArray().Single(o => o.GetProperty("id").GetGuid() == preference);
        Assert.Equal("mes-choix FALC 2026-2", kept.GetProperty("leaflet").GetString());
    }

    [Fact]
    [Trait("Seed", "S1-108")]
    public async Task The_register_of_needs_drives_the_decision()
    {
        var doctor = api.Directory.Add(Demo.Brume, "medecin-coordonnateur", Demo.SaulesBlancs);
        var partner = api.Directory.Add(Demo.Brume, "ide", Demo.RoseraieDuLac);
        var resident = await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs);
        await Sharing.AgreeAsync(api, Demo.SaulesBlancs, resident, partner, ["SOI"]);
        var register = await api.ReadAsync(doctor, $"/usagers/{resident}/sharing-needs");
        var line = register.EnumerateArray().Single();
        Assert.True((await api.AskAsync(Demo.Brume, partner, resident, "SOI", "R")).Allowed);

        await api.TryAsync(doctor, $"/usagers/{resident}/sharing-needs/{line.GetProperty("id").GetGuid()}/end");

        Assert.Equal(("L1110-4 III", "coordination", "Suivi commun à domicile"), (line.GetProperty("legalBase").GetString(), line.GetProperty("purpose").GetString(), line.GetProperty("why").GetString()));
        Assert.Equal("DENY_CONSENT", (await api.AskAsync(Demo.Brume, partner, resident, "SOI", "R")).ReasonCode);
    }

    [Fact]
    [Trait("Seed", "S1-86")]
    public async Task A_professional_from_outside_loses_access_on_leaving_the_circle()
    {
        var nurse = api.Directory.Add(Demo.Brume, "ide", Demo.SaulesBlancs);
        var outsider = api.Directory.Add(Demo.Brume, "reeducateur", Demo.RoseraieDuLac);
        var resident = await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs);
        var member = await api.MakeAsync(nurse, $"/usagers/{resident}/care-circle", new { role = "PRO", name = "Kiné de ville", situationId = outsider, teamCase = "c" });
        Assert.True((await api.AskAsync(Demo.Brume, outsider, resident, "AVQ", "R")).Allowed);

        await api.TryAsync(nurse, $"/usagers/{resident}/care-circle/{member}/leave");

        Assert.Equal("DENY_RELATION", (await api.AskAsync(Demo.Brume, outsider, resident, "AVQ", "R")).ReasonCode);
    }

    [Fact]
    [Trait("Seed", "S1-25")]
    public async Task The_profile_decides_and_not_the_kind_of_structure()
    {
        var home = api.Directory.Add(Demo.Brume, "ide", Demo.RoseraieDuLac);
        var ssiad = api.Directory.Add(Demo.Brume, "ide", Demo.DeuxChenes);
        var clerk = api.Directory.Add(Demo.Brume, "secretaire-admission", Demo.RoseraieDuLac);
        var nurse = api.Directory.Add(Demo.Brume, "ide", Demo.SaulesBlancs);
        var resident = await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs);
        foreach (var member in new[] { home, ssiad, clerk })
            await api.MakeAsync(nurse, $"/usagers/{resident}/care-circle", new { role = "PRO", name = "Membre", situationId = member, teamCase = "c" });

        foreach (var category in new[] { "SOI", "MED", "AVQ", "PSY", "FIN" })
        {
            var (one, other) = (await api.AskAsync(Demo.Brume, home, resident, category, "R"), await api.AskAsync(Demo.Brume, ssiad, resident, category, "R"));
            Assert.Equal((one.Allowed, one.ReasonCode), (other.Allowed, other.ReasonCode));
        }
        Assert.Equal("DENY_PROFILE", (await api.AskAsync(Demo.Brume, clerk, resident, "SOI", "R")).ReasonCode);
    }

    [Fact]
    public async Task C15_A_consultation_of_the_DMP_outside_of_the_team_asks_for_a_consent_each_time()
    {
        var nurse = api.Directory.Add(Demo.Brume, "ide", Demo.SaulesBlancs);
        var outsider = api.Directory.Add(Demo.Brume, "medecin-coordonnateur", Demo.RoseraieDuLac);
        var resident = await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs);
        Task<Guid> AgreeAsync() => api.MakeAsync(nurse, "/consents", new
        {
            usagerId = resident, kind = "DMP_ACCESS", decision = "Permit", will = Sharing.Able, information = Sharing.Information, proof = Sharing.Signed, recipients = new[] { new { professional = api.Directory.Of(outsider).NationalId } },
        });
        await AgreeAsync();

        var first = await api.AskAsync(Demo.Brume, outsider, resident, "DMP", "R");
        var second = await api.AskAsync(Demo.Brume, outsider, resident, "DMP", "R");
        await AgreeAsync();
        var third = await api.AskAsync(Demo.Brume, outsider, resident, "DMP", "R");

        Assert.Equal((true, "DENY_CONSENT", true), (first.Allowed, second.ReasonCode, third.Allowed));
    }

    [Fact]
    public async Task A_consent_of_one_time_serves_one_of_two_at_the_same_moment()
    {
        var nurse = api.Directory.Add(Demo.Brume, "ide", Demo.SaulesBlancs);
        var outsider = api.Directory.Add(Demo.Brume, "medecin-coordonnateur", Demo.RoseraieDuLac);
        var resident = await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs);
        await api.MakeAsync(nurse, "/consents", new
        {
            usagerId = resident, kind = "DMP_ACCESS", decision = "Permit", will = Sharing.Able, information = Sharing.Information, proof = Sharing.Signed, recipients = new[] { new { professional = api.Directory.Of(outsider).NationalId } },
        });

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => api.AskAsync(Demo.Brume, outsider, resident, "DMP", "R")));

        Assert.Single(answers, answer => answer.Allowed);
    }

    [Fact]
    public async Task A_draft_gives_nothing_a_refusal_blocks_and_a_consent_ends_by_itself()
    {
        var nurse = api.Directory.Add(Demo.Brume, "ide", Demo.SaulesBlancs);
        var partner = api.Directory.Add(Demo.Brume, "ide", Demo.RoseraieDuLac);
        var resident = await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs);
        await Sharing.NeedAsync(api, Demo.SaulesBlancs, resident, partner, ["SOI"]);
        var draft = await api.MakeAsync(nurse, "/consents", new
        {
            usagerId = resident, kind = "SHARE_OUT_OF_TEAM", decision = "Permit", will = Sharing.Able, information = Sharing.Information, categories = new[] { "SOI" }, purposes = new[] { "coordination" },
            recipients = new[] { new { finess = ConsentApi.Staff.FinessOf(Demo.RoseraieDuLac), function = "ide" } }, to = api.Clock.GetUtcNow().AddDays(10),
        });
        Assert.False((await api.AskAsync(Demo.Brume, partner, resident, "SOI", "R")).Allowed);

        Assert.Equal(204, (await api.TryAsync(nurse, $"/consents/{draft}/activate", Sharing.Signed)).Status);
        Assert.True((await api.AskAsync(Demo.Brume, partner, resident, "SOI", "R")).Allowed);
        await api.MakeAsync(nurse, "/consents", new { usagerId = resident, kind = "MES_SEND", decision = "Deny", will = Sharing.Able, information = Sharing.Information, proof = Sharing.Signed });
        Assert.Equal("DENY_OPPOSITION", (await api.AskAsync(Demo.Brume, nurse, resident, "MSG", "S", "citizen")).ReasonCode);
        Assert.True((await api.AskAsync(Demo.Brume, nurse, resident, "MSG", "S", "mssante")).Allowed);

        api.Clock.Advance(TimeSpan.FromDays(11));
        Assert.False((await api.AskAsync(Demo.Brume, partner, resident, "SOI", "R")).Allowed);
        var listed = (await api.ReadAsync(nurse, $"/consents?usagerId={resident}")).EnumerateArray().ToDictionary(c => c.GetProperty("id").GetGuid());
        Assert.Equal("expired", listed[draft].GetProperty("status").GetString());
        Assert.Equal("2026-1", listed[draft].GetProperty("information").GetProperty("version").GetString());
    }

    [Fact]
    public async Task When_two_identities_were_one_person_her_no_and_her_circle_go_with_the_kept_one()
    {
        var (nurse, member) = (api.Directory.Add(Demo.Brume, "ide", Demo.SaulesBlancs), api.Directory.Add(Demo.Brume, "ide", Demo.RoseraieDuLac));
        var team = api.Directory.Add(Demo.Brume, "equipe-mobile", null);
        var (kept, absorbed) = (await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs), await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs));
        await api.MakeAsync(nurse, "/oppositions", new { usagerId = absorbed, channel = "dmp" });
        await api.MakeAsync(nurse, $"/usagers/{absorbed}/care-circle", new { role = "PRO", name = "Membre", situationId = member, teamCase = "c" });
        await Sharing.MissionAsync(api, nurse, team, absorbed);
        Assert.True((await api.AskAsync(Demo.Brume, nurse, kept, "DMP", "S", "dmp")).Allowed);

        var id = Guid.CreateVersion7();
        for (var time = 0; time < 2; time++) Assert.Equal("SUCCESS", await api.DeliverAsync(IdentityMerged.Topic, new IdentityMerged(kept, absorbed, api.Clock.GetUtcNow()), Demo.Brume, id));

        Assert.Equal("DENY_OPPOSITION", (await api.AskAsync(Demo.Brume, nurse, kept, "DMP", "S", "dmp")).ReasonCode);
        Assert.True((await api.AskAsync(Demo.Brume, member, kept, "SOI", "R")).Allowed);
        Assert.True((await api.AskAsync(Demo.Brume, team, kept, "SOI", "R")).Allowed);
        Assert.False((await api.AskAsync(Demo.Brume, member, absorbed, "SOI", "R")).Allowed);
    }
}
