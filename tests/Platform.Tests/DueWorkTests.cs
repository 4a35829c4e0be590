using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Platform.Work;
using Testing;
using Xunit;

namespace Platform.Tests;

/// <summary>Rows that a clock made due, among which some fail for good: more of them than one turn lists.</summary>
public sealed class DueWorkTests(NotebookApi api) : IClassFixture<NotebookApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rows_that_fail_keep_none_of_the_others_waiting()
    {
        var (bad, good) = (await WriteAsync(Demo.Brume, "a-bad", 130), await WriteAsync(Demo.Brume, "b-good", 3));
        var work = new FinishNotes(api.Provider, "-bad");

        await work.TurnAsync(Ct);
        Assert.Equal(100, work.Tried.Count);
        for (var turn = 2; turn < 20 && !good.TrueForAll(id => work.Tried.Contains(id)); turn++) await work.TurnAsync(Ct);

        Assert.Equal(3, await api.InAsync(Demo.Brume, db => db.Notes.Where(note => good.Contains(note.Id) && note.Text.EndsWith("done")).CountAsync(Ct)));
        Assert.Equal(bad.Order(), work.Failed.Distinct().Order());
        Assert.Equal(bad.Order(), work.GivenBack.Distinct().Order());
    }

    [Fact]
    public async Task A_row_that_failed_is_tried_again_until_it_succeeds()
    {
        var rows = await WriteAsync(Demo.Brume, "c-shy", 1);
        var work = new FinishNotes(api.Provider, "none") { Stumbles = 2, Of = "c-shy" };
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(20));

        while (!await api.InAsync(Demo.Brume, db => db.Notes.AnyAsync(note => note.Id == rows[0] && note.Text.EndsWith("done"), Ct)))
        {
            await work.TurnAsync(Ct);
            await beat.WaitForNextTickAsync(Ct);
        }

        Assert.Equal(3, work.Tried.Count(id => id == rows[0]));
    }

    [Fact]
    public async Task Each_row_is_handled_inside_its_own_tenant()
    {
        var (one, other) = (await WriteAsync(Demo.Brume, "d-here", 1), await WriteAsync(Demo.Rivieres, "d-there", 1));
        var work = new FinishNotes(api.Provider, "none") { Of = "d-" };

        await work.TurnAsync(Ct);

        Assert.Equal("d-here done", await api.InAsync(Demo.Brume, db => db.Notes.Where(note => note.Id == one[0]).Select(note => note.Text).SingleAsync(Ct)));
        Assert.Equal("d-there done", await api.InAsync(Demo.Rivieres, db => db.Notes.Where(note => note.Id == other[0]).Select(note => note.Text).SingleAsync(Ct)));
    }

    private Task<List<Guid>> WriteAsync(Guid tenant, string text, int count) => api.InAsync(tenant, async db =>
    {
        var notes = Enumerable.Range(0, count).Select(_ => new Note { Id = Guid.CreateVersion7(), TenantId = tenant, Text = text }).ToList();
        db.AddRange(notes);
        await db.SaveChangesAsync(Ct);
        return notes.ConvertAll(note => note.Id);
    });

    /// <summary>Ends each note with "done"; a note whose text ends with <paramref name="bad"/> never succeeds.</summary>
    private sealed class FinishNotes(IServiceProvider services, string bad) : DueWork<NotebookDb, NotebookDb>(services.GetRequiredService<IServiceScopeFactory>(), TimeProvider.System, NullLogger.Instance)
    {
        public ConcurrentQueue<Guid> Tried { get; } = [];
        public ConcurrentQueue<Guid> Failed { get; } = [];
        public ConcurrentQueue<Guid> GivenBack { get; } = [];
        public int Stumbles { get; set; }
        public string Of { get; init; } = "";

        protected override IQueryable<Due> Find(NotebookDb db, DateTimeOffset now) =>
            db.Notes.Where(note => note.Text.StartsWith(Of) && !note.Text.EndsWith("done")).OrderBy(note => note.Text).Select(note => new Due { Id = note.Id, TenantId = note.TenantId });

        protected override async Task HandleAsync(NotebookDb act, Guid id, CancellationToken ct)
        {
            Tried.Enqueue(id);
            var note = await act.Notes.SingleAsync(one => one.Id == id, ct);
            if (note.Text.EndsWith(bad, StringComparison.Ordinal) || Stumbles-- > 0)
            {
                Failed.Enqueue(id);
                throw new InvalidOperationException("This row does not go through.");
            }
            note.Text += " done";
            await act.SaveChangesAsync(ct);
        }

        protected override Task GiveBackAsync(NotebookDb act, Guid id, bool overtaken, CancellationToken ct)
        {
            GivenBack.Enqueue(id);
            return Task.CompletedTask;
        }
    }
}
