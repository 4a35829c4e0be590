using Microsoft.EntityFrameworkCore;
using Platform.Merging;
using Testing;
using Xunit;

namespace Platform.Tests;

/// <summary>Merges that meet: side by side, on top of each other, and one of the two merged again before somebody has sorted.</summary>
public sealed class MergingTests(NotebookApi api) : IClassFixture<NotebookApi>
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);
    private readonly Guid _one = Guid.CreateVersion7(), _two = Guid.CreateVersion7(), _three = Guid.CreateVersion7();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_merges_of_a_chain_that_come_at_once_leave_nothing_with_who_is_absorbed()
    {
        var (note, own) = (await WriteAsync(_one), await WriteAsync(_two));
        Task? second = null;

        // The second comes while the first knows already into whom its rows go, and has not moved them.
        await JoinAsync(_one, _two, 1, before: _ => ComesMeanwhile(second = JoinAsync(_two, _three, 2)));
        await second!;

        Assert.Equal([(note, _three), (own, _three)], await WhereAsync(note, own));
    }

    [Fact]
    public async Task And_in_the_other_order()
    {
        var (note, own) = (await WriteAsync(_one), await WriteAsync(_two));
        Task? second = null;

        // The second comes when the first has moved all that there was.
        await JoinAsync(_two, _three, 1, after: _ => ComesMeanwhile(second = JoinAsync(_one, _two, 2)));
        await second!;

        Assert.Equal([(note, _three), (own, _three)], await WhereAsync(note, own));
    }

    [Fact]
    public async Task A_merge_that_comes_while_one_of_its_two_is_parted_from_a_third_follows_it()
    {
        var (note, own) = (await WriteAsync(_one), await WriteAsync(_two));
        await JoinAsync(_two, _three, 1);
        Task? second = null;

        await PartAsync(_two, _three, 2, after: _ => ComesMeanwhile(second = JoinAsync(_one, _two, 3)));
        await second!;

        Assert.Equal([(note, _two), (own, _two)], await WhereAsync(note, own));
    }

    private Task JoinAsync(Guid absorbed, Guid kept, int minute, Func<Guid, Task>? before = null, Func<Guid, Task>? after = null) => Task.Run(() => api.InAsync(Demo.Brume, async db =>
        await new MergeBook(db).JoinAsync(absorbed, kept, Start.AddMinutes(minute), NotebookDesk.Rows(db), before, Ct, after)), Ct);

    private Task PartAsync(Guid restored, Guid kept, int minute, Func<Parting, Task> after) => api.InAsync(Demo.Brume, async db =>
        await new MergeBook(db).PartAsync(restored, kept, Start.AddMinutes(minute), NotebookDesk.Rows(db), after, Ct));

    // It either waits for the first, or has ended before the first goes on.
    private static async Task ComesMeanwhile(Task second)
    {
        try
        {
            await second.WaitAsync(TimeSpan.FromMilliseconds(500), Ct);
        }
        catch (TimeoutException)
        {
            Assert.False(second.IsCompleted);
        }
    }

    private Task<Guid> WriteAsync(Guid subject) => api.InAsync(Demo.Brume, async db =>
    {
        var note = new Note { Id = Guid.CreateVersion7(), TenantId = Demo.Brume, Subject = subject };
        db.Add(note);
        await db.SaveChangesAsync(Ct);
        return note.Id;
    });

    private Task<List<(Guid, Guid)>> WhereAsync(params Guid[] notes) => api.InAsync(Demo.Brume, async db =>
        (await db.Notes.AsNoTracking().Where(note => notes.Contains(note.Id)).ToListAsync(Ct)).OrderBy(note => Array.IndexOf(notes, note.Id)).Select(note => (note.Id, note.Subject)).ToList());
}
