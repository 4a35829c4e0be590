using Documents.Tests.Api;
using Documents.Transmissions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Testing;
using static Documents.Tests.Api.DocumentsApi;

namespace Documents.Tests.Transmissions;

/// <summary>The board is read lot after lot, each from the last line of the one before.</summary>
public sealed class OutboxPagesTests(DocumentsApi api) : IClassFixture<DocumentsApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Lots_of_lines_that_the_asker_may_not_see_hide_none_that_they_may_and_no_line_comes_twice()
    {
        var (seen, unseen) = (api.NewPerson("RECUP"), api.NewPerson("RECUP"));
        api.Consent.Refuse = r => r.UsagerId == unseen.ToString() && r.SituationId == Demo.Montagne.ToString() ? "DENY_RELATION" : null;
        var (ours, theirs) = (await api.ValidatedAsync(seen), await api.ValidatedAsync(unseen));
        await AskedAsync(ours, "ancien", 1);
        api.Clock.Advance(TimeSpan.FromMinutes(1));
        await AskedAsync(theirs, "autre", 1_100);      // all at the same instant: only the identifier parts them

        var older = await BoardAsync();
        await AskedAsync(ours, "recent", 250);
        var full = await BoardAsync();

        Assert.Equal(["ancien0@x.mssante.fr"], older.Recipients);
        Assert.True(older.Complete);
        Assert.Equal(200, full.Recipients.Distinct().Count());
        Assert.Equal(200, full.Recipients.Count);
        Assert.False(full.Complete);
    }

    private async Task<(List<string> Recipients, bool Complete)> BoardAsync()
    {
        var board = await OkAsync(await api.Nurse.GetAsync("/outbox", Ct));
        return ([.. board["lines"]!.AsArray().Select(l => l!["transmission"]!["recipient"]!.GetValue<string>())], board["complete"]!.GetValue<bool>());
    }

    private async Task AskedAsync(Guid document, string name, int count)
    {
        await using var scope = api.Provider.CreateAsyncScope();
        using var _ = scope.ServiceProvider.GetRequiredService<Platform.TenantScope>().Enter(Demo.Brume);
        var db = scope.ServiceProvider.GetRequiredService<DocumentsDbContext>();
        var of = await db.Documents.SingleAsync(d => d.Id == document, Ct);
        var now = api.Clock.GetUtcNow();
        for (var i = 0; i < count; i++) db.Transmissions.Add(Transmission.Ask(of, Channel.Mssante, $"{name}{i}@x.mssante.fr", new(Demo.Vasseur, now), automatic: false, emergency: false, now));
        await db.SaveChangesAsync(Ct);
    }
}
