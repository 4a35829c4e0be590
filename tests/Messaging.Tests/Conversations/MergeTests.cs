using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Contracts.Identity;
using Messaging.Conversations;
using Microsoft.Extensions.DependencyInjection;
using Platform.Merging;
using Testing;

namespace Messaging.Tests.Conversations;

/// <summary>Two identities were one person, or were not after all.</summary>
public sealed class MergeTests
{
    private static readonly Guid Other = Guid.Parse("01900000-0000-7000-8000-00000000c002");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Conversations_go_with_the_kept_identity_and_come_back_and_what_was_written_meanwhile_is_sorted_by_hand()
    {
        await using var api = await MessagingApi.StartAsync();
        // Both have an open conversation with the emergency department; only the absorbed one has one with the person herself.
        var (own, theirs, citizen) = (await WriteAsync(api, Other, "Professional"), await WriteAsync(api, MessagingApi.Catarina, "Professional"), await WriteAsync(api, MessagingApi.Catarina, "Citizen"));
        api.Clock.Advance(TimeSpan.FromMinutes(1));
        var merged = new IdentityMerged(Other, MessagingApi.Catarina, api.Clock.GetUtcNow());

        foreach (var _ in Enumerable.Range(0, 2)) Assert.Equal("SUCCESS", await api.DeliverAsync(IdentityMerged.Topic, merged, Demo.Brume));

        Assert.Equal([(own, "open"), (theirs, "closed"), (citizen, "open")], await OfAsync(api, Other, own, theirs, citizen));
        Assert.Empty(await OfAsync(api, MessagingApi.Catarina, own, theirs, citizen));
        var wrote = await api.As(Demo.Brume).PostAsJsonAsync($"/threads/{citizen}/messages", new { text = "Écrit entre-temps" }, Ct);
        Assert.True(wrote.IsSuccessStatusCode, await wrote.Content.ReadAsStringAsync(Ct));
        Assert.Equal(HttpStatusCode.OK, (await api.As(Demo.Brume).PostAsJsonAsync($"/threads/{own}/close", new { reason = "Question résolue" }, Ct)).StatusCode);
        var meanwhile = await WriteAsync(api, Other, "Professional");
        api.Clock.Advance(TimeSpan.FromMinutes(1));

        foreach (var _ in Enumerable.Range(0, 2)) Assert.Equal("SUCCESS", await api.DeliverAsync(IdentityUnmerged.Topic, new IdentityUnmerged(MessagingApi.Catarina, Other, api.Clock.GetUtcNow()), Demo.Brume));
        Assert.Equal("SUCCESS", await api.DeliverAsync(IdentityMerged.Topic, merged, Demo.Brume));

        Assert.Equal([(theirs, "open"), (citizen, "open")], await OfAsync(api, MessagingApi.Catarina, theirs, citizen));
        Assert.Equal([(own, "closed"), (meanwhile, "open")], await OfAsync(api, Other, own, meanwhile));
        var list = await ToSortAsync(api);
        Assert.Equal([("thread", meanwhile), ("thread-activity", citizen)], list.Select(r => (r.Kind, r.Row)));

        foreach (var row in list) Assert.Equal(HttpStatusCode.NoContent, (await api.As(Demo.Brume).PostAsJsonAsync($"/to-sort/{row.Id}/settle", new { goesTo = "restored" }, Ct)).StatusCode);

        // She has an open one on this side already: the one that comes over joins her file, closed.
        Assert.Equal([(theirs, "open"), (citizen, "open"), (meanwhile, "closed")], await OfAsync(api, MessagingApi.Catarina, theirs, citizen, meanwhile));
        Assert.Empty(await ToSortAsync(api));
    }

    [Fact]
    public async Task One_written_under_the_absorbed_identity_just_after_the_merge_keeps_nothing_from_coming_back()
    {
        await using var api = await MessagingApi.StartAsync();
        var theirs = await WriteAsync(api, MessagingApi.Catarina, "Professional");
        api.Clock.Advance(TimeSpan.FromMinutes(1));
        await api.DeliverAsync(IdentityMerged.Topic, new IdentityMerged(Other, MessagingApi.Catarina, api.Clock.GetUtcNow()), Demo.Brume);
        // Let through before consent had heard.
        var stray = await WriteAsync(api, MessagingApi.Catarina, "Professional");
        api.Clock.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal("SUCCESS", await api.DeliverAsync(IdentityUnmerged.Topic, new IdentityUnmerged(MessagingApi.Catarina, Other, api.Clock.GetUtcNow()), Demo.Brume));

        Assert.Equal([(theirs, "closed"), (stray, "open")], await OfAsync(api, MessagingApi.Catarina, theirs, stray));
    }

    [Fact]
    public async Task What_was_being_written_while_the_merge_was_followed_goes_over_later_and_comes_back_with_the_rest()
    {
        await using var api = await MessagingApi.StartAsync();
        var theirs = await WriteAsync(api, MessagingApi.Catarina, "Professional");
        api.Clock.Advance(TimeSpan.FromMinutes(1));
        await api.DeliverAsync(IdentityMerged.Topic, new IdentityMerged(Other, MessagingApi.Catarina, api.Clock.GetUtcNow()), Demo.Brume);
        var (stray, citizen) = (await WriteAsync(api, MessagingApi.Catarina, "Professional"), await WriteAsync(api, MessagingApi.Catarina, "Citizen"));

        api.Clock.Advance(TimeSpan.FromMinutes(1));
        await api.Provider.GetRequiredService<SweepMerges<MessagingDbContext, FollowMerge>>().TurnAsync(Ct);

        // One open conversation on each side: the stray one meets the one that came over before it.
        Assert.Equal([(theirs, "open"), (stray, "closed"), (citizen, "open")], await OfAsync(api, Other, theirs, stray, citizen));
        Assert.Empty(await OfAsync(api, MessagingApi.Catarina));
        Assert.Equal("SUCCESS", await api.DeliverAsync(IdentityUnmerged.Topic, new IdentityUnmerged(MessagingApi.Catarina, Other, api.Clock.GetUtcNow()), Demo.Brume));
        Assert.Equal([(theirs, "open"), (stray, "closed"), (citizen, "open")], await OfAsync(api, MessagingApi.Catarina, theirs, stray, citizen));
        Assert.Empty(await OfAsync(api, Other));
    }

    [Fact]
    public async Task Another_organisations_facts_move_nothing_and_an_unmerge_before_its_merge_holds()
    {
        await using var api = await MessagingApi.StartAsync();
        var thread = await WriteAsync(api, MessagingApi.Catarina, "Professional");
        var merged = new IdentityMerged(Other, MessagingApi.Catarina, api.Clock.GetUtcNow());
        api.Clock.Advance(TimeSpan.FromMinutes(1));

        await api.DeliverAsync(IdentityMerged.Topic, merged, Demo.Rivieres);
        await api.DeliverAsync(IdentityUnmerged.Topic, new IdentityUnmerged(MessagingApi.Catarina, Other, api.Clock.GetUtcNow()), Demo.Brume);
        await api.DeliverAsync(IdentityMerged.Topic, merged, Demo.Brume);

        Assert.Equal([(thread, "open")], await OfAsync(api, MessagingApi.Catarina, thread));
    }

    [Fact]
    public async Task Nothing_is_written_to_an_invented_person()
    {
        await using var api = await MessagingApi.StartAsync();
        var invented = Guid.CreateVersion7();
        api.Consent.Decide = asked => asked.UsagerId == invented.ToString() ? new() { ReasonCode = "DENY_RELATION" } : new() { Allowed = true, ReasonCode = "ALLOW" };

        using var refused = await api.As(Demo.Brume).PostAsJsonAsync("/threads", Message(invented, "Citizen"), Ct);

        Assert.Equal((HttpStatusCode.NotFound, "not-found"), (refused.StatusCode, (await refused.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("code").GetString()));
        api.Consent.Decide = _ => new() { Allowed = true, ReasonCode = "ALLOW" };
        Assert.Equal(0, (await api.GetAsync($"/threads?usagerId={invented}")).GetProperty("total").GetInt32());
    }

    private static object Message(Guid person, string counterpart) => new { usagerId = person, counterpart, subject = "Suivi", text = "Bonjour", recipient = counterpart == "Professional" ? MessagingApi.Emergency : null, establishmentId = Demo.SaulesBlancs };

    private static async Task<Guid> WriteAsync(MessagingApi api, Guid person, string counterpart)
    {
        using var reply = await api.As(Demo.Brume).PostAsJsonAsync("/threads", Message(person, counterpart), Ct);
        var text = await reply.Content.ReadAsStringAsync(Ct);
        Assert.True(reply.StatusCode == HttpStatusCode.Created, text);
        return JsonDocument.Parse(text).RootElement.GetProperty("threadId").GetGuid();
    }

    private static async Task<List<(Guid, string)>> OfAsync(MessagingApi api, Guid person, params Guid[] inOrder) =>
        [.. (await api.GetAsync($"/threads?usagerId={person}")).GetProperty("threads").EnumerateArray().Select(t => (t.GetProperty("id").GetGuid(), t.GetProperty("status").GetString()!)).OrderBy(t => Array.IndexOf(inOrder, t.Item1))];

    private static async Task<List<(Guid Id, string Kind, Guid Row)>> ToSortAsync(MessagingApi api) =>
        [.. (await api.GetAsync($"/to-sort?subjectId={Other}")).GetProperty("items").EnumerateArray().Select(r => (r.GetProperty("id").GetGuid(), r.GetProperty("kind").GetString()!, r.GetProperty("rowId").GetGuid())).OrderBy(r => r.Item2, StringComparer.Ordinal)];
}
