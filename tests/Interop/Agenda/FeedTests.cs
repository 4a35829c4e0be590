using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Agenda.Tests.Daily;
using Interop.Peers;
using Testing;
using Xunit;

namespace Interop.Calendars;

/// <summary>The private calendar address of a person, read by ical.js as a calendar program would.</summary>
public sealed class FeedTests(DayApi api) : IClassFixture<DayApi>
{
    // Escapes, an end of escapes, letters of one to four octets, and more than two lines of 75 octets.
    private const string Label = "Chorale, salle 2 ; « l'été » \\n n'est pas une fin de ligne : 😀 avec l'école de musique et deux classes";

    [Fact]
    public async Task A_series_over_the_end_of_summer_with_a_session_moved_and_one_cancelled_is_read_as_it_was_planned()
    {
        var person = Guid.CreateVersion7();
        api.Clock.MoveTo(new(2026, 9, 7, 6, 0, 0, TimeSpan.Zero));
        var planned = (await PlanAsync(person, "2026-10-06", "FREQ=WEEKLY;BYDAY=TU;COUNT=6", Label, "14:00")).GetProperty("days").EnumerateArray().ToList();
        var night = await PlanAsync(person, "2026-10-24", null, "Nuit du changement d'heure", "23:30", 300);
        await ActAsync(Id(planned[1]), "move", new { startsAt = DayApi.Paris(2026, 10, 14, 9), endsAt = DayApi.Paris(2026, 10, 14, 10, 30) });
        await ActAsync(Id(planned[2]), "cancel", new { reason = "structure" });

        var seen = await ReadAsync(person);

        Assert.Null(seen["error"]?.ToString());
        Assert.Equal(("2.0", "PUBLISH", "Agenda"), ((string)seen["version"]!, (string)seen["method"]!, (string)seen["name"]!));
        var events = seen["events"]!.AsArray().ToDictionary(e => Guid.Parse(((string)e!["uid"]!)[..36]), e => e!);
        Assert.Equal(7, events.Count);
        Assert.All(events.Values, e => Assert.False((bool)e["recurring"]!));
        Assert.All(planned, day => Assert.Equal(Label, (string)events[Id(day)]["summary"]!));
        // Two in the afternoon on the wall, before and after the clocks change; what ical.js makes of it is the instant that was planned.
        foreach (var day in planned.Where((_, i) => i != 1))
        {
            Assert.Equal((day.GetProperty("startsAt").GetDateTimeOffset(), "Europe/Paris"), (At(events[Id(day)], "startsAt"), (string)events[Id(day)]["zone"]!));
            Assert.EndsWith("T14:00:00", (string)events[Id(day)]["wall"]!, StringComparison.Ordinal);
        }

        Assert.Equal([12, 12, 12, 13, 13, 13], planned.Select(day => day.GetProperty("startsAt").GetDateTimeOffset().UtcDateTime.Hour));
        var moved = events[Id(planned[1])];
        Assert.Equal((DayApi.Paris(2026, 10, 14, 9), DayApi.Paris(2026, 10, 14, 10, 30), 1), (At(moved, "startsAt"), At(moved, "endsAt"), (int)moved["sequence"]!));
        var cancelled = events[Id(planned[2])];
        Assert.Equal(("CANCELLED", "TRANSPARENT", 1), ((string)cancelled["status"]!, (string)cancelled["transparency"]!, (int)cancelled["sequence"]!));
        Assert.Equal(("TENTATIVE", "OPAQUE", 0), ((string)events[Id(planned[0])]["status"]!, (string)events[Id(planned[0])]["transparency"]!, (int)events[Id(planned[0])]["sequence"]!));
        // Five hours of a night that has one more: it ends at half past three by the wall.
        var long_night = events[Id(night.GetProperty("days")[0])];
        Assert.Equal((new(2026, 10, 24, 21, 30, 0, TimeSpan.Zero), new DateTimeOffset(2026, 10, 25, 2, 30, 0, TimeSpan.Zero)), (At(long_night, "startsAt"), At(long_night, "endsAt")));
    }

    private async Task<JsonElement> PlanAsync(Guid person, string firstDay, string? rule, string label, string time, int minutes = 60)
    {
        var (status, body) = await api.PostAsync("/activities", new
        {
            establishmentId = Demo.DeuxChenes, kind = "activite", label, firstDay, startTime = time, minutes, rule, members = new[] { new { kind = "usager", id = person } },
        });
        Assert.True((int)status is 200 or 201, body.ToString());
        return body;
    }

    private async Task ActAsync(Guid occurrence, string act, object body)
    {
        var (status, answer) = await api.PostAsync($"/occurrences/{occurrence}/{act}", body, version: "\"1\"");
        Assert.True((int)status is >= 200 and < 300, $"{status} {answer}");
    }

    private async Task<JsonObject> ReadAsync(Guid person)
    {
        var (_, feed) = await api.PostAsync("/feeds", new { kind = "usager", calendarId = person });
        using var anybody = api.Anonymous();
        using var reply = await anybody.GetAsync(new Uri(feed.GetProperty("address").GetString()!).AbsolutePath, TestContext.Current.CancellationToken);
        Assert.Equal(new MediaTypeHeaderValue("text/calendar", "utf-8"), reply.Content.Headers.ContentType);
        var text = await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        await using var peer = NodePeer.Start("Agenda/calendar.mjs");
        return await peer.AskAsync(new { text }, TestContext.Current.CancellationToken);
    }

    private static Guid Id(JsonElement day) => day.GetProperty("occurrenceId").GetGuid();

    private static DateTimeOffset At(JsonNode one, string name) => DateTimeOffset.Parse((string)one[name]!, System.Globalization.CultureInfo.InvariantCulture);
}
