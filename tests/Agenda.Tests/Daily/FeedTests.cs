using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Agenda.Feeds;
using Agenda.Occurrences;
using Contracts.Audit;
using Microsoft.EntityFrameworkCore;
using Testing;

namespace Agenda.Tests.Daily;

public sealed class FeedTests(DayApi api) : IClassFixture<DayApi>
{
    private DateTimeOffset Soon(int day) => DayApi.Paris(api.Clock.GetUtcNow().AddDays(day).Year, api.Clock.GetUtcNow().AddDays(day).Month, api.Clock.GetUtcNow().AddDays(day).Day, 10);

    [Fact]
    public async Task A_private_address_tells_the_calendar_until_it_is_revoked_and_each_reading_is_traced()
    {
        var person = Guid.CreateVersion7();
        var session = await api.PlanAsync(Soon(3), 60, [person, Guid.CreateVersion7()], label: "Chorale, salle 2; avec l'école\\amis");
        var opened = await OpenAsync(person);
        var (status, text, tag) = await FetchAsync(opened.Address);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains($"UID:{session.Id}@agenda\r\n", text, StringComparison.Ordinal);
        Assert.Contains("SUMMARY:Chorale\\, salle 2\\; avec l'école\\\\amis\r\n", text, StringComparison.Ordinal);
        Assert.Contains("STATUS:TENTATIVE\r\n", text, StringComparison.Ordinal);
        Assert.Contains("SEQUENCE:0\r\n", text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotModified, (await FetchAsync(opened.Address, tag)).Status);

        await api.WithDbAsync(async db =>
        {
            var held = await db.Occurrences.SingleAsync(o => o.Id == session.Id);
            held.Cancel("structure", null, api.Clock.GetUtcNow());
            return await db.SaveChangesAsync();
        });
        var (_, cancelled, newTag) = await FetchAsync(opened.Address, tag);
        Assert.Contains($"UID:{session.Id}@agenda\r\n", cancelled, StringComparison.Ordinal);
        Assert.Contains("STATUS:CANCELLED\r\nSEQUENCE:1\r\n", cancelled, StringComparison.Ordinal);
        Assert.NotEqual(tag, newTag);
        await api.WaitForAsync(AccessRecorded.Topic, p => p.As<AccessRecorded>() is { Action: "feed.fetch", Outcome: "allowed" } a && a.UsagerId == person);

        var (revoked, _) = await api.PostAsync($"/feeds/{opened.Id}/revoke", new { });
        Assert.Equal(HttpStatusCode.OK, revoked);
        Assert.Equal(HttpStatusCode.NotFound, (await FetchAsync(opened.Address)).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await api.PostAsync($"/feeds/{opened.Id}/revoke", new { })).Status);
    }

    [Fact]
    public async Task The_secret_is_not_kept_and_who_loses_the_right_loses_the_feed()
    {
        var person = Guid.CreateVersion7();
        await api.PlanAsync(Soon(4), 60, [person]);
        var opened = await OpenAsync(person);
        var secret = opened.Address[(opened.Address.LastIndexOf('/') + 1)..^4];
        var kept = await api.WithDbAsync(db => db.FeedAddresses.AsNoTracking().SingleAsync(f => f.Id == opened.Id));
        Assert.Equal((43, FeedAddress.HashOf(secret)), (secret.Length, kept.SecretHash));
        Assert.DoesNotContain(secret, JsonSerializer.Serialize(kept), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await FetchAsync(opened.Address)).Status);

        api.Consent.Closed[person] = true;

        Assert.Equal(HttpStatusCode.NotFound, (await FetchAsync(opened.Address)).Status);
        await api.WaitForAsync(AccessRecorded.Topic, p => p.As<AccessRecorded>() is { Action: "feed.fetch", Outcome: "refused" } a && a.UsagerId == person);
        Assert.Equal(HttpStatusCode.NotFound, (await api.PostAsync("/feeds", new { kind = "usager", calendarId = person })).Status);
    }

    [Fact]
    public async Task A_relative_reads_rendez_vous_where_health_is_and_a_busy_feed_tells_nothing()
    {
        var child = Guid.CreateVersion7();
        api.Consent.Grants[("mother", child)] = ("relative", 1);
        await api.PlanAsync(Soon(5), 45, [child], label: "Consultation neurologie", health: true);
        await api.PlanAsync(Soon(6), 45, [child], label: "Poterie");

        var mother = api.As(Demo.Brume, Guid.Empty, kind: "relative", sub: "mother");
        var opened = await OpenAsync(child, by: mother);
        var busy = await OpenAsync(child, "Busy");
        var text = (await FetchAsync(opened.Address)).Text;

        Assert.Contains("SUMMARY:Rendez-vous\r\n", text, StringComparison.Ordinal);
        Assert.Contains("SUMMARY:Poterie\r\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("neurologie", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Poterie", (await FetchAsync(busy.Address)).Text, StringComparison.Ordinal);
        api.Consent.Grants[("mother", child)] = ("relative", 0);
        Assert.Equal(HttpStatusCode.NotFound, (await FetchAsync(opened.Address)).Status);
    }

    [Fact]
    public async Task Only_one_s_own_feeds_are_listed_revoked_or_opened_for_one_s_own_planning()
    {
        var person = Guid.CreateVersion7();
        var opened = await OpenAsync(person);
        var colleague = () => api.As(Demo.Brume, Demo.Tessier, sub: "tessier");

        Assert.Equal(0, (await api.GetAsync("/feeds", colleague())).GetArrayLength());
        Assert.Equal(HttpStatusCode.NotFound, (await api.PostAsync($"/feeds/{opened.Id}/revoke", new { }, colleague())).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await api.PostAsync($"/feeds/{opened.Id}/revoke", new { }, api.As(Demo.Rivieres, Demo.Bellec))).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await api.PostAsync("/feeds", new { kind = "staff", calendarId = Demo.Tessier })).Status);
        Assert.Equal(HttpStatusCode.Created, (await api.PostAsync("/feeds", new { kind = "staff", calendarId = Demo.Dorval })).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await api.PostAsync("/feeds", new { kind = "planet", calendarId = person })).Status);
        foreach (var wrong in new[] { "/feeds/x.ics", $"/feeds/{new string('A', 43)}.ics", $"/feeds/{new string('A', 43)}.txt" }) Assert.Equal(HttpStatusCode.NotFound, (await FetchAsync(wrong)).Status);
    }

    [Fact]
    public void Lines_are_folded_at_75_octets_and_the_second_of_a_doubled_hour_is_told_in_universal_time()
    {
        var (id, summer) = (Guid.CreateVersion7(), new DateTimeOffset(2026, 10, 25, 0, 30, 0, TimeSpan.Zero));
        var text = CalendarText.Write("Été", [new(id, summer, summer, summer.AddHours(1), string.Concat(Enumerable.Repeat("é€😀", 40)), "CONFIRMED", 3, true)]);

        Assert.All(text.Split("\r\n"), line => Assert.InRange(Encoding.UTF8.GetByteCount(line), 0, 75));
        Assert.Contains(string.Concat(Enumerable.Repeat("é€😀", 40)), text.Replace("\r\n ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("DTSTART;TZID=Europe/Paris:20261025T023000\r\nDTEND:20261025T013000Z\r\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\n\n", text.Replace("\r", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    private async Task<(Guid Id, string Address)> OpenAsync(Guid person, string mask = "Labels", HttpClient? by = null)
    {
        var (status, body) = await api.PostAsync("/feeds", new { kind = "usager", calendarId = person, mask }, by);
        Assert.True(status == HttpStatusCode.Created, body.ToString());
        var address = new Uri(body.GetProperty("address").GetString()!);
        Assert.StartsWith("https://", address.ToString(), StringComparison.Ordinal);
        return (body.GetProperty("feed").GetProperty("feedId").GetGuid(), address.AbsolutePath);
    }

    private async Task<(HttpStatusCode Status, string Text, string? Tag)> FetchAsync(string path, string? tag = null)
    {
        using var client = api.Anonymous();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (tag is not null) request.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Parse(tag));
        using var reply = await client.SendAsync(request, TestContext.Current.CancellationToken);
        if (reply.StatusCode == HttpStatusCode.OK) Assert.Equal("text/calendar", reply.Content.Headers.ContentType?.MediaType);
        return (reply.StatusCode, await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), reply.Headers.ETag?.ToString());
    }
}
