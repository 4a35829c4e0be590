using Consent.Grants;
using Consent.Places;
using Contracts.Identity;
using Microsoft.Extensions.DependencyInjection;
using Platform;
using Platform.Merging;
using Testing;
using Xunit;

namespace Consent.Tests;

/// <summary>What was being recorded for an identity while consent followed its merge.</summary>
public sealed class LateWillTests(ConsentApi api) : IClassFixture<ConsentApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_opens_to_the_kept_ones_relative_later_and_goes_back_when_the_merge_is_undone()
    {
        var (kept, absorbed) = (await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs), await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs));
        api.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("SUCCESS", await api.DeliverAsync(IdentityMerged.Topic, new IdentityMerged(kept, absorbed, api.Clock.GetUtcNow()), Demo.Brume));
        await CommitAsync(absorbed, "fille-tardive");
        Assert.False((await api.AskAsAccountAsync("fille-tardive", kept, "AGE", "R")).Allowed);

        api.Clock.Advance(TimeSpan.FromMinutes(1));
        await api.Provider.GetRequiredService<SweepMerges<ConsentDbContext, FollowMerges>>().TurnAsync(Ct);

        Assert.True((await api.AskAsAccountAsync("fille-tardive", kept, "AGE", "R")).Allowed);
        Assert.Equal("SUCCESS", await api.DeliverAsync(IdentityUnmerged.Topic, new IdentityUnmerged(absorbed, kept, api.Clock.GetUtcNow()), Demo.Brume));
        Assert.False((await api.AskAsAccountAsync("fille-tardive", kept, "AGE", "R")).Allowed);
        Assert.True((await api.AskAsAccountAsync("fille-tardive", absorbed, "AGE", "R")).Allowed);
    }

    // As a request does that asked its questions before the merge and commits after it.
    private async Task CommitAsync(Guid person, string account)
    {
        await using var scope = api.Provider.CreateAsyncScope();
        using var entered = scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(Demo.Brume);
        var db = scope.ServiceProvider.GetRequiredService<ConsentDbContext>();
        db.Add(AccessGrant.Give(Demo.Brume, person, new(GrantHolder.Relative, account, "Mme Proche", "fille", [GrantScope.Agenda], [], 1, null, false, "formulaire signé", null, null), api.Clock.GetUtcNow()));
        db.RaiseRules(person);
        await db.SaveChangesAsync(Ct);
    }
}
