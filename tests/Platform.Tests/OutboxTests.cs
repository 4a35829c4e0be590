using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Testing;
using Xunit;

namespace Platform.Tests;

public sealed class OutboxTests(NotebookApi api) : IClassFixture<NotebookApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_fact_leaves_with_its_tenant_its_order_and_the_trace_of_its_cause()
    {
        using var client = api.As(Demo.Brume);
        client.DefaultRequestHeaders.Add("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");

        var id = await TakeAsync(client, "tracé");

        var fact = await FactOf(id);
        Assert.Equal(Demo.Brume, fact.Tenant);
        Assert.Equal("test", fact.Envelope.GetProperty("environment").GetString());
        Assert.True(fact.Envelope.GetProperty("sequence").GetInt64() > 0);
        Assert.Contains("4bf92f3577b34da6a3ce929d0e0e4736", fact.Envelope.GetProperty("traceparent").GetString());
    }

    [Fact]
    public async Task While_the_broker_is_down_writes_go_on_and_nothing_is_lost()
    {
        api.Sidecar.Down = true;
        using var client = api.As(Demo.Brume);
        var ids = new List<Guid>();
        for (var i = 0; i < 5; i++) ids.Add(await TakeAsync(client, $"en panne {i}"));
        Assert.DoesNotContain(api.Sidecar.Published, fact => ids.Contains(Guid.Parse(fact.Subject)));

        api.Sidecar.Down = false;

        foreach (var id in ids) await FactOf(id);
    }

    [Fact]
    public async Task A_fact_whose_acknowledgement_was_lost_is_sent_again_under_the_same_id_and_takes_effect_once()
    {
        api.Sidecar.AnswersToLose = 1;
        using var client = api.As(Demo.Brume);

        var id = await TakeAsync(client, "accusé perdu");
        var twice = await api.Sidecar.WaitForAsync(2, NoteTaken.Topic, fact => fact.Subject == id.ToString());
        foreach (var fact in twice) Assert.Equal(HttpStatusCode.OK, (await api.BringAsync(fact)).StatusCode);

        Assert.Equal(2, twice.Count);
        Assert.Single(twice.Select(fact => fact.Id).Distinct());
        Assert.Equal(1, await api.InAsync(Demo.Brume, db => db.Heard.CountAsync(heard => heard.NoteId == id, Ct)));
    }

    [Fact]
    public async Task Two_relays_on_one_database_send_each_fact_once()
    {
        await api.StartTwinAsync();
        using var one = api.As(Demo.Brume);
        using var other = api.As(Demo.Brume, replica: 1);

        var ids = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => TakeAsync(i % 2 == 0 ? one : other, $"note {i}")));
        foreach (var id in ids) await FactOf(id);

        var sent = api.Sidecar.Published.Where(fact => ids.Contains(Guid.Parse(fact.Subject))).ToList();
        Assert.Equal(40, sent.Count);
        Assert.Equal(40, sent.Select(fact => fact.Id).Distinct().Count());
    }

    [Fact]
    public async Task What_a_killed_relay_held_has_its_turn_however_much_is_new()
    {
        api.Sidecar.Down = true;
        using var client = api.As(Demo.Brume);
        var old = await TakeAsync(client, "tenu par un relais tué");
        await api.InAsync(Demo.Brume, async db =>
        {
            for (var written = 0; written < 4_000; written++) db.Publish(NoteTaken.Topic, new NoteTaken(Guid.CreateVersion7()), Guid.CreateVersion7());
            return await db.SaveChangesAsync(Ct);
        });
        // Its lease has lapsed; while the broker is away a pass may just be giving it back.
        while (await api.InAsync(Demo.Brume, db => db.Outbox.CountAsync(m => m.Subject == old && m.NextAttemptAt > DateTimeOffset.UnixEpoch, Ct)) == 0)
        {
            var lapsed = api.Clock.GetUtcNow().AddSeconds(-1);
            await api.InAsync(Demo.Brume, db => db.Outbox.Where(m => m.Subject == old).ExecuteUpdateAsync(set => set.SetProperty(m => m.NextAttemptAt, lapsed), Ct));
        }
        var before = api.Sidecar.Published.Count;

        api.Sidecar.Down = false;
        await FactOf(old);

        Assert.InRange(api.Sidecar.Published.Skip(before).TakeWhile(fact => fact.Subject != old.ToString()).Count(), 0, 1_500);
    }

    [Fact]
    public async Task Only_the_sidecar_brings_events()
    {
        using var client = api.As(Demo.Brume);
        var fact = await FactOf(await TakeAsync(client, "gardé"));

        Assert.Equal(HttpStatusCode.Unauthorized, (await api.BringAsync(fact, token: null)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await api.BringAsync(fact, token: "wrong")).StatusCode);
    }

    private Task<PublishedEvent> FactOf(Guid note) => api.Sidecar.WaitForAsync(NoteTaken.Topic, fact => fact.Subject == note.ToString());

    private static async Task<Guid> TakeAsync(HttpClient client, string text)
    {
        using var reply = await client.PostAsJsonAsync("/notes", new { text }, Ct);
        Assert.Equal(HttpStatusCode.Created, reply.StatusCode);
        return Guid.Parse(reply.Headers.Location!.ToString().Split('/')[^1]);
    }
}
