using System.Net.Http.Json;
using System.Text.Json;
using Contracts.Documents;
using Contracts.Identity;
using Contracts.Messaging;
using Testing;
using Xunit;

namespace Audit.Tests;

public sealed class CounterTests(AuditApi api) : IClassFixture<AuditApi>
{
    [Fact]
    [Trait("Seed", "S2-03")]
    public async Task Goals_are_counted_by_person_from_real_events_only()
    {
        var tenant = Guid.CreateVersion7();
        var residents = Enumerable.Range(0, 3).Select(_ => Guid.CreateVersion7()).ToList();
        var trainee = Guid.CreateVersion7();
        var now = api.Clock.GetUtcNow();
        foreach (var resident in residents)
        {
            await api.DeliverAsync(InsQualified.Topic, new InsQualified(resident, now), tenant, environment: "real");
            await api.DeliverAsync(TransmissionDeposited.Topic, new TransmissionDeposited(Guid.CreateVersion7(), Guid.CreateVersion7(), resident, "74207-2", now), tenant, environment: "real");
            await api.DeliverAsync(MessageDelivered.Topic, new MessageDelivered(Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), null, resident, "mssante", now), tenant, environment: "real");
            await api.DeliverAsync(MessageRead.Topic, new MessageRead(Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), null, resident, "citizen", "displayed", now), tenant, environment: "real");
        }
        await api.DeliverAsync(MessageRead.Topic, new MessageRead(Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), null, residents[0], "mssante", "processed", now), tenant, environment: "real");
        await api.DeliverAsync(InsQualified.Topic, new InsQualified(residents[0], now), tenant, environment: "real", sequence: 2);
        await api.DeliverAsync(InsQualified.Topic, new InsQualified(trainee, now), tenant, environment: "test");
        await api.DeliverAsync(TransmissionDeposited.Topic, new TransmissionDeposited(Guid.CreateVersion7(), Guid.CreateVersion7(), trainee, "74207-2", now), tenant, environment: "test");

        var counters = await CountersAsync(tenant);

        Assert.Equal((3, 3, 3, 3), (counters[("real", "ins-qualified")], counters[("real", "dmp-deposited")], counters[("real", "mssante-delivered")], counters[("real", "citizen-read")]));
        Assert.False(counters.ContainsKey(("real", "mssante-read")), "filed by a software is not read");
        Assert.Equal((1, 1), (counters[("test", "ins-qualified")], counters[("test", "dmp-deposited")]));
    }

    [Fact]
    public async Task A_lost_INS_no_longer_counts_even_when_the_news_come_in_disorder()
    {
        var (tenant, resident) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await api.DeliverAsync(InsLost.Topic, new InsLost(resident, "douteuse", api.Clock.GetUtcNow()), tenant, sequence: 9, environment: "real");
        await api.DeliverAsync(InsQualified.Topic, new InsQualified(resident, api.Clock.GetUtcNow()), tenant, sequence: 5, environment: "real");

        Assert.False((await CountersAsync(tenant)).ContainsKey(("real", "ins-qualified")));
    }

    [Fact]
    public async Task Who_does_not_answer_for_the_organisation_counts_only_whom_they_may_know()
    {
        var (tenant, resident, other) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        foreach (var person in new[] { resident, other }) await api.DeliverAsync(InsQualified.Topic, new InsQualified(person, api.Clock.GetUtcNow()), tenant, environment: "real");
        api.Known[resident] = true;

        Assert.Equal(2, (await CountersAsync(tenant))[("real", "ins-qualified")]);
        Assert.Equal(1, (await CountersAsync(tenant, Demo.Montagne))[("real", "ins-qualified")]);
        api.Known.TryRemove(resident, out _);
        Assert.Empty(await CountersAsync(tenant, Demo.Montagne));
    }

    private async Task<Dictionary<(string, string), int>> CountersAsync(Guid tenant, Guid? situation = null) =>
        (await api.As(tenant, situation ?? api.Officer).GetFromJsonAsync<JsonElement>("/counters", TestContext.Current.CancellationToken)).EnumerateArray()
            .ToDictionary(one => (one.GetProperty("environment").GetString()!, one.GetProperty("goal").GetString()!), one => one.GetProperty("persons").GetInt32());
}
