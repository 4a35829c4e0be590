using Identity.Campaigns;
using Identity.Insi;
using Identity.Usagers;
using Testing;
using Xunit;
using static Identity.Tests.CampaignApi;
using static Identity.Tests.IdentityApi;

namespace Identity.Tests;

public sealed class CampaignTests(CampaignApi api) : IClassFixture<CampaignApi>
{
    private const int People = 154;
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(20);
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    // 154 residents: 10 have more given names over there, 8 were typed with a wrong letter, 2 differ in their birthplace, 1 is marked doubtful, 1 has no paper to show.
    [Fact, Trait("Seed", "S2-04")]
    public async Task A_house_of_more_than_150_is_qualified_from_one_work_list_one_call_at_a_time()
    {
        var people = await AdmitTheHouseAsync();
        var campaign = await api.LaunchAsync(Demo.SaulesBlancs);
        Assert.Equal((People, 153, 1), (campaign.Progress.Total, campaign.Progress.ToCall, campaign.Progress.SetAside));

        await api.UntilAsync(campaign.Id, c => c.Progress.ToCall <= 120, Pace);
        await PausedNothingLeavesAsync(campaign.Id);
        await InsiAwayTheCampaignWaitsAsync(campaign.Id);
        await StoppedInTheMiddleOfACallAsync(campaign.Id);
        await TheNightIsQuietAsync(campaign.Id);

        var asked = await api.UntilAsync(campaign.Id, c => c.Activity == "all-called", Pace);
        Assert.Equal(new Progress(154, 0, 0, 143, 10, 0, 0, 0, 1), asked.Progress);
        await ConfirmAndQualifyAsync(campaign.Id, leaveOut: people[153].Id);
        await CorrectTheWrongLettersAsync(campaign.Id, people);

        var end = await api.StateAsync(campaign.Id);
        Assert.Equal(new Progress(154, 0, 0, 0, 2, 1, 150, 0, 1), end.Progress);
        Assert.Equal([("discordance", 2), ("pièce manquante", 1), ("qualifié", 150), ("écarté", 1)],
            (await api.ListAsync(campaign.Id)).GroupBy(l => l.StateLabel).Select(g => (g.Key, g.Count())).OrderBy(g => g.Key, StringComparer.Ordinal));
        await OneCallEachAndNeverTwoAtOnceAsync(people);
    }

    private async Task<List<UsagerView>> AdmitTheHouseAsync()
    {
        var people = new List<UsagerView>(People);
        for (var n = 0; n < People; n++)
        {
            var r = Of(n);
            await api.KnownToInsiAsync(r, name: n is >= 20 and < 28 ? r.Name + "X" : null, givenNames: n < 10 ? "MARTHE JEANNE" : "MARTHE", place: n is 30 or 31 ? "33063" : "63220");
            people.Add(await api.AdmitAsync(r, Demo.SaulesBlancs));
        }
        await OkAsync<UsagerView>(await PutAsync(api.Brume, $"/usagers/{people[152].Id}/marks", new { homonyme = false, douteuse = true, fictive = false }, people[152].Version));
        return people;
    }

    private async Task PausedNothingLeavesAsync(Guid campaign)
    {
        var paused = await OkAsync<CampaignView>(await api.PostAsync(api.Brume, $"/qualification-campaigns/{campaign}/pause"));
        var settled = await api.UntilAsync(campaign, c => c.Progress.Called == 0);
        Assert.Equal((CampaignState.Paused, "paused", null), (paused.State, paused.Activity, paused.NextTurnAt));
        api.Clock.Advance(TimeSpan.FromMinutes(10));
        for (var look = 0; look < 20; look++) Assert.Equal(settled.Progress, (await api.StateAsync(campaign)).Progress);
        await OkAsync<CampaignView>(await api.PostAsync(api.Brume, $"/qualification-campaigns/{campaign}/resume"));
    }

    private async Task InsiAwayTheCampaignWaitsAsync(Guid campaign)
    {
        await api.Sandbox.FaultAsync("down");
        var waiting = await api.UntilAsync(campaign, c => c.Activity == "waiting-insi", Pace);
        Assert.Contains("L'INSi ne répond pas : en attente, nouvel essai à ", waiting.Explanation);
        Assert.NotNull(waiting.NextAttemptAt);
        api.Clock.Advance(TimeSpan.FromMinutes(3));
        var still = await api.UntilAsync(campaign, c => c.Activity == "waiting-insi" && c.NextAttemptAt > waiting.NextAttemptAt);
        Assert.Equal(waiting.Progress, still.Progress);
        Assert.Equal(1, still.Progress.Called);
        var line = Assert.Single(await api.ListAsync(campaign, WorkState.Called));
        Assert.Equal(("appelé", still.NextAttemptAt), (line.StateLabel, line.NextAttemptAt));

        await api.Sandbox.FaultAsync("ok");
        await api.UntilAsync(campaign, c => c.Progress.ToCall < still.Progress.ToCall - 3, TimeSpan.FromMinutes(1));
    }

    private async Task StoppedInTheMiddleOfACallAsync(Guid campaign)
    {
        await api.Sandbox.FaultAsync("hang");
        for (var look = 0; look < 500 && !await HangingAsync(); look++) api.Clock.Advance(Pace / 4);
        await api.RestartAsync();
        await api.Sandbox.FaultAsync("ok");
        var back = await api.StateAsync(campaign);
        Assert.Equal(1, back.Progress.Called);
        await api.UntilAsync(campaign, c => c.Progress.ToCall < back.Progress.ToCall - 3, TimeSpan.FromMinutes(1));
    }

    private async Task<bool> HangingAsync() => (await api.Sandbox.JournalAsync()).EnumerateArray().Any(line => line.GetProperty("detail").GetString() == "hang");

    private async Task TheNightIsQuietAsync(Guid campaign)
    {
        await api.UntilAsync(campaign, c => c.Progress.Called == 0);
        api.Clock.MoveTo(Tuesday.AddHours(10.5));   // 19:30 in Paris
        var night = await api.UntilAsync(campaign, c => c.Activity == "outside-hours" && c.NextTurnAt == Tuesday.AddHours(23) && c.Progress.Called == 0);
        Assert.Equal("Hors des heures d'appel : reprise à 08:00.", night.Explanation);
        api.Clock.MoveTo(Tuesday.AddHours(22.9));
        for (var look = 0; look < 20; look++) Assert.Equal(night.Progress, (await api.StateAsync(campaign)).Progress);
        api.Clock.MoveTo(Tuesday.AddHours(23));
        await api.UntilAsync(campaign, c => c.Progress.ToCall < night.Progress.ToCall, Pace);
    }

    private async Task ConfirmAndQualifyAsync(Guid campaign, Guid leaveOut)
    {
        foreach (var line in await api.ListAsync(campaign, WorkState.ToConfirm))
        {
            await api.AcceptAsync(line.UsagerId, line.CallId!.Value, new { confirmDifferences = true });
            if (line.UsagerId == leaveOut) continue;
            await api.ShowCardAsync(line.UsagerId);
            await api.QualifyAsync(line.UsagerId);
        }
        Assert.Equal((142, 1), ((await api.StateAsync(campaign)).Progress is var p ? p.Qualified : 0, p.ProofMissing));
    }

    // Traits corrected are asked about again by the same list; what differs too much stays with a person.
    private async Task CorrectTheWrongLettersAsync(Guid campaign, List<UsagerView> people)
    {
        var lines = await api.ListAsync(campaign, WorkState.Discordance);
        Assert.Equal((8, 2), (lines.Count(l => l.Code == "01"), lines.Count(l => l.Code == "00")));
        foreach (var n in Enumerable.Range(20, 8)) await api.CorrectAsync(people[n], Typed(Of(n).Name + "X", "MARTHE", Of(n).Birth));
        await api.UntilAsync(campaign, c => c.Progress is { ToConfirm: 8, ToCall: 0, Called: 0 }, TimeSpan.FromMinutes(1));
        foreach (var line in await api.ListAsync(campaign, WorkState.ToConfirm))
        {
            await api.AcceptAsync(line.UsagerId, line.CallId!.Value);
            await api.ShowCardAsync(line.UsagerId);
            await api.QualifyAsync(line.UsagerId);
        }
    }

    private async Task OneCallEachAndNeverTwoAtOnceAsync(List<UsagerView> people)
    {
        var calls = new List<InsiCallView>();
        for (var n = 0; n < People; n++)
        {
            var made = await api.CallsOfAsync(people[n].Id);
            Assert.Equal(n switch { 152 => 0, >= 20 and < 28 => 2, _ => 1 }, made.Count);
            calls.AddRange(made);
        }
        var moments = calls.Select(c => c.AskedAt).Order().ToList();
        Assert.Equal(161, moments.Count);
        Assert.All(moments.Zip(moments.Skip(1)), pair => Assert.True(pair.Second - pair.First >= Pace, $"{pair.First:O} {pair.Second:O}"));
        Assert.All(moments, at => Assert.InRange(at.Hour, 7, 17));   // 8 to 19 in Paris in winter
        Assert.All(calls, c => Assert.Equal(("pro-ermont", "3990000010/0077", InsiCallState.Answered), (c.AskedBy, c.UserId, c.State)));
    }
}
