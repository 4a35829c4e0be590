using Identity.Mastery;
using Identity.Usagers;
using Testing;
using Xunit;
using static Identity.Tests.IdentityApi;

namespace Identity.Tests;

[Trait("Seed", "S2-40")]
public sealed class MasteryTests(IdentityApi api) : IClassFixture<IdentityApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;
    private HttpClient Editor => api.As(Demo.Brume, Demo.Editor, kind: "system", sub: "valbrume-facturation", clientId: "valbrume-facturation");

    [Fact]
    public async Task A_change_outside_the_master_is_refused_or_proposed_and_the_master_decides()
    {
        var made = await CreateAsync(Editor, Typed("MAITRISEUR", "ANNE", "1939-09-09"));
        var changed = new { traits = Typed("MAITRISEUSE", "ANNE", "1939-09-09") };
        await AppointAsync("Refused");

        var refused = await ProblemAsync(await PutAsync(api.Brume, $"/usagers/{made.Id}/traits", changed, made.Version), 403, "not-identity-master");
        Assert.Contains("valbrume-facturation", refused.GetProperty("detail").GetString());
        await ProblemAsync(await api.PostAsync(api.Brume, "/proposals/01900000-0000-7000-8000-00000000dead/accept"), 403, "not-identity-master");

        await AppointAsync("Proposed");
        var proposed = await PutAsync(api.Brume, $"/usagers/{made.Id}/traits", changed, made.Version);
        Assert.Equal(202, (int)proposed.StatusCode);
        var proposal = await OkAsync<ProposalMade>(proposed);
        Assert.Equal(("MAITRISEUR", made.Version), ((await ReadAsync(api.Brume, made.Id)) is var now ? now.Traits.BirthName : "", now.Version));

        var waiting = Assert.Single(await OkAsync<List<ProposalView>>(await Editor.GetAsync("/proposals", Ct)), p => p.Id == proposal.ProposalId);
        Assert.Equal(("pro-ermont", "portal", "MAITRISEUSE"), (waiting.ProposedBy, waiting.ProposedWith, waiting.Differences[0].Candidate));
        await ProblemAsync(await api.PostAsync(api.Brume, $"/proposals/{proposal.ProposalId}/accept"), 403, "not-identity-master");
        var accepted = await OkAsync<UsagerView>(await api.PostAsync(Editor, $"/proposals/{proposal.ProposalId}/accept"));

        Assert.Equal("MAITRISEUSE", accepted.Traits.BirthName);
        await ProblemAsync(await api.PostAsync(Editor, $"/proposals/{proposal.ProposalId}/refuse"), 409, "proposal-decided");
        Assert.Equal("MAITRISEUR", (await OkAsync<UsagerView>(await PutAsync(Editor, $"/usagers/{made.Id}/traits", new { traits = Typed("MAITRISEUR", "ANNE", "1939-09-09") }, accepted.Version))).Traits.BirthName);
    }

    [Fact]
    public async Task A_proposal_on_an_identity_that_changed_since_is_not_applied()
    {
        await AppointAsync("Proposed");
        var made = await CreateAsync(Editor, Typed("DEPASSEMENT", "LUC", "1938-08-08", "M"));
        var proposal = await OkAsync<ProposalMade>(await PutAsync(api.Brume, $"/usagers/{made.Id}/traits", new { traits = Typed("DEPASSANT", "LUC", "1938-08-08", "M") }, made.Version));
        await PutAsync(Editor, $"/usagers/{made.Id}/traits", new { traits = Typed("DEPASSEMENT", "LUC", "1938-08-09", "M") }, made.Version);

        await ProblemAsync(await api.PostAsync(Editor, $"/proposals/{proposal.ProposalId}/accept"), 409, "proposal-outdated");

        Assert.Equal(204, (int)(await api.PostAsync(Editor, $"/proposals/{proposal.ProposalId}/refuse")).StatusCode);
        Assert.Equal("DEPASSEMENT", (await ReadAsync(Editor, made.Id)).Traits.BirthName);
    }

    [Fact]
    public async Task Another_tenant_masters_its_own_identities()
    {
        await AppointAsync("Refused");
        var made = await CreateAsync(api.Rivieres, Typed("AUTONOME", "LEA", "1937-07-17"));

        Assert.True((await PutAsync(api.Rivieres, $"/usagers/{made.Id}/traits", new { traits = Typed("AUTONOMIE", "LEA", "1937-07-17") }, made.Version)).IsSuccessStatusCode);
        Assert.Null((await OkAsync<MasterView>(await api.Rivieres.GetAsync("/identity-master", Ct))).ClientId);
    }

    private async Task AppointAsync(string others) => await OkAsync<MasterView>(await PutAsync(api.Brume, "/identity-master", new { clientId = "valbrume-facturation", others }, null));
}
