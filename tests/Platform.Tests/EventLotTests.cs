using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Testing;
using Xunit;
using static Platform.Tests.NotebookApi;

namespace Platform.Tests;

/// <summary>Events that come together are committed together, each with the effect it would have had alone.</summary>
public sealed class EventLotTests(NotebookApi api) : IClassFixture<NotebookApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_lot_takes_effect_once_however_often_it_comes()
    {
        var notes = Enumerable.Range(0, 100).Select(_ => Guid.CreateVersion7()).ToList();
        var lot = notes.Select(note => Event(NoteTaken.Topic, new { noteId = note }, id: note)).ToArray();

        var first = await api.BringLotAsync(NoteTaken.Topic, lot);
        var again = await api.BringLotAsync(NoteTaken.Topic, [.. lot[..50], .. lot[..50]]);
        var alone = await api.BringLotAsync(NoteTaken.Topic, lot[7]);

        Assert.All(first.Concat(again).Concat(alone), status => Assert.Equal("SUCCESS", status));
        Assert.Equal(100, await HeardAsync(Demo.Brume, notes));
    }

    [Fact]
    public async Task Each_event_of_a_lot_sees_the_effects_of_those_before_it()
    {
        var note = Guid.CreateVersion7();

        var statuses = await api.BringLotAsync(NoteEchoed.Topic, [.. Enumerable.Range(0, 10).Select(_ => Event(NoteEchoed.Topic, new { noteId = note }))]);

        Assert.All(statuses, status => Assert.Equal("SUCCESS", status));
        Assert.Equal(1, await HeardAsync(Demo.Brume, [note]));
        await api.Sidecar.WaitForAsync(NoteTaken.Topic, fact => fact.Subject == note.ToString());
        Assert.Single(api.Sidecar.Published, fact => fact.Subject == note.ToString());
    }

    [Fact]
    public async Task One_that_fails_comes_again_one_that_cannot_be_read_is_parked_and_the_others_stay()
    {
        var (one, other, broken) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        object[] lot =
        [
            Event(NoteEchoed.Topic, new { noteId = one }), Event(NoteEchoed.Topic, new { noteId = Guid.Empty }), Event(NoteEchoed.Topic, new { noteId = "pas un numéro" }, id: broken), Event(NoteEchoed.Topic, new { noteId = other }),
        ];

        Assert.Equal(["SUCCESS", "RETRY", "DROP", "SUCCESS"], await api.BringLotAsync(NoteEchoed.Topic, lot));
        Assert.Equal(["SUCCESS", "RETRY", "DROP", "SUCCESS"], await api.BringLotAsync(NoteEchoed.Topic, lot));

        Assert.Equal(2, await HeardAsync(Demo.Brume, [one, other]));
        Assert.Equal(1, await api.InAsync(Demo.Brume, db => db.ParkedEvents.CountAsync(parked => parked.EventId == broken, Ct)));
        foreach (var note in new[] { one, other })
        {
            await api.Sidecar.WaitForAsync(NoteTaken.Topic, fact => fact.Subject == note.ToString());
            Assert.Single(api.Sidecar.Published, fact => fact.Subject == note.ToString());
        }
    }

    [Fact]
    public async Task Each_organisation_keeps_its_own_events_of_a_lot()
    {
        var notes = Enumerable.Range(0, 6).Select(_ => Guid.CreateVersion7()).ToList();

        var statuses = await api.BringLotAsync(NoteTaken.Topic, [.. notes.Select((note, i) => Event(NoteTaken.Topic, new { noteId = note }, i % 2 == 0 ? Demo.Brume : Demo.Rivieres))]);

        Assert.All(statuses, status => Assert.Equal("SUCCESS", status));
        Assert.Equal((3, 3), (await HeardAsync(Demo.Brume, notes), await HeardAsync(Demo.Rivieres, notes)));
    }

    [Fact]
    public async Task What_a_lot_publishes_goes_on_with_the_trace_of_its_own_cause()
    {
        var notes = new[] { Guid.CreateVersion7(), Guid.CreateVersion7() };
        string[] traces = ["4bf92f3577b34da6a3ce929d0e0e4731", "4bf92f3577b34da6a3ce929d0e0e4732"];

        await api.BringLotAsync(NoteEchoed.Topic, [.. notes.Zip(traces, (note, trace) => Event(NoteEchoed.Topic, new { noteId = note }, trace: $"00-{trace}-00f067aa0ba902b7-01"))]);

        foreach (var (note, trace) in notes.Zip(traces))
            Assert.Contains(trace, (await api.Sidecar.WaitForAsync(NoteTaken.Topic, fact => fact.Subject == note.ToString())).Envelope.GetProperty("traceparent").GetString());
    }

    [Fact]
    public async Task A_body_that_is_no_json_is_parked_and_the_sidecar_is_told_how_lots_are_wanted()
    {
        using var client = api.With(null);
        client.DefaultRequestHeaders.Add("dapr-api-token", "notebook-app-token");
        using var content = new StringContent("{ pas du json", System.Text.Encoding.UTF8, "application/cloudevents+json");
        using var reply = await client.PostAsync($"/events/{NoteTaken.Topic}", content, Ct);

        Assert.Equal((HttpStatusCode.OK, "DROP"), (reply.StatusCode, (await reply.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("status").GetString()));
        var wanted = (await client.GetFromJsonAsync<JsonElement>("/dapr/subscribe", Ct)).EnumerateArray().First(s => s.GetProperty("topic").GetString() == NoteTaken.Topic).GetProperty("bulkSubscribe");
        Assert.Equal((true, 100, 5), (wanted.GetProperty("enabled").GetBoolean(), wanted.GetProperty("maxMessagesCount").GetInt32(), wanted.GetProperty("maxAwaitDurationMs").GetInt32()));
    }

    private Task<int> HeardAsync(Guid tenant, IReadOnlyList<Guid> notes) => api.InAsync(tenant, db => db.Heard.CountAsync(heard => notes.Contains(heard.NoteId), Ct));
}
