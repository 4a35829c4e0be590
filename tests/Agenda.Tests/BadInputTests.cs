using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Agenda.Tests.Api;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Platform;
using Testing;

namespace Agenda.Tests;

/// <summary>What cannot be understood is said in French and changes nothing, on every endpoint that takes something in.</summary>
public sealed class BadInputTests(AgendaApi api) : IClassFixture<AgendaApi>
{
    private static readonly Guid Somebody = Guid.CreateVersion7();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, string> Bodies => new()
    {
        { "/activities", """{}""", "invalid-input" },
        { "/activities", Activity("label", "x"), "invalid-input" },
        { "/activities", Activity("minutes", 0), "invalid-input" },
        { "/activities", Activity("kind", "fete"), "invalid-input" },
        { "/activities", Activity("serafinCode", "9.9"), "invalid-input" },
        { "/activities", Activity("firstDay", "1990-01-01"), "first-day" },
        { "/activities", Activity("zone", "Europe/Lutece"), "time-zone" },
        { "/activities", Activity("rule", "FREQ=YEARLY"), "recurrence" },
        { "/activities", Activity("rule", "FREQ=WEEKLY;UNTIL=20200101"), "recurrence-empty" },
        { "/activities", Activity("members", new JsonArray(Member("martien"))), "calendar-kind" },
        { "/activities", Activity("members", new JsonArray(Member("usager"), Member("usager"))), "member-twice" },
        { "/activities", Activity("members", new JsonArray(Member("staff"))), "staff-unknown" },
        { "/activities", Activity("members", new JsonArray(Member("room"))), "resource-unknown" },
        { "/activities", Activity("inconnu", 1), "invalid-input" },
        { "/activities", Activity("qualifications", new JsonArray((JsonNode?)null)), "invalid-input" },
        { "/activities", Activity("members", new JsonArray((JsonNode?)null)), "invalid-input" },
        { "/appointments", Appointment("2026-03-10T10:00:00Z", "2026-03-10T09:00:00Z"), "period" },
        { "/appointments", Appointment("2026-03-10T10:00:00Z", "2026-03-12T09:00:00Z"), "too-long" },
        { "/appointments", Appointment("2026-03-10T10:00:30Z", "2026-03-10T11:00:00Z"), "whole-minutes" },
        { "/appointments", Appointment("2026-03-10T10:00:00Z", "2026-03-10T11:00:00Z", members: false), "member-missing" },
        { "/appointments", "pas du JSON", "invalid-input" },
        { "/availability", Search("2026-03-10T10:00:00Z", "2026-03-10T09:00:00Z"), "period" },
        { "/availability", Search("2026-03-10T10:00:00Z", "2026-09-10T09:00:00Z"), "period-too-long" },
        { "/availability", Search("2026-03-10T10:00:00Z", "2026-03-11T09:00:00Z", members: false), "search-members" },
        { "/resources", Resource("type", "Pas un code"), "invalid-input" },
        { "/resources", Resource("hours", "lundi matin"), "weekly-hours" },
        { "/resources", Resource("closedDays", "2026-13-45"), "day-periods" },
        { "/resources", Resource("wheelchairPlaces", 5), "wheelchair-places" },
        { "/constraints", Constraint("channel", "fax"), "invalid-input" },
        { "/constraints", Constraint("rule", "FREQ=WEEKLY"), "validity-missing" },
        { "/constraints", Constraint("validUntil", "2026-01-01"), "validity" },
        { "/staff-absences", $$"""{"situationId":"{{Demo.Montagne}}","startsAt":"2026-03-10T10:00:00Z","endsAt":"2026-03-09T10:00:00Z"}""", "period" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task It_is_refused_in_French(string path, string body, string code)
    {
        var before = await RowsAsync();
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");

        await AgendaApi.RefusedAsync(await api.Nurse.PostAsync(path, content, Ct), HttpStatusCode.BadRequest, code);

        Assert.Equal(before, await RowsAsync());
    }

    [Fact]
    public async Task Acts_on_an_occurrence_are_refused_too()
    {
        var id = AgendaApi.Id(await api.BookAsync(AgendaApi.Appointment("2026-03-10T09:00Z", 30, AgendaApi.Member("usager", Somebody))));

        await AgendaApi.RefusedAsync(await api.ActAsync(id, "move", new { startsAt = "2026-03-10T10:00:00Z", endsAt = "2026-03-10T09:00:00Z" }), HttpStatusCode.BadRequest, "period");
        await AgendaApi.RefusedAsync(await api.ActAsync(id, "move", new { startsAt = "2026-03-10T10:00:00Z", endsAt = "2026-03-10T11:00:00Z", resources = new[] { AgendaApi.Member("usager", Somebody) } }), HttpStatusCode.BadRequest, "resource-expected");
        await AgendaApi.RefusedAsync(await api.ActAsync(id, "members", new { members = new[] { AgendaApi.Member("room", Guid.NewGuid()) } }), HttpStatusCode.BadRequest, "resource-unknown");
        await AgendaApi.RefusedAsync(await api.ActAsync(id, "cancel", new { reason = "envie" }), HttpStatusCode.BadRequest, "invalid-input");
        await AgendaApi.RefusedAsync(await api.ActAsyncWithout(id, "move", new { startsAt = "2026-03-10T10:00:00Z", endsAt = "2026-03-10T11:00:00Z" }), HttpStatusCode.PreconditionRequired, "version-missing");
        await AgendaApi.RefusedAsync(await api.ActAsyncWithout(id, "requests", new { usagerId = Somebody, wish = "Move" }), HttpStatusCode.BadRequest, "wished-at");
        Assert.Equal((AgendaApi.At("2026-03-10T09:00Z"), 1), ((await api.OccurrenceAsync(id))["startsAt"]!.GetValue<DateTimeOffset>(), (await api.OccurrenceAsync(id))["version"]!.GetValue<int>()));
    }

    [Theory]
    [InlineData("/occurrences?establishmentId=01900000-0000-7000-8000-0000000000e1&from=2026-03-10T00:00:00Z&until=2026-03-09T00:00:00Z", "period")]
    [InlineData("/occurrences?establishmentId=01900000-0000-7000-8000-0000000000e1&from=2026-03-10T00:00:00Z&until=2027-03-09T00:00:00Z", "period-too-long")]
    [InlineData("/occurrences?establishmentId=01900000-0000-7000-8000-0000000000e1&from=2026-03-10T00:00:00Z&until=2026-03-11T00:00:00Z&pageSize=100000", "page")]
    [InlineData("/occurrences?establishmentId=partout", "invalid-input")]
    [InlineData("/calendars/martien/01900000-0000-7000-8000-0000000000e1?from=2026-03-10T00:00:00Z&until=2026-03-11T00:00:00Z", "calendar-kind")]
    [InlineData("/resources?establishmentId=01900000-0000-7000-8000-0000000000e1&kind=martien", "calendar-kind")]
    public async Task Questions_that_cannot_be_read_are_refused(string path, string code) =>
        await AgendaApi.RefusedAsync(await api.Nurse.GetAsync(path, Ct), HttpStatusCode.BadRequest, code);

    [Fact]
    public async Task Settings_that_cannot_be_read_are_refused()
    {
        foreach (var (path, body, code) in new[] { ($"/houses/{Demo.SaulesBlancs}", """{"zone":"Europe/Lutece"}""", "time-zone"), ($"/houses/{Demo.SaulesBlancs}", """{"hours":"toujours"}""", "weekly-hours"), ($"/staff/{Demo.Montagne}", """{"daysOff":"demain"}""", "day-periods") })
        {
            using var request = new HttpRequestMessage(HttpMethod.Put, path) { Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json") };
            request.Headers.TryAddWithoutValidation("If-Match", "\"0\"");
            await AgendaApi.RefusedAsync(await api.Nurse.SendAsync(request, Ct), HttpStatusCode.BadRequest, code);
        }
    }

    private async Task<string> RowsAsync()
    {
        await using var scope = api.Provider.CreateAsyncScope();
        using var _ = scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(Demo.Brume);
        var db = scope.ServiceProvider.GetRequiredService<AgendaDbContext>();
        return $"{await db.Activities.CountAsync(Ct)} {await db.Occurrences.CountAsync(Ct)} {await db.BusyTimes.CountAsync(Ct)} {await db.Resources.CountAsync(Ct)} {await db.Constraints.CountAsync(Ct)} {await db.StaffAbsences.CountAsync(Ct)}";
    }

    private static string Activity(string field, JsonNode value)
    {
        var activity = AgendaApi.Activity("2026-03-10", "10:00", 60, AgendaApi.Member("usager", Somebody));
        activity[field] = value;
        return activity.ToJsonString();
    }

    private static string Appointment(string from, string until, bool members = true)
    {
        var appointment = members ? AgendaApi.Appointment("2026-03-10T09:00Z", 30, AgendaApi.Member("usager", Somebody)) : AgendaApi.Appointment("2026-03-10T09:00Z", 30);
        (appointment["startsAt"], appointment["endsAt"]) = (from, until);
        return appointment.ToJsonString();
    }

    private static string Search(string from, string until, bool members = true) =>
        new JsonObject { ["establishmentId"] = Demo.SaulesBlancs, ["from"] = from, ["until"] = until, ["minutes"] = 30, ["participants"] = members ? new JsonArray(Member("usager")) : new JsonArray() }.ToJsonString();

    private static string Resource(string field, JsonNode value) =>
        new JsonObject { ["establishmentId"] = Demo.SaulesBlancs, ["kind"] = "vehicle", ["settings"] = With(new() { ["type"] = "minibus", ["name"] = "Minibus bleu", ["capacity"] = 2 }, field, value) }.ToJsonString();

    private static string Constraint(string field, JsonNode value) =>
        With(new() { ["usagerId"] = Somebody, ["label"] = "Famille", ["channel"] = "oral", ["firstDay"] = "2026-03-20", ["startTime"] = "10:00", ["minutes"] = 60 }, field, value).ToJsonString();

    private static JsonObject With(JsonObject body, string field, JsonNode value)
    {
        body[field] = value;
        return body;
    }

    private static JsonObject Member(string kind) => new() { ["kind"] = kind, ["id"] = Somebody };
}
