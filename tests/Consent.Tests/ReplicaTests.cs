using Testing;
using Xunit;

namespace Consent.Tests;

/// <summary>Two replicas on one database.</summary>
public sealed class ReplicaTests(ConsentApi first) : IClassFixture<ConsentApi>
{
    [Fact]
    public async Task No_replica_allows_anything_after_a_withdrawal_was_acknowledged()
    {
        await using var second = ConsentApi.ReplicaOf(first);
        await second.InitializeAsync();
        var (nurse, partner) = (first.Directory.Add(Demo.Brume, "ide", Demo.SaulesBlancs), first.Directory.Add(Demo.Brume, "ide", Demo.RoseraieDuLac));

        for (var round = 0; round < 5; round++)
        {
            var resident = await first.ResidentAsync(Demo.Brume, Demo.SaulesBlancs);
            var consent = await Sharing.AgreeAsync(first, Demo.SaulesBlancs, resident, partner, ["SOI"]);
            Assert.True((await second.AskAsync(Demo.Brume, partner, resident, "SOI", "R")).Allowed);

            // Readers hammer both replicas; each question asked after the acknowledgement must be refused.
            using var stop = new CancellationTokenSource();
            var acknowledged = false;
            var late = 0;
            var readers = Enumerable.Range(0, 4).Select(reader => Task.Run(async () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    var after = Volatile.Read(ref acknowledged);
                    var decision = await (reader % 2 == 0 ? first : second).AskAsync(Demo.Brume, partner, resident, "SOI", "R");
                    if (after && decision.Allowed) Interlocked.Increment(ref late);
                }
            })).ToList();
            Assert.Equal(204, (await first.TryAsync(nurse, $"/consents/{consent}/withdraw", new { })).Status);
            Volatile.Write(ref acknowledged, true);
            for (var i = 0; i < 20; i++) Assert.False((await second.AskAsync(Demo.Brume, partner, resident, "SOI", "R")).Allowed);
            await stop.CancelAsync();
            await Task.WhenAll(readers);

            Assert.Equal(0, late);
        }
    }

    [Fact]
    public async Task Many_changes_at_once_are_all_seen_by_the_other_replica()
    {
        await using var second = ConsentApi.ReplicaOf(first);
        await second.InitializeAsync();
        var nurse = first.Directory.Add(Demo.Brume, "ide", Demo.SaulesBlancs);
        var residents = new List<Guid>();
        for (var i = 0; i < 12; i++) residents.Add(await first.ResidentAsync(Demo.Brume, Demo.SaulesBlancs));
        Assert.True((await second.AskAsync(Demo.Brume, nurse, residents[0], "SOI", "R")).Allowed);

        await Task.WhenAll(residents.Select((resident, at) => (at % 2 == 0 ? first : second).MakeAsync(nurse, "/oppositions", new { usagerId = resident, category = "SOI" })));

        foreach (var resident in residents)
            foreach (var replica in new[] { first, second })
                Assert.Equal("DENY_OPPOSITION", (await replica.AskAsync(Demo.Brume, nurse, resident, "SOI", "R")).ReasonCode);
    }

    [Fact]
    public async Task Somebody_at_work_who_left_is_known_to_have_left_before_anybody_waits_for_directory()
    {
        var nurse = first.Directory.Add(Demo.Brume, "ide", Demo.SaulesBlancs);
        var resident = await first.ResidentAsync(Demo.Brume, Demo.SaulesBlancs);
        Assert.True((await first.AskAsync(Demo.Brume, nurse, resident, "SOI", "R")).Allowed);

        first.Directory.End(nurse);
        first.Clock.Advance(TimeSpan.FromSeconds(3));

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(15));
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while ((await first.AskAsync(Demo.Brume, nurse, resident, "SOI", "R")).ReasonCode != "DENY_ACCOUNT") Assert.True(await pace.WaitForNextTickAsync(limit.Token));
        Assert.Single(first.Directory.AskedAlone, id => id == nurse.ToString());
    }
}
