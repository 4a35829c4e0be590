using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Testing;
using Xunit;

namespace Platform.Tests;

/// <summary>Events that their handler does not take: an operator sees why, and has them handled again.</summary>
public sealed class DeadLetterTests(NotebookApi api) : IClassFixture<NotebookApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static string OperationsToken => TestIssuer.Current.Token(new() { Subject = "operations", ClientId = "operations", Kind = "system", Scopes = "operations" }, TimeProvider.System.GetUtcNow());

    [Fact]
    public async Task What_was_given_up_is_told_with_its_cause_and_takes_effect_when_it_is_replayed()
    {
        var (note, id) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        NotebookApi.Broken[note] = true;
        var echo = NotebookApi.Event(NoteEchoed.Topic, new { noteId = note }, id: id);
        Assert.Equal(["RETRY"], await api.BringLotAsync(NoteEchoed.Topic, echo));
        Assert.DoesNotContain(await ParkedAsync(), parked => parked.Id == id);   // it still comes again

        await api.GiveUpAsync(echo);

        // The kind of the fault, and nothing of what it says.
        Assert.Equal("InvalidOperationException", Assert.Single(await ParkedAsync(), parked => parked.Id == id).Reason);
        Assert.Equal((409, "replay-failed"), await ReplayAsync(id, NoteEchoed.Topic));
        Assert.Equal(0, await HeardAsync(note));
        NotebookApi.Broken.Remove(note, out _);
        Assert.Equal((204, ""), await ReplayAsync(id, NoteEchoed.Topic));
        Assert.Equal((204, ""), await ReplayAsync(id, NoteEchoed.Topic));
        Assert.Equal(1, await HeardAsync(note));
        await api.Sidecar.WaitForAsync(NoteTaken.Topic, fact => fact.Subject == note.ToString() && fact.Tenant == Demo.Brume);
        Assert.DoesNotContain(await ParkedAsync(), parked => parked.Id == id);
    }

    [Fact]
    public async Task A_refusal_is_told_by_its_code_and_what_nobody_listens_to_is_not_replayed()
    {
        var (refused, strange) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var echo = NotebookApi.Event(NoteEchoed.Topic, new { noteId = Guid.Empty }, id: refused);
        Assert.Equal(["RETRY", "RETRY"], await api.BringLotAsync(NoteEchoed.Topic, echo, NotebookApi.Event(NoteEchoed.Topic, new { noteId = Guid.Empty })));

        await api.GiveUpAsync(echo);
        await api.GiveUpAsync(NotebookApi.Event("notebook.note-burnt.v1", new { }, id: strange));

        Assert.Equal(["no-note", "not-delivered"], (await ParkedAsync()).Where(parked => parked.Id == refused || parked.Id == strange).Select(parked => parked.Reason).Order());
        Assert.Equal((409, "no-handler"), await ReplayAsync(strange, "notebook.note-burnt.v1"));
        Assert.Equal((404, "not-found"), await ReplayAsync(Guid.CreateVersion7(), NoteEchoed.Topic));
    }

    [Fact]
    public async Task Only_who_runs_the_platform_sees_and_replays()
    {
        using var professional = api.As(Demo.Brume);

        Assert.Equal(HttpStatusCode.Forbidden, (await professional.GetAsync("/operations/parked-events", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await professional.PostAsync($"/operations/parked-events/{Guid.CreateVersion7()}/{NoteEchoed.Topic}/replay", null, Ct)).StatusCode);
    }

    private async Task<List<(Guid Id, string Reason)>> ParkedAsync()
    {
        using var client = api.With(OperationsToken);
        return [.. (await client.GetFromJsonAsync<JsonElement>("/operations/parked-events", Ct)).EnumerateArray().Select(one => (one.GetProperty("eventId").GetGuid(), one.GetProperty("reason").GetString()!))];
    }

    private async Task<(int, string)> ReplayAsync(Guid id, string topic)
    {
        using var client = api.With(OperationsToken);
        using var reply = await client.PostAsync($"/operations/parked-events/{id}/{topic}/replay", null, Ct);
        var text = await reply.Content.ReadAsStringAsync(Ct);
        return ((int)reply.StatusCode, text.Length == 0 ? "" : JsonDocument.Parse(text).RootElement.GetProperty("code").GetString()!);
    }

    private Task<int> HeardAsync(Guid note) => api.InAsync(Demo.Brume, db => db.Heard.CountAsync(heard => heard.NoteId == note, Ct));
}
