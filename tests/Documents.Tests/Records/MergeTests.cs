using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Contracts.Documents;
using Contracts.Identity;
using Documents.Records;
using Documents.Tests.Api;
using Microsoft.Extensions.DependencyInjection;
using Platform.Merging;
using Testing;

namespace Documents.Tests.Records;

/// <summary>Two identities were one person.</summary>
public sealed class MergeTests(DocumentsApi api) : IClassFixture<DocumentsApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_written_about_the_absorbed_identity_is_in_the_kept_ones_file_and_leaves_with_its_number()
    {
        var (kept, absorbed) = (api.NewPerson(), api.NewPerson("VALI"));
        var document = await api.ValidatedAsync(absorbed);
        await api.SendAsync(document, "Dmp");
        Assert.Equal("WaitingForIns", (await api.MatrixAsync(document))[0]["status"]!.GetValue<string>());

        var fact = Guid.CreateVersion7();
        foreach (var _ in Enumerable.Range(0, 2)) Assert.Equal("SUCCESS", await api.DeliverAsync(IdentityMerged.Topic, new IdentityMerged(kept, absorbed, api.Clock.GetUtcNow()), Demo.Brume, fact));

        Assert.Contains(document.ToString(), await FileOfAsync(kept), StringComparison.Ordinal);
        Assert.DoesNotContain(document.ToString(), await FileOfAsync(absorbed), StringComparison.Ordinal);
        var deposited = (await api.WaitForOneAsync(TransmissionDeposited.Topic, e => e.As<TransmissionDeposited>().DocumentId == document)).As<TransmissionDeposited>();
        Assert.Equal(kept, deposited.UsagerId);
    }

    [Fact]
    public async Task What_was_being_written_while_the_merge_was_followed_goes_over_later_leaves_with_the_kept_ones_number_and_comes_back()
    {
        var (kept, absorbed) = (api.NewPerson(), api.NewPerson("VALI"));
        await MergedAsync(kept, absorbed);
        var late = await api.ValidatedAsync(absorbed);
        await api.SendAsync(late, "Dmp");
        Assert.Equal("WaitingForIns", (await api.MatrixAsync(late))[0]["status"]!.GetValue<string>());

        api.Clock.Advance(TimeSpan.FromMinutes(1));
        await api.Provider.GetRequiredService<SweepMerges<DocumentsDbContext, FollowMerge>>().TurnAsync(Ct);

        Assert.Equal([late], await DocumentsOfAsync(kept));
        Assert.Equal(kept, (await api.WaitForOneAsync(TransmissionDeposited.Topic, e => e.As<TransmissionDeposited>().DocumentId == late)).As<TransmissionDeposited>().UsagerId);
        Assert.Equal("SUCCESS", await api.DeliverAsync(IdentityUnmerged.Topic, new IdentityUnmerged(absorbed, kept, api.Clock.GetUtcNow()), Demo.Brume));
        Assert.Equal([late], await DocumentsOfAsync(absorbed));
        Assert.Equal("transmission-sent", Assert.Single(await ToSortAsync(absorbed)).Kind);
    }

    [Fact]
    public async Task Another_organisations_merge_moves_nothing()
    {
        var (kept, absorbed) = (api.NewPerson(), api.NewPerson("VALI"));
        var document = await api.ValidatedAsync(absorbed);

        await api.DeliverAsync(IdentityMerged.Topic, new IdentityMerged(kept, absorbed, api.Clock.GetUtcNow()), Demo.Rivieres);

        Assert.Contains(document.ToString(), await FileOfAsync(absorbed), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_merge_taken_back_gives_each_their_documents_and_what_was_written_meanwhile_is_sorted_by_hand()
    {
        var (kept, absorbed) = (api.NewPerson(), api.NewPerson("VALI"));
        var (own, theirs) = (await api.ValidatedAsync(kept), await api.ValidatedAsync(absorbed));
        await api.SendAsync(theirs, "Dmp");
        var merged = await MergedAsync(kept, absorbed);
        await api.WaitForOneAsync(TransmissionDeposited.Topic, e => e.As<TransmissionDeposited>().DocumentId == theirs);
        var (first, second) = (await api.ValidatedAsync(kept), await api.ValidatedAsync(kept));
        api.Clock.Advance(TimeSpan.FromMinutes(1));

        var undo = Guid.CreateVersion7();
        foreach (var _ in Enumerable.Range(0, 2)) Assert.Equal("SUCCESS", await api.DeliverAsync(IdentityUnmerged.Topic, new IdentityUnmerged(absorbed, kept, api.Clock.GetUtcNow()), Demo.Brume, undo));
        Assert.Equal("SUCCESS", await api.DeliverAsync(IdentityMerged.Topic, new IdentityMerged(kept, absorbed, merged), Demo.Brume));

        Assert.Equal([theirs], await DocumentsOfAsync(absorbed));
        Assert.Equal(new[] { own, first, second }.Order(), (await DocumentsOfAsync(kept)).Order());
        var list = await ToSortAsync(kept);
        Assert.Equal([("document", first), ("document", second)], list.Where(r => r.Kind == "document").Select(r => (r.Kind, r.Row)).Order());
        Assert.Equal("transmission-sent", Assert.Single(list, r => r.Kind != "document").Kind);

        foreach (var (one, whose) in list.Select(r => (r, r.Row == second || r.Kind != "document" ? "restored" : "kept")))
            Assert.Equal(HttpStatusCode.NoContent, (await api.Doctor.PostAsJsonAsync($"/to-sort/{one.Id}/settle", new { goesTo = whose }, Ct)).StatusCode);

        Assert.Equal(new[] { theirs, second }.Order(), (await DocumentsOfAsync(absorbed)).Order());
        Assert.Empty(await ToSortAsync(absorbed));
        await DocumentsApi.RefusedAsync(await api.Doctor.PostAsJsonAsync($"/to-sort/{list[0].Id}/settle", new { goesTo = "kept" }, Ct), HttpStatusCode.Conflict, "already-sorted");
        await DocumentsApi.RefusedAsync(await api.Doctor.PostAsJsonAsync($"/to-sort/{list[0].Id}/settle", new { goesTo = "both" }, Ct), HttpStatusCode.BadRequest, "goes-to");
    }

    [Fact]
    public async Task A_deposit_in_flight_while_the_merge_is_undone_is_listed_and_its_end_is_written()
    {
        var (kept, absorbed) = (api.NewPerson(), api.NewPerson("VALI"));
        var theirs = await api.ValidatedAsync(absorbed);
        var job = (await api.SendAsync(theirs, "Dmp"))[0]!["id"]!.GetValue<Guid>();
        api.Dmp.Hold();
        await MergedAsync(kept, absorbed);
        await api.Dmp.Arrived.Task.WaitAsync(TimeSpan.FromSeconds(15), Ct);
        api.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("SUCCESS", await api.DeliverAsync(IdentityUnmerged.Topic, new IdentityUnmerged(absorbed, kept, api.Clock.GetUtcNow()), Demo.Brume));
        api.Dmp.Mood = DmpMood.Up;
        api.Dmp.Answers.SetResult();

        await api.UntilAsync(theirs, "Dmp", "Delivered");
        Assert.Equal([("transmission-sent", job)], (await ToSortAsync(absorbed)).Select(r => (r.Kind, r.Row)));
        await api.WaitForOneAsync(TransmissionDeposited.Topic, e => e.As<TransmissionDeposited>().DocumentId == theirs);
    }

    [Fact]
    public async Task Whatever_the_order_and_number_of_the_facts_the_last_one_stands()
    {
        foreach (var order in (int[][])[[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]])
        {
            var (kept, absorbed) = (api.NewPerson(), api.NewPerson("VALI"));
            var document = await api.ValidatedAsync(absorbed);
            var at = api.Clock.GetUtcNow();
            Func<Task<string>>[] facts =
            [
                () => api.DeliverAsync(IdentityMerged.Topic, new IdentityMerged(kept, absorbed, at.AddMinutes(1)), Demo.Brume),
                () => api.DeliverAsync(IdentityUnmerged.Topic, new IdentityUnmerged(absorbed, kept, at.AddMinutes(2)), Demo.Brume),
                () => api.DeliverAsync(IdentityMerged.Topic, new IdentityMerged(kept, absorbed, at.AddMinutes(3)), Demo.Brume),
            ];

            // Brought again until it is taken, as the bus does.
            var waiting = new Queue<int>(order.Concat(order));
            for (var tries = 0; tries < 20 && waiting.TryDequeue(out var one); tries++)
                if (await facts[one]() != "SUCCESS") waiting.Enqueue(one);

            Assert.Empty(waiting);
            Assert.Equal([document], await DocumentsOfAsync(kept));
            Assert.Empty(await DocumentsOfAsync(absorbed));
            Assert.Equal("SUCCESS", await api.DeliverAsync(IdentityUnmerged.Topic, new IdentityUnmerged(absorbed, kept, at.AddMinutes(4)), Demo.Brume));
            Assert.Equal([document], await DocumentsOfAsync(absorbed));
        }
    }

    [Fact]
    public async Task Merges_into_one_another_are_taken_back_in_any_order()
    {
        foreach (var outerFirst in new[] { true, false })
        {
            var (last, middle, first) = (api.NewPerson(), api.NewPerson("VALI"), api.NewPerson("VALI"));
            var (ofMiddle, ofFirst) = (await api.ValidatedAsync(middle), await api.ValidatedAsync(first));
            await MergedAsync(middle, first);
            await MergedAsync(last, middle);
            Assert.Equal(new[] { ofMiddle, ofFirst }.Order(), (await DocumentsOfAsync(last)).Order());

            foreach (var (restored, kept) in outerFirst ? [(middle, last), (first, middle)] : new[] { (first, middle), (middle, last) })
            {
                api.Clock.Advance(TimeSpan.FromMinutes(1));
                await api.DeliverAsync(IdentityUnmerged.Topic, new IdentityUnmerged(restored, kept, api.Clock.GetUtcNow()), Demo.Brume);
            }

            Assert.Equal([ofMiddle], await DocumentsOfAsync(middle));
            Assert.Equal([ofFirst], await DocumentsOfAsync(first));
            Assert.Empty(await DocumentsOfAsync(last));
        }
    }

    [Fact]
    public async Task Who_may_not_read_both_persons_is_shown_nothing_to_sort_and_sorts_nothing()
    {
        var (kept, absorbed) = (api.NewPerson(), api.NewPerson("VALI"));
        await api.ValidatedAsync(absorbed);
        await MergedAsync(kept, absorbed);
        var written = await api.ValidatedAsync(kept);
        api.Clock.Advance(TimeSpan.FromMinutes(1));
        await api.DeliverAsync(IdentityUnmerged.Topic, new IdentityUnmerged(absorbed, kept, api.Clock.GetUtcNow()), Demo.Brume);
        var row = Assert.Single(await ToSortAsync(kept));

        api.Consent.Refuse = asked => asked.UsagerId == absorbed.ToString() ? "DENY_RELATION" : null;
        try
        {
            Assert.Empty(await ToSortAsync(kept));
            await DocumentsApi.RefusedAsync(await api.Doctor.PostAsJsonAsync($"/to-sort/{row.Id}/settle", new { goesTo = "restored" }, Ct), HttpStatusCode.NotFound, "not-found");
        }
        finally
        {
            api.Consent.Refuse = _ => null;
        }
        await DocumentsApi.RefusedAsync(await api.As(Demo.Rivieres, Demo.Bellec).PostAsJsonAsync($"/to-sort/{row.Id}/settle", new { goesTo = "restored" }, Ct), HttpStatusCode.NotFound, "not-found");
        Assert.Contains(written, await DocumentsOfAsync(kept));
    }

    [Fact]
    public async Task An_invented_person_has_no_document()
    {
        var invented = Guid.CreateVersion7();

        await DocumentsApi.RefusedAsync(await api.Doctor.PostAsJsonAsync("/documents", DocumentsApi.Draft(invented), Ct), HttpStatusCode.NotFound, "not-found");

        Assert.Empty(await DocumentsOfAsync(invented));
    }

    private async Task<DateTimeOffset> MergedAsync(Guid kept, Guid absorbed)
    {
        api.Clock.Advance(TimeSpan.FromMinutes(1));
        var at = api.Clock.GetUtcNow();
        Assert.Equal("SUCCESS", await api.DeliverAsync(IdentityMerged.Topic, new IdentityMerged(kept, absorbed, at), Demo.Brume));
        return at;
    }

    private async Task<List<Guid>> DocumentsOfAsync(Guid person) => [.. JsonNode.Parse(await FileOfAsync(person))!.AsArray().Select(d => d!["id"]!.GetValue<Guid>())];

    private async Task<List<(Guid Id, string Kind, Guid Row)>> ToSortAsync(Guid person) =>
        [.. (await DocumentsApi.OkAsync(await api.Doctor.GetAsync($"/to-sort?subjectId={person}", Ct)))["items"]!.AsArray().Select(r => (r!["id"]!.GetValue<Guid>(), r["kind"]!.GetValue<string>(), r["rowId"]!.GetValue<Guid>()))];

    private async Task<string> FileOfAsync(Guid person) => await api.Doctor.GetStringAsync($"/documents?usagerId={person}", Ct);
}
