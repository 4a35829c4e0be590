using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Platform.Merging;
using Testing;
using Xunit;

namespace Platform.Tests;

/// <summary>A request that began before a merge is followed, and is committed just after.</summary>
public sealed class LateRowTests(NotebookApi api) : IClassFixture<NotebookApi>
{
    private readonly Guid _absorbed = Guid.CreateVersion7(), _kept = Guid.CreateVersion7(), _third = Guid.CreateVersion7();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_committed_after_the_merge_was_followed_goes_over_and_back_with_the_rest()
    {
        var early = await WriteAsync(_absorbed);
        await MergeAsync(_absorbed, _kept);
        var late = await WriteAsync(_absorbed);

        await SweepAsync(TimeSpan.FromSeconds(30));
        Assert.Equal([(early, _kept), (late, _absorbed)], await WhereAsync(early, late));
        await SweepAsync(TimeSpan.FromMinutes(1));
        Assert.Equal([(early, _kept), (late, _kept)], await WhereAsync(early, late));

        var own = await WriteAsync(_kept);
        await UndoAsync(_absorbed, _kept);
        Assert.Equal([(early, _absorbed), (late, _absorbed), (own, _kept)], await WhereAsync(early, late, own));
        Assert.Equal([own], await ToSortAsync());
    }

    [Fact]
    public async Task What_comes_a_day_late_goes_over_too_and_then_nothing_is_due_any_more()
    {
        await MergeAsync(_absorbed, _kept);
        var late = new List<Guid>();
        foreach (var gap in new[] { TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10), TimeSpan.FromHours(2), TimeSpan.FromDays(1) })
        {
            late.Add(await WriteAsync(_absorbed));
            await SweepAsync(gap);
        }

        Assert.Equal(late.ConvertAll(note => (note, _kept)), await WhereAsync([.. late]));
        Assert.Null(await api.InAsync(Demo.Brume, db => db.Set<SubjectMerge>().Where(m => m.AbsorbedId == _absorbed).Select(m => m.SweepAt).SingleAsync(Ct)));
    }

    [Fact]
    public async Task It_goes_to_whoever_has_the_rows_now_and_comes_back_link_by_link()
    {
        await MergeAsync(_absorbed, _kept);
        await MergeAsync(_kept, _third);
        var late = await WriteAsync(_absorbed);

        await SweepAsync(TimeSpan.FromMinutes(1));
        Assert.Equal([(late, _third)], await WhereAsync(late));
        await UndoAsync(_kept, _third);
        Assert.Equal([(late, _kept)], await WhereAsync(late));
        await UndoAsync(_absorbed, _kept);
        Assert.Equal([(late, _absorbed)], await WhereAsync(late));
    }

    [Fact]
    public async Task A_merge_undone_meanwhile_takes_nothing_and_one_made_again_takes_what_comes_late_again()
    {
        await MergeAsync(_absorbed, _kept);
        var late = await WriteAsync(_absorbed);
        await UndoAsync(_absorbed, _kept);
        await SweepAsync(TimeSpan.FromMinutes(2));
        Assert.Equal([(late, _absorbed)], await WhereAsync(late));

        await MergeAsync(_absorbed, _third);
        var later = await WriteAsync(_absorbed);
        await SweepAsync(TimeSpan.FromMinutes(1));
        Assert.Equal([(late, _third), (later, _third)], await WhereAsync(late, later));
    }

    [Fact]
    public async Task Replicas_that_sweep_at_once_move_each_row_once_and_what_nobody_answered_is_asked_again()
    {
        await MergeAsync(_absorbed, _kept);
        var late = await WriteAsync(_absorbed);
        NotebookFollower.Unanswered[_kept] = 1;
        api.Clock.Advance(TimeSpan.FromMinutes(1));

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(SweepOrFailAsync, Ct)));

        Assert.Equal([(late, _kept)], await WhereAsync(late));
        Assert.Equal(1, await api.InAsync(Demo.Brume, db => db.Set<MovedRow>().CountAsync(row => row.RowId == late, Ct)));
        await SweepOrFailAsync();
        Assert.Equal(0, NotebookFollower.Unanswered[_kept]);
        Assert.Equal(1, await api.InAsync(Demo.Brume, db => db.Set<SubjectMerge>().Where(m => m.AbsorbedId == _absorbed).Select(m => m.Sweeps).SingleAsync(Ct)));
    }

    // One replica finds that another was first, or that nobody answers: it is tried again.
    private async Task SweepOrFailAsync()
    {
        try
        {
            await OneAsync();
        }
        catch (Exception cause) when (cause is TimeoutException or DbUpdateConcurrencyException)
        {
            await OneAsync();
        }
    }

    private async Task OneAsync()
    {
        await using var scope = api.Provider.CreateAsyncScope();
        using var _ = scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(Demo.Brume);
        await scope.ServiceProvider.GetRequiredService<MergeSweep<NotebookDb, NotebookFollower>>().RunAsync(_absorbed, Ct);
    }

    private Task SweepAsync(TimeSpan later)
    {
        api.Clock.Advance(later);
        return api.Provider.GetRequiredService<SweepMerges<NotebookDb, NotebookFollower>>().TurnAsync(Ct);
    }

    private Task<bool> MergeAsync(Guid absorbed, Guid kept) => api.InAsync(Demo.Brume, async db =>
    {
        api.Clock.Advance(TimeSpan.FromSeconds(1));
        await new MergeBook(db).JoinAsync(absorbed, kept, api.Clock.GetUtcNow(), new NotebookFollower(db), Ct);
        return true;
    });

    private Task<Parting?> UndoAsync(Guid restored, Guid kept) => api.InAsync(Demo.Brume, db =>
    {
        api.Clock.Advance(TimeSpan.FromSeconds(1));
        return new MergeBook(db).PartAsync(restored, kept, api.Clock.GetUtcNow(), NotebookDesk.Rows(db), null, Ct);
    });

    private Task<List<Guid>> ToSortAsync() => api.InAsync(Demo.Brume, db => db.Set<RowToSort>().Where(r => r.RestoredId == _absorbed).Select(r => r.RowId).ToListAsync(Ct));

    private Task<Guid> WriteAsync(Guid subject) => api.InAsync(Demo.Brume, async db =>
    {
        var note = new Note { Id = Guid.CreateVersion7(api.Clock.GetUtcNow()), TenantId = Demo.Brume, Subject = subject };
        db.Add(note);
        await db.SaveChangesAsync(Ct);
        return note.Id;
    });

    private Task<List<(Guid, Guid)>> WhereAsync(params Guid[] notes) => api.InAsync(Demo.Brume, async db =>
        (await db.Notes.AsNoTracking().Where(note => notes.Contains(note.Id)).ToListAsync(Ct)).OrderBy(note => Array.IndexOf(notes, note.Id)).Select(note => (note.Id, note.Subject)).ToList());
}
