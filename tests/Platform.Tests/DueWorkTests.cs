using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Platform.Work;
using Testing;
using Xunit;

namespace Platform.Tests;

/// <summary>Rows that a clock made due, among which some fail for good: more of them than one turn lists.</summary>
public sealed class DueWorkTests(NotebookApi api) : IClassFixture<NotebookApi>
{
    private static readonly Guid Taken = Guid.CreateVersion7();

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

    [Fact]
    public async Task What_never_ends_being_due_is_listed_whole_however_much_it_is()
    {
        var rows = await WriteAsync(Demo.Brume, "e-for-ever", 230);
        var work = new LookAtNotes(api.Provider, "e-");

        foreach (var _ in Enumerable.Range(0, 2)) await work.TurnAsync(Ct);

        rows.Sort();
        Assert.Equal([.. rows, .. rows], work.Tried);
    }

    [Fact]
    public async Task A_row_that_a_unique_index_refuses_for_good_rests_and_is_told_as_a_fault()
    {
        await api.InAsync(Demo.Brume, async db =>
        {
            db.Add(new Note { Id = Taken, TenantId = Demo.Brume, Text = "taken" });
            return await db.SaveChangesAsync(Ct);
        });
        var (twins, good) = (await WriteAsync(Demo.Brume, "f-twin", 120), await WriteAsync(Demo.Brume, "f-zood", 2));
        var log = new Lines();
        var work = new FinishNotes(api.Provider, "none", log) { Of = "f-", Twins = "f-twin" };
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(20));

        var watch = Stopwatch.StartNew();
        for (var turn = 0; turn < 3; turn++) await work.TurnAsync(Ct);
        Assert.True(good.TrueForAll(id => work.Tried.Contains(id)));
        var most = 1 + (int)watch.Elapsed.TotalSeconds;   // a second of rest at least
        Assert.All(twins, twin => Assert.InRange(work.Tried.Count(id => id == twin), 1, most));

        while (!log.Told.Any(line => line.Level == LogLevel.Error))
        {
            await work.TurnAsync(Ct);
            await beat.WaitForNextTickAsync(Ct);
        }
        var id = log.Told.First(line => line.Level == LogLevel.Error).Text.Split(' ')[1];
        Assert.Equal([LogLevel.Information, LogLevel.Information, LogLevel.Error], log.Told.Where(line => line.Text.Contains(id, StringComparison.Ordinal)).Select(line => line.Level).Take(3));
    }

    private Task<List<Guid>> WriteAsync(Guid tenant, string text, int count) => api.InAsync(tenant, async db =>
    {
        var notes = Enumerable.Range(0, count).Select(_ => new Note { Id = Guid.CreateVersion7(), TenantId = tenant, Text = text }).ToList();
        db.AddRange(notes);
        await db.SaveChangesAsync(Ct);
        return notes.ConvertAll(note => note.Id);
    });

    /// <summary>Ends each note with "done"; a note whose text ends with <paramref name="bad"/> never succeeds.</summary>
    private sealed class FinishNotes(IServiceProvider services, string bad, Lines? log = null) : DueWork<NotebookDb, NotebookDb>(services.GetRequiredService<IServiceScopeFactory>(), TimeProvider.System, log ?? (ILogger)NullLogger.Instance)
    {
        public ConcurrentQueue<Guid> Tried { get; } = [];
        public ConcurrentQueue<Guid> Failed { get; } = [];
        public ConcurrentQueue<Guid> GivenBack { get; } = [];
        public int Stumbles { get; set; }
        public string Of { get; init; } = "";

        /// <summary>Handling a note of this text writes a row whose id is taken.</summary>
        public string Twins { get; init; } = "no twin";

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
            if (note.Text == Twins) act.Add(new Note { Id = Taken, TenantId = act.TenantId });
            note.Text += " done";
            await act.SaveChangesAsync(ct);
        }

        protected override Task GiveBackAsync(NotebookDb act, Guid id, bool overtaken, CancellationToken ct)
        {
            GivenBack.Enqueue(id);
            return Task.CompletedTask;
        }
    }

    /// <summary>Looks at notes and leaves them as they are.</summary>
    private sealed class LookAtNotes(IServiceProvider services, string of) : DueWork<NotebookDb, NotebookDb>(services.GetRequiredService<IServiceScopeFactory>(), TimeProvider.System, NullLogger.Instance)
    {
        public ConcurrentQueue<Guid> Tried { get; } = [];

        protected override bool Ends => false;

        protected override IQueryable<Due> Find(NotebookDb db, DateTimeOffset now) => db.Notes.Where(note => note.Text.StartsWith(of)).OrderBy(note => note.Id).Select(note => new Due { Id = note.Id, TenantId = note.TenantId });

        protected override Task HandleAsync(NotebookDb act, Guid id, CancellationToken ct)
        {
            Tried.Enqueue(id);
            return Task.CompletedTask;
        }
    }

    private sealed class Lines : ILogger
    {
        public ConcurrentQueue<(LogLevel Level, string Text)> Told { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Told.Enqueue((logLevel, formatter(state, exception)));
    }
}
