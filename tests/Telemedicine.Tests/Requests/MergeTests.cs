using System.Net.Http.Json;
using Contracts.Identity;
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

    private async Task<IEnumerable<Guid>> OfAsync(Guid person) =>
        (await OkAsync(await api.Nurse.GetAsync($"/requests?usagerId={person}", Ct)))["items"]!.AsArray().Select(r => r!["id"]!.GetValue<Guid>());
}
