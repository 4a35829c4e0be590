using Contracts.Audit;
using Identity.Campaigns;
using Identity.Insi;
using Testing;
using Xunit;
using static Identity.Tests.CampaignApi;
using static Identity.Tests.IdentityApi;

namespace Identity.Tests;

public sealed class CampaignRulesTests(CampaignApi api) : IClassFixture<CampaignApi>, IDisposable
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;
    private static int _people = 200;

    [Fact]
    public async Task An_identity_is_on_one_open_list_and_the_list_finishes_by_itself()
    {
        var r = Of(_people++);
        await api.KnownToInsiAsync(r);
        var house = Guid.NewGuid();
        var made = await api.AdmitAsync(r, house);
        var campaign = await api.LaunchAsync(house);
        await ProblemAsync(await api.PostAsync(api.Brume, "/qualification-campaigns", new { name = "Encore", establishmentId = house }), 409, "nothing-to-qualify");

        await api.UntilAsync(campaign.Id, c => c.Progress.ToConfirm == 1);
        await api.AcceptAsync(made.Id, (await api.CallsOfAsync(made.Id))[0].Id);
        await api.ShowCardAsync(made.Id);
        await api.QualifyAsync(made.Id);

        var end = await api.UntilAsync(campaign.Id, c => c.State == CampaignState.Finished, TimeSpan.FromMinutes(1));
        Assert.NotNull(end.EndedAt);
        await ProblemAsync(await api.PostAsync(api.Brume, $"/qualification-campaigns/{campaign.Id}/resume"), 409, "campaign-ended");
    }

    [Fact]
    public async Task A_refusal_of_the_service_halts_the_campaign_instead_of_repeating_itself()
    {
        var (house, first, second) = (Guid.NewGuid(), Of(_people++), Of(_people++));
        var people = new[] { await api.AdmitAsync(first, house), await api.AdmitAsync(second, house) };
        await api.Sandbox.InjectAsync(new { fault = new { siram = "siram_100", code = "desir_550", text = "refus" } });

        var campaign = await api.LaunchAsync(house);
        var halted = await api.UntilAsync(campaign.Id, c => c.State == CampaignState.Halted, TimeSpan.FromSeconds(20));

        Assert.Contains("desir_550", halted.Explanation);
        Assert.Equal((1, 1), (halted.Progress.Failed, halted.Progress.ToCall));
        await OkAsync<CampaignView>(await api.PostAsync(api.Brume, $"/qualification-campaigns/{campaign.Id}/resume"));
        await api.UntilAsync(campaign.Id, c => c.Progress.Discordance == 2, TimeSpan.FromSeconds(20));
        Assert.Equal(3, (await api.CallsOfAsync(people[0].Id)).Count + (await api.CallsOfAsync(people[1].Id)).Count);
        await api.PostAsync(api.Brume, $"/qualification-campaigns/{campaign.Id}/close");
    }

    [Fact]
    public async Task Answers_that_cannot_be_read_halt_it_after_three()
    {
        var house = Guid.NewGuid();
        for (var n = 0; n < 5; n++) await api.AdmitAsync(Of(_people++), house);
        await api.Sandbox.FaultAsync("garbage");

        var campaign = await api.LaunchAsync(house);
        var halted = await api.UntilAsync(campaign.Id, c => c.State == CampaignState.Halted, TimeSpan.FromSeconds(20));

        Assert.Equal((3, 2), (halted.Progress.Failed, halted.Progress.ToCall));
    }

    [Fact]
    public async Task Whoever_the_author_may_no_longer_change_is_set_aside_without_a_call()
    {
        var house = Guid.NewGuid();
        var made = await api.AdmitAsync(Of(_people++), house);
        var campaign = await OkAsync<CampaignView>(await api.PostAsync(api.Brume, "/qualification-campaigns", new { name = "Plus tard", establishmentId = house, opensAt = "18:00", closesAt = "18:30" }));
        api.Consent.Forbids = (_, usager, _, action) => action == "U" && usager == made.Id.ToString();
        api.Clock.MoveTo(Tuesday.AddHours(9.25));   // 18:15 in Paris
        await api.UntilAsync(campaign.Id, c => c.Progress.SetAside == 1 || c.Progress.Discordance == 1);

        Assert.Empty(await api.CallsOfAsync(made.Id));
        var refused = await api.WaitForAsync(AccessRecorded.Topic, e => e.As<AccessRecorded>() is { Action: "identity.insi-call", Outcome: "refused" } a && a.UsagerId == made.Id);
        Assert.Equal("DENY_PROFILE", refused.As<AccessRecorded>().ReasonCode);
        Assert.Equal("écarté", Assert.Single(await api.ListAsync(campaign.Id)).StateLabel);
        await api.PostAsync(api.Brume, $"/qualification-campaigns/{campaign.Id}/close");
    }

    [Fact]
    public async Task Consent_is_asked_once_about_a_person_however_many_campaigns_had_them_on_their_lists()
    {
        var house = Guid.NewGuid();
        var person = (await api.AdmitAsync(Of(_people++), house)).Id;
        var former = await api.LaunchAsync(house, seconds: 3600);
        await api.PostAsync(api.Brume, $"/qualification-campaigns/{former.Id}/close");
        var campaign = await api.LaunchAsync(house, seconds: 3600);
        var asked = new System.Collections.Concurrent.ConcurrentQueue<string>();
        api.Consent.Forbids = (_, usager, _, action) =>
        {
            if (action == "R") asked.Enqueue(usager);
            return false;
        };

        var seen = await OkAsync<List<CampaignView>>(await api.Brume.GetAsync("/qualification-campaigns", Ct));

        Assert.Equal(2, seen.Count(c => (c.Id == former.Id || c.Id == campaign.Id) && c.Progress.Total == 1));
        Assert.Single(asked, id => id == person.ToString());
        Assert.Equal(asked.Distinct().Count(), asked.Count);
    }

    [Fact]
    public async Task Counters_and_list_hold_only_what_the_reader_may_see()
    {
        var house = Guid.NewGuid();
        var people = new List<Guid>();
        for (var n = 0; n < 3; n++) people.Add((await api.AdmitAsync(Of(_people++), house)).Id);
        var campaign = await api.LaunchAsync(house, seconds: 3600);
        api.Consent.Forbids = (_, usager, _, action) => action == "R" && usager == people[1].ToString();

        Assert.Equal(2, (await api.StateAsync(campaign.Id)).Progress.Total);
        Assert.Equal([people[0], people[2]], (await api.ListAsync(campaign.Id)).Select(l => l.UsagerId).Order());
        Assert.Equal(2, (await OkAsync<List<CampaignView>>(await api.Brume.GetAsync("/qualification-campaigns", Ct))).Single(c => c.Id == campaign.Id).Progress.Total);
        await api.AccessAsync(people[0], "identity.campaign-list");
        Assert.Empty(await OkAsync<List<CampaignView>>(await api.Rivieres.GetAsync("/qualification-campaigns", Ct)));
        foreach (var act in (string[])["pause", "resume", "close"]) await ProblemAsync(await api.PostAsync(api.Rivieres, $"/qualification-campaigns/{campaign.Id}/{act}"), 404, "not-found");
        await ProblemAsync(await api.Rivieres.GetAsync($"/qualification-campaigns/{campaign.Id}", Ct), 404, "not-found");
        await ProblemAsync(await api.Rivieres.GetAsync($"/qualification-campaigns/{campaign.Id}/entries", Ct), 404, "not-found");
        await ProblemAsync(await api.PostAsync(api.As(Demo.Brume, scopes: "identity:read"), $"/qualification-campaigns/{campaign.Id}/pause"), 403, "forbidden");
        await api.PostAsync(api.Brume, $"/qualification-campaigns/{campaign.Id}/close");
    }

    [Fact]
    public async Task What_cannot_be_launched_is_refused_and_nothing_is_kept()
    {
        var before = await OkAsync<List<CampaignView>>(await api.Brume.GetAsync("/qualification-campaigns", Ct));
        await ProblemAsync(await api.PostAsync(api.Brume, "/qualification-campaigns", new { name = "" }), 400, "invalid-input");
        await ProblemAsync(await api.PostAsync(api.Brume, "/qualification-campaigns", new { name = "Trop vite", secondsBetweenCalls = 0 }), 400, "invalid-input");
        await ProblemAsync(await api.PostAsync(api.Brume, "/qualification-campaigns", new { name = "À l'envers", opensAt = "19:00", closesAt = "08:00" }), 400, "invalid-hours");
        await ProblemAsync(await api.PostAsync(api.Brume, "/qualification-campaigns", new { name = "Maison vide", establishmentId = Guid.NewGuid() }), 409, "nothing-to-qualify");
        api.Consent.Forbids = (_, _, _, action) => action == "U";
        api.Consent.MayKnow = true;
        await ProblemAsync(await api.PostAsync(api.Brume, "/qualification-campaigns", new { name = "Sans droit" }), 403, "not-authorised");
        Assert.Equal(before.Count, (await OkAsync<List<CampaignView>>(await api.Brume.GetAsync("/qualification-campaigns", Ct))).Count);
    }

    public void Dispose()
    {
        (api.Consent.Forbids, api.Consent.MayKnow) = ((_, _, _, _) => false, false);
        api.Sandbox.FaultAsync("ok").GetAwaiter().GetResult();
        api.Clock.MoveTo(Tuesday);
    }
}

public sealed class WorkingHoursTests
{
    private static readonly WorkingHours Office = new(new(8, 0), new(19, 0), WeekDaysOnly: true);

    [Theory]
    [InlineData("2026-11-24T08:00:00Z", "2026-11-24T08:00:00Z")]   // 9:00, open
    [InlineData("2026-11-24T06:59:00Z", "2026-11-24T07:00:00Z")]   // 7:59
    [InlineData("2026-11-24T18:00:00Z", "2026-11-25T07:00:00Z")]   // 19:00 sharp is closed
    [InlineData("2026-11-27T20:00:00Z", "2026-11-30T07:00:00Z")]   // Friday evening to Monday
    [InlineData("2026-03-27T20:00:00Z", "2026-03-30T06:00:00Z")]   // summer time begins on that Sunday
    public void Calls_leave_within_working_hours_of_Paris(string at, string opening) =>
        Assert.Equal(DateTimeOffset.Parse(opening, System.Globalization.CultureInfo.InvariantCulture), Office.NextOpening(DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture)));
}
