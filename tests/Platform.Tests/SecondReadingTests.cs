using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Testing;
using Xunit;

namespace Platform.Tests;

/// <summary>Two writes of one thing at the same moment.</summary>
public sealed class SecondReadingTests(NotebookApi api) : IClassFixture<NotebookApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public async Task A_write_that_met_others_reads_again_and_all_hold(int meetings)
    {
        var (id, met) = (await NoteAsync(), 0);
        api.Meanwhile = async note => { if (met < meetings) await WriteBesideAsync(note, $"beside {++met}"); };
        using var client = api.As(Demo.Brume);
        var line = new string('a', 100_000);

        using var reply = await client.PostAsJsonAsync($"/notes/{id}/lines", new { text = line }, Ct);

        Assert.Equal((HttpStatusCode.OK, meetings), (reply.StatusCode, met));
        Assert.Equal($"\"{meetings + 2}\"", reply.Headers.ETag!.Tag);
        var kept = await TextAsync(id);
        Assert.Equal(["first", .. Enumerable.Range(1, meetings).Select(i => $"beside {i}"), line], kept.Split('\n'));
        Assert.Equal(1, await api.InAsync(Demo.Brume, db => db.Outbox.CountAsync(fact => fact.Subject == id, Ct)));
    }

    [Fact]
    public async Task A_body_too_long_to_be_kept_is_read_whole_once()
    {
        var id = await NoteAsync();
        api.Meanwhile = _ => Task.CompletedTask;
        using var client = api.As(Demo.Brume);
        var line = new string('b', 900_000);

        using var reply = await client.PostAsJsonAsync($"/notes/{id}/lines", new { text = line }, Ct);

        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        Assert.Equal($"first\n{line}", await TextAsync(id));
    }

    [Fact]
    public async Task Who_named_a_version_learns_that_it_is_past()
    {
        var (id, met) = (await NoteAsync(), false);
        api.Meanwhile = async note => { if (!met) await WriteBesideAsync(note, "beside"); met = true; };
        using var client = api.As(Demo.Brume);
        client.DefaultRequestHeaders.IfMatch.Add(new("\"1\""));

        using var reply = await client.PostAsJsonAsync($"/notes/{id}/lines", new { text = "mine" }, Ct);

        await AssertStaleAsync(reply);
        Assert.Equal("first\nbeside", await TextAsync(id));
    }

    [Fact]
    public async Task A_write_that_meets_one_each_time_gives_up_and_says_so()
    {
        var (id, met) = (await NoteAsync(), 0);
        api.Meanwhile = note => WriteBesideAsync(note, $"beside {++met}");
        using var client = api.As(Demo.Brume);

        using var reply = await client.PostAsJsonAsync($"/notes/{id}/lines", new { text = "mine" }, Ct);

        await AssertStaleAsync(reply);
        Assert.DoesNotContain("mine", await TextAsync(id), StringComparison.Ordinal);
    }

    private static async Task AssertStaleAsync(HttpResponseMessage reply)
    {
        var problem = await reply.Content.ReadFromJsonAsync<JsonElement>(Ct);
        Assert.Equal((HttpStatusCode.PreconditionFailed, "stale-version"), (reply.StatusCode, problem.GetProperty("code").GetString()));
    }

    private Task<Guid> NoteAsync() => api.InAsync(Demo.Brume, async db =>
    {
        var note = new Note { Id = Guid.CreateVersion7(), TenantId = Demo.Brume, Text = "first" };
        db.Add(note);
        await db.SaveChangesAsync(Ct);
        return note.Id;
    });

    private Task<int> WriteBesideAsync(Guid id, string text) => api.InAsync(Demo.Brume, async db =>
    {
        var note = await db.Notes.SingleAsync(one => one.Id == id, Ct);
        (note.Text, note.Version) = ($"{note.Text}\n{text}", note.Version + 1);
        return await db.SaveChangesAsync(Ct);
    });

    private Task<string> TextAsync(Guid id) => api.InAsync(Demo.Brume, db => db.Notes.Where(note => note.Id == id).Select(note => note.Text).SingleAsync(Ct));
}
