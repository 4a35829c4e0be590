using System.Net.Http.Json;
using Contracts.Identity;
using Microsoft.Extensions.DependencyInjection;
using Platform.Merging;
using Telemedicine.Following;
using Telemedicine.Tests.Api;
using Testing;
using static Telemedicine.Tests.Api.TelemedicineApi;

namespace Telemedicine.Tests.Requests;

/// <summary>Two identities were one person.</summary>
public sealed class MergeTests(TelemedicineApi api) : IClassFixture<TelemedicineApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_asked_for_the_absorbed_identity_goes_on_for_the_kept_one()
    {
        var (kept, absorbed) = (api.NewPerson(), api.NewPerson());
        var request = await api.SubmittedAsync(absorbed);

        var fact = Guid.CreateVersion7();
        foreach (var _ in Enumerable.Range(0, 2)) Assert.Equal("SUCCESS", await api.DeliverAsync(IdentityMerged.Topic, new IdentityMerged(kept, absorbed, api.Clock.GetUtcNow()), Demo.Brume, fact));

        Assert.Equal([request], await OfAsync(kept));
        Assert.Empty(await OfAsync(absorbed));
        // The information given before still holds: the kept one's request is accepted with it.
        var requis = await api.RequisAsync();
        await OkAsync(await api.Expert.PostAsJsonAsync($"/requests/{request}/accept", new { requisId = requis }, Ct));
    }

    [Fact]
    public async Task Another_organisations_merge_moves_nothing()
    {
        var (kept, absorbed) = (api.NewPerson(), api.NewPerson());
        var request = await api.SubmittedAsync(absorbed);

        await api.DeliverAsync(IdentityMerged.Topic, new IdentityMerged(kept, absorbed, api.Clock.GetUtcNow()), Demo.Rivieres);

        Assert.Equal([request], await OfAsync(absorbed));
    }

    [Fact]
    public async Task A_merge_taken_back_gives_each_their_requests_and_what_was_asked_meanwhile_is_sorted_by_hand()
    {
        var (kept, absorbed) = (api.NewPerson(), api.NewPerson());
        var (own, theirs) = (await api.SubmittedAsync(kept), await api.SubmittedAsync(absorbed));
        api.Clock.Advance(TimeSpan.FromMinutes(1));
        var merged = new IdentityMerged(kept, absorbed, api.Clock.GetUtcNow());
        await api.DeliverAsync(IdentityMerged.Topic, merged, Demo.Brume);
        var meanwhile = await api.SubmittedAsync(kept);
        api.Clock.Advance(TimeSpan.FromMinutes(1));

        foreach (var _ in Enumerable.Range(0, 2)) Assert.Equal("SUCCESS", await api.DeliverAsync(IdentityUnmerged.Topic, new IdentityUnmerged(absorbed, kept, api.Clock.GetUtcNow()), Demo.Brume));
        await api.DeliverAsync(IdentityMerged.Topic, merged, Demo.Brume);

        Assert.Equal([theirs], await OfAsync(absorbed));
        Assert.Equal(new[] { own, meanwhile }.Order(), (await OfAsync(kept)).Order());
        var list = (await OkAsync(await api.Nurse.GetAsync($"/to-sort?subjectId={absorbed}", Ct)))["items"]!.AsArray();
        Assert.Equal(["information", "telemedicine-request"], list.Select(r => r!["kind"]!.GetValue<string>()).Order());
        var row = Assert.Single(list, r => r!["rowId"]!.GetValue<Guid>() == meanwhile)!["id"]!.GetValue<Guid>();
        Assert.Equal(System.Net.HttpStatusCode.NoContent, (await api.Nurse.PostAsJsonAsync($"/to-sort/{row}/settle", new { goesTo = "restored" }, Ct)).StatusCode);

        Assert.Equal(new[] { theirs, meanwhile }.Order(), (await OfAsync(absorbed)).Order());
        // What each was told still holds for their own request: both go on.
        var requis = await api.RequisAsync();
        foreach (var request in new[] { own, theirs, meanwhile }) await OkAsync(await api.Expert.PostAsJsonAsync($"/requests/{request}/accept", new { requisId = requis }, Ct));
    }

    [Fact]
    public async Task What_was_being_asked_while_the_merge_was_followed_goes_over_later_and_comes_back_with_the_rest()
    {
        var (kept, absorbed) = (api.NewPerson(), api.NewPerson());
        var early = await api.SubmittedAsync(absorbed);
        api.Clock.Advance(TimeSpan.FromSeconds(1));
        await api.DeliverAsync(IdentityMerged.Topic, new IdentityMerged(kept, absorbed, api.Clock.GetUtcNow()), Demo.Brume);
        var late = await api.SubmittedAsync(absorbed);

        api.Clock.Advance(TimeSpan.FromMinutes(1));
        await api.Provider.GetRequiredService<SweepMerges<TelemedicineDbContext, FollowMerge>>().TurnAsync(Ct);

        Assert.Equal(new[] { early, late }.Order(), (await OfAsync(kept)).Order());
        Assert.Empty(await OfAsync(absorbed));
        var requis = await api.RequisAsync();
        await OkAsync(await api.Expert.PostAsJsonAsync($"/requests/{late}/accept", new { requisId = requis }, Ct));
        Assert.Equal("SUCCESS", await api.DeliverAsync(IdentityUnmerged.Topic, new IdentityUnmerged(absorbed, kept, api.Clock.GetUtcNow()), Demo.Brume));
        Assert.Equal(new[] { early, late }.Order(), (await OfAsync(absorbed)).Order());
        Assert.Empty((await OkAsync(await api.Nurse.GetAsync($"/to-sort?subjectId={absorbed}", Ct)))["items"]!.AsArray());
    }

    [Fact]
    public async Task An_unmerge_that_comes_before_its_merge_leaves_all_where_it_is()
    {
        var (kept, absorbed) = (api.NewPerson(), api.NewPerson());
        var request = await api.SubmittedAsync(absorbed);
        var merged = new IdentityMerged(kept, absorbed, api.Clock.GetUtcNow());
        api.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal("SUCCESS", await api.DeliverAsync(IdentityUnmerged.Topic, new IdentityUnmerged(absorbed, kept, api.Clock.GetUtcNow()), Demo.Brume));
        Assert.Equal("SUCCESS", await api.DeliverAsync(IdentityMerged.Topic, merged, Demo.Brume));

        Assert.Equal([request], await OfAsync(absorbed));
        Assert.Empty((await OkAsync(await api.Nurse.GetAsync($"/to-sort?subjectId={absorbed}", Ct)))["items"]!.AsArray());
    }

    [Fact]
    public async Task An_invented_person_has_no_request()
    {
        var invented = Guid.CreateVersion7();
        var useCase = await api.UseCaseAsync("geriatrie");

        var refused = await api.Nurse.PostAsJsonAsync("/requests", new { usagerId = invented, useCaseId = useCase["id"]!.GetValue<Guid>(), answers = new { }, parcours = new { @case = "TreatingDoctorReferral", treatingDoctorInformed = true } }, Ct);

        await RefusedAsync(refused, System.Net.HttpStatusCode.NotFound, "not-found");
        Assert.Empty(await OfAsync(invented));
    }

    private async Task<IEnumerable<Guid>> OfAsync(Guid person) =>
        (await OkAsync(await api.Nurse.GetAsync($"/requests?usagerId={person}", Ct)))["items"]!.AsArray().Select(r => r!["id"]!.GetValue<Guid>());
}
