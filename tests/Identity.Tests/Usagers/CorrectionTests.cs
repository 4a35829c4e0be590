using Contracts.Identity;
using Identity.History;
using Identity.Matching;
using Identity.Usagers;
using Testing;
using Xunit;
using static Identity.Tests.IdentityApi;

namespace Identity.Tests;

public sealed class CorrectionTests(IdentityApi api) : IClassFixture<IdentityApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_two_edits_of_one_version_the_second_is_refused_and_changes_nothing()
    {
        var made = await CreateAsync(api.Brume, Typed("PELLAUMAIL", "ROSE", "1934-02-02"));

        var won = await OkAsync<UsagerView>(await PutAsync(api.Brume, $"/usagers/{made.Id}/traits", new { traits = Typed("PELAUMAIL", "ROSE", "1934-02-02") }, made.Version));
        await ProblemAsync(await PutAsync(api.Brume, $"/usagers/{made.Id}/traits", new { traits = Typed("PERDU", "ROSE", "1934-02-02") }, made.Version), 412, "stale-version");
        await ProblemAsync(await PutAsync(api.Brume, $"/usagers/{made.Id}/traits", new { traits = Typed("PERDU", "ROSE", "1934-02-02") }, null), 428, "version-missing");

        Assert.Equal("PELAUMAIL", (await ReadAsync(api.Brume, made.Id)).Traits.BirthName);
        var fact = (await api.WaitForAsync(IdentityCorrected.Topic, e => e.Subject == made.Id.ToString())).As<IdentityCorrected>();
        Assert.Equal(won.Version, fact.Version);
    }

    [Fact]
    public async Task Edits_at_the_same_moment_never_both_win()
    {
        var made = await CreateAsync(api.Brume, Typed("SIMULTANE", "ALIX", "1935-05-05"));

        var replies = await Task.WhenAll(Enumerable.Range(0, 6).Select(i =>
            PutAsync(api.Brume, $"/usagers/{made.Id}/traits", new { traits = Typed("SIMULTANE", "ALIX", $"1935-05-1{i}") }, made.Version)));

        Assert.Single(replies, r => r.IsSuccessStatusCode);
        Assert.All(replies.Where(r => !r.IsSuccessStatusCode), r => Assert.Equal(412, (int)r.StatusCode));
        Assert.Equal(made.Version + 1, (await ReadAsync(api.Brume, made.Id)).Version);
    }

    [Fact]
    public async Task The_history_tells_each_act_with_the_traits_before_and_after()
    {
        var made = await CreateAsync(api.Brume, Typed("HISTORIEN", "GUY", "1933-01-01", "M"));
        await PutAsync(api.Brume, $"/usagers/{made.Id}/traits", new { traits = Typed("HISTORIENNE", "GUY", "1933-01-01", "M") }, made.Version);

        var history = await OkAsync<List<HistoryView>>(await api.Brume.GetAsync($"/usagers/{made.Id}/history", Ct));

        Assert.Equal(["created", "trait-changed"], history.Select(h => h.Act));
        Assert.Equal(new("birthName", "HISTORIEN", "HISTORIENNE"), Assert.Single(history[1].Changes));
        Assert.Equal("pro-ermont", history[1].By);
        await api.AccessAsync(made.Id, "identity.history");
    }

    [Fact]
    public async Task A_used_name_never_touches_the_birth_name_and_helps_to_find_the_person()
    {
        var made = await CreateAsync(api.Brume, Typed("NAISSANCIER", "IRMA", "1936-03-08"));

        var completed = await OkAsync<UsagerView>(await PutAsync(api.Brume, $"/usagers/{made.Id}/complementary-traits", new { complementary = new { usedName = "Époustoufle", phone = "+33 1 99 00 00 00" }, establishmentId = Demo.SaulesBlancs }, made.Version));
        var found = await OkAsync<SearchAnswer>(await api.PostAsync(api.Brume, "/usagers/search", new { birthName = "Epoustoufle", birthDate = "1936-03-08" }));

        Assert.Equal(("NAISSANCIER", "Époustoufle"), (completed.Traits.BirthName, completed.Complementary.UsedName));
        Assert.Contains(found.Candidates, c => c.UsagerId == made.Id);
    }

    [Fact]
    public async Task Doubtful_and_fictitious_exclude_each_other_and_forbid_the_call()
    {
        var made = await CreateAsync(api.Brume, Typed("DOUTEVAL", "IGOR", "1937-07-07", "M"));

        await ProblemAsync(await PutAsync(api.Brume, $"/usagers/{made.Id}/marks", new { homonyme = false, douteuse = true, fictive = true }, made.Version), 409, "marks-exclusive");
        var marked = await OkAsync<UsagerView>(await PutAsync(api.Brume, $"/usagers/{made.Id}/marks", new { homonyme = true, douteuse = true, fictive = false }, made.Version));

        Assert.Equal(["homonyme", "douteuse"], marked.Marks);
        await ProblemAsync(await api.PostAsync(api.Brume, $"/usagers/{made.Id}/insi-calls"), 409, "identity-doubted");
        await ProblemAsync(await api.PostAsync(api.Brume, $"/usagers/{made.Id}/unlock", new { reason = "essai de déverrouillage" }), 409, "traits-not-frozen");
    }
}
