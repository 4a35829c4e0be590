using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Platform.Merging;
using Testing;
using Xunit;

namespace Platform.Tests;

/// <summary>What was written between a merge and its undoing, when the world goes on before somebody says whose it is.</summary>
public sealed class SortingTests(NotebookApi api) : IClassFixture<NotebookApi>
{
    private readonly Guid _kept = Guid.CreateVersion7(), _restored = Guid.CreateVersion7(), _third = Guid.CreateVersion7();
    private DateTimeOffset _now = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_was_restored_and_is_merged_into_a_third_gets_it_as_the_third_and_takes_it_back_along()
    {
        var note = await WrittenMeanwhileAsync();
        await JoinAsync(_restored, _third);

        var row = Assert.Single(await ListAsync(_restored));
        Assert.Equal(((_third, _kept), row.Id), ((row.RestoredId, row.KeptId), Assert.Single(await ListAsync(_third)).Id));
        Assert.Equal(204, await SettleAsync(row.Id, "restored"));

        Assert.Equal(_third, await WhereAsync(note));
        await PartAsync(_restored, _third);
        Assert.Equal(_restored, await WhereAsync(note));
    }

    [Fact]
    public async Task It_is_sorted_with_the_rights_on_who_has_it_now()
    {
        var note = await WrittenMeanwhileAsync();
        await JoinAsync(_kept, _third);
        NotebookDesk.Hide(_kept);

        var row = Assert.Single(await ListAsync(_kept));
        Assert.Equal((_restored, _third), (row.RestoredId, row.KeptId));
        Assert.Equal(204, await SettleAsync(row.Id, "restored"));

        Assert.Equal(_restored, await WhereAsync(note));
        // The way it came by is forgotten: parting the two others does not take it along.
        await PartAsync(_kept, _third);
        Assert.Equal(_restored, await WhereAsync(note));
        Assert.Empty(await ListAsync(_restored));
    }

    [Fact]
    public async Task Merged_again_they_are_one_person_and_nothing_is_said_of_it_until_they_are_two()
    {
        var note = await WrittenMeanwhileAsync();
        var shown = Assert.Single(await ListAsync(_kept));
        await JoinAsync(_restored, _kept);

        Assert.Empty(await ListAsync(_kept));
        Assert.Equal(409, await SettleAsync(shown.Id, "restored", "merged-again"));
        Assert.Equal(_kept, await WhereAsync(note));

        await PartAsync(_restored, _kept);
        Assert.Equal(shown.Id, Assert.Single(await ListAsync(_kept)).Id);
        Assert.Equal(204, await SettleAsync(shown.Id, "restored"));
        Assert.Equal(_restored, await WhereAsync(note));
    }

    [Fact]
    public async Task What_has_gone_elsewhere_is_not_given_away()
    {
        var note = await WrittenMeanwhileAsync();
        var row = Assert.Single(await ListAsync(_kept));
        await GiveAsync(note, _third);

        Assert.Equal(409, await SettleAsync(row.Id, "restored", "row-elsewhere"));
        Assert.Equal((_third, 1), (await WhereAsync(note), (await ListAsync(_kept)).Count));
        await GiveAsync(note, _restored);
        Assert.Equal(204, await SettleAsync(row.Id, "restored"));
        Assert.Empty(await ListAsync(_kept));
    }

    [Fact]
    public async Task All_that_may_be_seen_are_counted_however_many_others_stand_before_them()
    {
        var hidden = Guid.CreateVersion7();
        NotebookDesk.Hide(hidden);
        await ListedAsync(hidden, 620);
        await ListedAsync(_restored, 530);

        var page = await PageAsync(_kept);

        Assert.Equal((500, 530), (page.Items.Count, page.Total));
        Assert.All(page.Items, row => Assert.Equal(_restored, row.RestoredId));
    }

    private async Task<Guid> WrittenMeanwhileAsync()
    {
        await JoinAsync(_restored, _kept);
        var note = await api.InAsync(Demo.Brume, async db =>
        {
            var written = new Note { Id = Guid.CreateVersion7(_now.AddSeconds(10)), TenantId = Demo.Brume, Subject = _kept };
            db.Add(written);
            await db.SaveChangesAsync(Ct);
            return written.Id;
        });
        await PartAsync(_restored, _kept);
        return note;
    }

    private Task JoinAsync(Guid absorbed, Guid kept) => api.InAsync(Demo.Brume, async db => await new MergeBook(db).JoinAsync(absorbed, kept, _now = _now.AddMinutes(1), NotebookDesk.Rows(db), null, Ct));

    private Task PartAsync(Guid restored, Guid kept) => api.InAsync(Demo.Brume, async db => await new MergeBook(db).PartAsync(restored, kept, _now = _now.AddMinutes(1), NotebookDesk.Rows(db), null, Ct));

    private Task GiveAsync(Guid note, Guid subject) => api.InAsync(Demo.Brume, db => db.Notes.Where(n => n.Id == note).ExecuteUpdateAsync(set => set.SetProperty(n => n.Subject, subject), Ct));

    private Task<Guid> WhereAsync(Guid note) => api.InAsync(Demo.Brume, db => db.Notes.Where(n => n.Id == note).Select(n => n.Subject).SingleAsync(Ct));

    private Task<int> ListedAsync(Guid restored, int count) => api.InAsync(Demo.Brume, async db =>
    {
        db.AddRange(Enumerable.Range(0, count).Select(_ => RowToSort.Of(Demo.Brume, restored, _kept, NotebookDesk.Kind, Guid.CreateVersion7(), _now, TimeProvider.System.GetUtcNow())));
        return await db.SaveChangesAsync(Ct);
    });

    private async Task<RowsToSortPage> PageAsync(Guid subject) => (await api.As(Demo.Brume).GetFromJsonAsync<RowsToSortPage>($"/to-sort?subjectId={subject}", Ct))!;

    private async Task<IReadOnlyList<RowToSortView>> ListAsync(Guid subject) => (await PageAsync(subject)).Items;

    private async Task<int> SettleAsync(Guid row, string whose, string? code = null)
    {
        using var reply = await api.As(Demo.Brume).PostAsJsonAsync($"/to-sort/{row}/settle", new { goesTo = whose }, Ct);
        if (code is not null) Assert.Equal(code, (await reply.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("code").GetString());
        return (int)reply.StatusCode;
    }
}
