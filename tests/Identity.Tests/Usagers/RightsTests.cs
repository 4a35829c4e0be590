using Contracts.Audit;
using Identity.Matching;
using Identity.Usagers;
using Testing;
using Xunit;
using static Identity.Tests.IdentityApi;

namespace Identity.Tests;

public sealed class RightsTests(IdentityApi api) : IClassFixture<IdentityApi>, IDisposable
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_the_service_offers_can_be_read()
    {
        var offered = await OkAsync<System.Text.Json.JsonElement>(await api.Anonymous().GetAsync("/openapi/v1.json", Ct));

        Assert.Contains(offered.GetProperty("paths").EnumerateObject(), path => path.Name == "/qualification-campaigns");
    }

    [Fact]
    public async Task Pages_filters_and_totals_hold_only_what_the_caller_may_read()
    {
        var made = new List<Guid>();
        foreach (var name in new[] { "AMBREVILLE", "BROCELIANDRE", "COURTEMANCHE", "DIEULAFAIT", "ENTREMONTS" }) made.Add((await CreateAsync(api.Rivieres, Typed(name, "PAGE", $"19{30 + made.Count}-01-01"))).Id);
        api.Consent.Forbids = (_, usager, _, _) => usager == made[1].ToString() || usager == made[3].ToString();

        var first = await OkAsync<UsagerPage>(await api.Rivieres.GetAsync("/usagers?limit=2&status=prov", Ct));
        var second = await OkAsync<UsagerPage>(await api.Rivieres.GetAsync($"/usagers?limit=2&status=prov&cursor={Uri.EscapeDataString(first.Next!)}", Ct));

        Assert.Equal((3, 3), (first.Total, second.Total));
        Assert.Equal([made[0], made[2], made[4]], first.Items.Concat(second.Items).Select(u => u.Id));
        Assert.Null(second.Next);
        Assert.Empty((await OkAsync<UsagerPage>(await api.Rivieres.GetAsync($"/usagers?establishmentId={Demo.RoseraieDuLac}", Ct))).Items);
        await ProblemAsync(await api.Rivieres.GetAsync("/usagers?limit=5000", Ct), 400, "invalid-page");
        await ProblemAsync(await api.Rivieres.GetAsync("/usagers?cursor=zzz", Ct), 400, "invalid-cursor");
        await ProblemAsync(await api.Rivieres.GetAsync("/usagers?status=DIVIN", Ct), 400, "unknown-status");
    }

    [Fact]
    public async Task A_refusal_that_may_not_be_told_looks_like_nobody_and_one_that_may_says_why()
    {
        var made = await CreateAsync(api.Brume, Typed("INVISIBLON", "THEO", "1940-04-04", "M"));
        api.Consent.Forbids = (_, usager, _, action) => usager == made.Id.ToString() && action is "R" or "U";

        await ProblemAsync(await api.Brume.GetAsync($"/usagers/{made.Id}", Ct), 404, "not-found");
        api.Consent.MayKnow = true;
        await ProblemAsync(await PutAsync(api.Brume, $"/usagers/{made.Id}/traits", new { traits = Typed("AUTREMENT", "THEO") }, 1), 403, "not-authorised");

        var access = await api.AccessAsync(made.Id, "identity.correct", "refused");
        Assert.Equal(("DENY_PROFILE", "test-rule"), (access.ReasonCode, access.RuleIds.Single()));
        api.Consent.Forbids = (_, _, _, _) => false;
        Assert.Equal(made.Version, (await ReadAsync(api.Brume, made.Id)).Version);
    }

    [Fact]
    public async Task Somebody_resembling_whom_the_caller_may_not_see_is_not_shown_but_the_pair_is_raised()
    {
        var hidden = await CreateAsync(api.Brume, Typed("CACHETTIER", "LINE", "1941-01-17"));
        api.Consent.Forbids = (_, usager, _, _) => usager == hidden.Id.ToString();

        var made = await CreateAsync(api.Brume, Typed("CACHETTIER", "LINE", "1941-01-18"));

        Assert.DoesNotContain(await OkAsync<List<DuplicateView>>(await api.Brume.GetAsync("/duplicates", Ct)), p => p.First.UsagerId == made.Id || p.Second.UsagerId == made.Id);
        api.Consent.Forbids = (_, _, _, _) => false;
        Assert.Contains(await OkAsync<List<DuplicateView>>(await api.Brume.GetAsync("/duplicates", Ct)), p => new[] { p.First.UsagerId, p.Second.UsagerId }.Contains(hidden.Id));
    }

    [Fact]
    public async Task A_creation_the_function_does_not_allow_is_refused_and_kept()
    {
        api.Consent.Forbids = (situation, _, _, action) => action == "C" && situation == Demo.Montagne.ToString();

        await ProblemAsync(await api.PostAsync(api.As(Demo.Brume, Demo.Montagne, sub: "pro-montagne"), "/usagers", new { traits = Typed("REFUSAL", "EVE", "1942-02-12") }), 403, "not-authorised");

        await api.WaitForAsync(AccessRecorded.Topic, e => e.As<AccessRecorded>() is { Action: "identity.create", Outcome: "refused", Actor: "pro-montagne" });
    }

    public void Dispose() => (api.Consent.Forbids, api.Consent.MayKnow) = ((_, _, _, _) => false, false);
}
