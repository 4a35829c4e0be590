using System.Net.Http.Headers;
using System.Net.Http.Json;
using Contracts.Identity;
using Identity.History;
using Identity.Matching;
using Identity.Usagers;
using Testing;
using Xunit;
using static Identity.Tests.IdentityApi;

namespace Identity.Tests.Merging;

public sealed class MergingTests(IdentityApi api) : IClassFixture<IdentityApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_absorbed_identity_leads_to_the_kept_one_and_is_found_no_more()
    {
        var (kept, absorbed) = await TwinsAsync("FUSIONNEL", "1931-01-11", "ODILE", "ODILA");

        var merged = await OkAsync<UsagerView>(await MergeAsync(api.Brume, kept, absorbed));

        Assert.Equal((kept.Ipp, kept.Version + 1, true), (merged.Ipp, merged.Version, merged.Active));
        var alias = await ReadAsync(api.Brume, absorbed.Id);
        Assert.Equal((false, kept.Id, absorbed.Ipp), (alias.Active, alias.MergedInto, alias.Ipp));
        var found = await OkAsync<SearchAnswer>(await api.PostAsync(api.Brume, "/usagers/search", new { birthName = "FUSIONNEL", birthDate = "1931-01-11" }));
        Assert.Equal(kept.Id, Assert.Single(found.Candidates).UsagerId);
        var fact = (await api.WaitForAsync(IdentityMerged.Topic, e => e.Subject == kept.Id.ToString())).As<IdentityMerged>();
        Assert.Equal((kept.Id, absorbed.Id), (fact.KeptUsagerId, fact.AbsorbedUsagerId));
        var history = await OkAsync<List<HistoryView>>(await api.Brume.GetAsync($"/usagers/{absorbed.Id}/history", Ct));
        Assert.Equal("absorbed", history[^1].Act);
        await api.AccessAsync(absorbed.Id, "identity.merge");
    }

    [Fact]
    public async Task An_absorbed_identity_changes_no_more_until_the_merge_is_undone()
    {
        var (kept, absorbed) = await TwinsAsync("DEFUSION", "1942-07-23", "YVETTE", "YVETTA");
        await OkAsync<UsagerView>(await MergeAsync(api.Brume, kept, absorbed));
        var alias = await ReadAsync(api.Brume, absorbed.Id);

        await ProblemAsync(await PutAsync(api.Brume, $"/usagers/{alias.Id}/traits", new { traits = Typed("AUTRE", "ROSE") }, alias.Version), 409, "identity-inactive");
        var back = await OkAsync<UsagerView>(await PostAsync(api.Brume, $"/usagers/{alias.Id}/unmerge", new { reason = "Deux sœurs jumelles" }, alias.Version));

        Assert.True(back.Active);
        Assert.Null(back.MergedInto);
        var found = await OkAsync<SearchAnswer>(await api.PostAsync(api.Brume, "/usagers/search", new { birthName = "DEFUSION", birthDate = "1942-07-23" }));
        Assert.Equal(2, found.Candidates.Count);
        await api.WaitForAsync(IdentityUnmerged.Topic, e => e.Subject == alias.Id.ToString());
        await ProblemAsync(await PostAsync(api.Brume, $"/usagers/{alias.Id}/unmerge", new { reason = "Encore une fois" }, back.Version), 409, "not-merged");
    }

    [Fact]
    public async Task A_merge_and_its_undoing_are_told_in_their_order_whatever_the_clocks_of_those_who_do_them()
    {
        var (kept, absorbed) = await TwinsAsync("HORLOGERE", "1934-05-06", "REINE", "REINA");
        var moments = new List<DateTimeOffset>();
        try
        {
            api.Clock.Advance(TimeSpan.FromSeconds(5));   // this one is ahead
            await OkAsync<UsagerView>(await MergeAsync(api.Brume, kept, absorbed));
            moments.Add((await api.WaitForAsync(IdentityMerged.Topic, e => e.Subject == kept.Id.ToString())).As<IdentityMerged>().MergedAt);
            api.Clock.Advance(TimeSpan.FromSeconds(-5));   // this one is not
            await PostAsync(api.Brume, $"/usagers/{absorbed.Id}/unmerge", new { reason = "Deux cousines" }, (await ReadAsync(api.Brume, absorbed.Id)).Version);
            moments.Add((await api.WaitForAsync(IdentityUnmerged.Topic, e => e.Subject == absorbed.Id.ToString())).As<IdentityUnmerged>().UnmergedAt);
            api.Clock.Advance(TimeSpan.FromSeconds(-5));
            await OkAsync<UsagerView>(await MergeAsync(api.Brume, await ReadAsync(api.Brume, kept.Id), await ReadAsync(api.Brume, absorbed.Id)));
            moments.Add((await api.WaitForAsync(IdentityMerged.Topic, e => e.Subject == kept.Id.ToString() && e.As<IdentityMerged>().MergedAt != moments[0])).As<IdentityMerged>().MergedAt);
        }
        finally
        {
            api.Clock.Advance(TimeSpan.FromSeconds(5));
        }

        Assert.All(moments.Zip(moments.Skip(1)), pair => Assert.InRange((pair.Second - pair.First).Ticks, TimeSpan.TicksPerMicrosecond, TimeSpan.TicksPerSecond));
    }

    [Fact]
    public async Task Of_two_merges_at_the_same_moment_one_wins_and_nobody_absorbs_himself_in_a_circle()
    {
        var (first, second) = await TwinsAsync("CIRCULAIRE", "1928-11-02", "MARTHE", "MARTHA");

        var replies = await Task.WhenAll(MergeAsync(api.Brume, first, second), MergeAsync(api.Brume, second, first), MergeAsync(api.Brume, first, second));

        Assert.Single(replies, reply => reply.IsSuccessStatusCode);
        Assert.All(replies.Where(reply => !reply.IsSuccessStatusCode), reply => Assert.Contains((int)reply.StatusCode, new[] { 409, 412 }));
        var (a, b) = (await ReadAsync(api.Brume, first.Id), await ReadAsync(api.Brume, second.Id));
        Assert.Single(new[] { a, b }, usager => usager.Active);
    }

    [Fact]
    public async Task A_pair_raised_as_potential_duplicate_is_settled_by_the_merge()
    {
        var (kept, absorbed) = await TwinsAsync("DOUBLONNE", "1939-04-30", "LUCE", "LUCIE");
        var raised = (await OkAsync<List<DuplicateView>>(await api.Brume.GetAsync("/duplicates", Ct))).Where(pair => pair.First.UsagerId == absorbed.Id || pair.Second.UsagerId == absorbed.Id).ToList();

        await OkAsync<UsagerView>(await MergeAsync(api.Brume, kept, absorbed));

        Assert.DoesNotContain(await OkAsync<List<DuplicateView>>(await api.Brume.GetAsync("/duplicates", Ct)), pair => raised.Any(one => one.Id == pair.Id));
    }

    [Fact]
    public async Task Bad_merges_are_refused_in_French_and_change_nothing()
    {
        var (kept, absorbed) = await TwinsAsync("REFUSEE", "1945-09-17", "ANNE", "ANNA");

        await ProblemAsync(await MergeAsync(api.Brume, kept, kept), 400, "merge-with-itself");
        await ProblemAsync(await MergeAsync(api.Brume, kept, absorbed with { Version = 9 }), 412, "stale-version");
        await ProblemAsync(await MergeAsync(api.Brume, kept with { Version = 9 }, absorbed), 412, "stale-version");
        await ProblemAsync(await PostAsync(api.Brume, $"/usagers/{kept.Id}/merge", new { absorbedId = absorbed.Id, absorbedVersion = absorbed.Version, reason = "x" }, kept.Version), 400, "invalid-input");
        await ProblemAsync(await api.PostAsync(api.Brume, $"/usagers/{kept.Id}/merge", new { absorbedId = absorbed.Id, absorbedVersion = absorbed.Version, reason = "Même personne" }), 428, "version-missing");
        Assert.Equal(404, (int)(await MergeAsync(api.Rivieres, kept, absorbed)).StatusCode);
        Assert.Equal(403, (int)(await MergeAsync(api.As(Demo.Brume, Demo.Ermont, "identity:read"), kept, absorbed)).StatusCode);

        Assert.True((await ReadAsync(api.Brume, absorbed.Id)).Active);
    }

    private async Task<(UsagerView Kept, UsagerView Absorbed)> TwinsAsync(string name, string birth, string given, string typedLater)
    {
        var kept = await CreateAsync(api.Brume, Typed(name, given, birth));
        return (kept, await CreateAsync(api.Brume, Typed(name, typedLater, birth), kept.Id));
    }

    private static Task<HttpResponseMessage> MergeAsync(HttpClient client, UsagerView kept, UsagerView absorbed) =>
        PostAsync(client, $"/usagers/{kept.Id}/merge", new { absorbedId = absorbed.Id, absorbedVersion = absorbed.Version, reason = "Même personne, deux admissions" }, kept.Version);

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, string path, object body, int version)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.IfMatch.Add(new EntityTagHeaderValue($"\"{version}\""));
        return await client.SendAsync(request, Ct);
    }
}
