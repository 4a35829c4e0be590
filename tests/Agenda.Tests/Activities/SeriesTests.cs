using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Agenda.Tests.Api;
using Contracts.Agenda;
using Testing;

namespace Agenda.Tests.Activities;

public sealed class SeriesTests(AgendaApi api) : IClassFixture<AgendaApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_weekly_workshop_keeps_its_hour_when_the_clocks_change_E14()
    {
        var spring = await api.PlanAsync(With(AgendaApi.Activity("2026-03-24", "14:00", 60, AgendaApi.Member("usager", AgendaApi.NewPerson())), "FREQ=WEEKLY;BYDAY=TU;UNTIL=20260331"));
        var autumn = await api.PlanAsync(With(AgendaApi.Activity("2026-10-20", "14:00", 60, AgendaApi.Member("usager", AgendaApi.NewPerson())), "FREQ=WEEKLY;BYDAY=TU;UNTIL=20261027"));

        Assert.Equal([AgendaApi.At("2026-03-24T13:00Z"), AgendaApi.At("2026-03-31T12:00Z")], Starts(spring));
        Assert.Equal([AgendaApi.At("2026-10-20T12:00Z"), AgendaApi.At("2026-10-27T13:00Z")], Starts(autumn));
    }

    [Fact]
    public async Task A_day_without_room_says_why_and_the_others_are_planned()
    {
        var room = await api.NewResourceAsync();
        var taken = await api.BookAsync(AgendaApi.Appointment("2026-03-17T13:30Z", 30, AgendaApi.Member("room", room)));

        var series = await api.PlanAsync(With(AgendaApi.Activity("2026-03-10", "14:00", 60, AgendaApi.Member("room", room)), "FREQ=WEEKLY;COUNT=3"));

        Assert.Equal((2, 1), (series["planned"]!.GetValue<int>(), series["conflicts"]!.GetValue<int>()));
        var refused = series["days"]![1]!;
        Assert.Equal("Conflict", refused["outcome"]!.GetValue<string>());
        Assert.Equal("resource-taken", refused["reasons"]![0]!["rule"]!.GetValue<string>());
        Assert.Contains("Visite", refused["reasons"]![0]!["explanation"]!.GetValue<string>());
        Assert.Equal(AgendaApi.Id(taken), refused["reasons"]![0]!["heldBy"]!.GetValue<Guid>());
        var activity = await AgendaApi.OkAsync(await api.Nurse.GetAsync($"/activities/{series["activityId"]}", Ct));
        Assert.Contains(activity["changes"]!.AsArray(), c => c!["kind"]!.GetValue<string>() == "Conflict" && c["reason"]!.GetValue<string>() == "resource-taken");
    }

    [Fact]
    public async Task Moving_or_cancelling_one_occurrence_touches_no_other()
    {
        var series = await api.PlanAsync(With(AgendaApi.Activity("2026-03-11", "10:00", 60, AgendaApi.Member("usager", AgendaApi.NewPerson())), "FREQ=WEEKLY;COUNT=4"));
        var ids = Ids(series);
        var before = await Task.WhenAll(ids.Select(api.OccurrenceAsync));

        await AgendaApi.OkAsync(await api.ActAsync(ids[1], "move", new { startsAt = "2026-03-19T09:00:00Z", endsAt = "2026-03-19T10:00:00Z" }));
        await AgendaApi.OkAsync(await api.ActAsync(ids[2], "cancel", new { reason = "weather" }));

        var after = await Task.WhenAll(ids.Select(api.OccurrenceAsync));
        Assert.Equal(before[0].ToJsonString(), after[0].ToJsonString());
        Assert.Equal(before[3].ToJsonString(), after[3].ToJsonString());
        Assert.Equal(AgendaApi.At("2026-03-19T09:00Z"), after[1]["startsAt"]!.GetValue<DateTimeOffset>());
        Assert.Equal(("Cancelled", "weather"), (after[2]["status"]!.GetValue<string>(), after[2]["cancelReason"]!.GetValue<string>()));
        var changes = (await AgendaApi.OkAsync(await api.Nurse.GetAsync($"/activities/{series["activityId"]}", Ct)))["changes"]!.AsArray();
        Assert.Equal(["Moved", "Cancelled"], changes.Select(c => c!["kind"]!.GetValue<string>()));
        await api.WaitForOneAsync(ActivityMoved.Topic, e => e.Subject == ids[1].ToString());
        await api.WaitForOneAsync(ActivityCancelled.Topic, e => e.Subject == ids[2].ToString());
    }

    [Fact]
    public async Task Moved_after_its_validation_a_group_has_to_be_validated_again()
    {
        var id = Ids(await api.PlanAsync(AgendaApi.Activity("2026-03-12", "10:00", 60, AgendaApi.Member("usager", AgendaApi.NewPerson()), AgendaApi.Member("usager", AgendaApi.NewPerson()))))[0];
        await AgendaApi.OkAsync(await api.ActAsync(id, "validate", null));
        Assert.Equal("Validated", (await api.OccurrenceAsync(id))["status"]!.GetValue<string>());

        await AgendaApi.OkAsync(await api.ActAsync(id, "move", new { startsAt = "2026-03-12T13:00:00Z", endsAt = "2026-03-12T14:00:00Z" }));

        Assert.Equal("Planned", (await api.OccurrenceAsync(id))["status"]!.GetValue<string>());
        Assert.Equal(3, (await api.WaitForAsync(ActivityMoved.Topic, e => e.Subject == id.ToString())).As<ActivityMoved>().Version);
    }

    [Fact]
    public async Task Closed_days_and_school_holidays_are_skipped_and_say_so()
    {
        var house = Demo.RoseraieDuLac;
        await api.SetHouseAsync(new { schoolHolidays = "2026-04-18/2026-05-03", closedOnPublicHolidays = true, closedDays = "2026-05-15" }, house);
        var request = With(AgendaApi.Activity("2026-04-24", "10:00", 60, AgendaApi.Member("usager", AgendaApi.NewPerson())), "FREQ=WEEKLY;COUNT=5");
        (request["establishmentId"], request["skipSchoolHolidays"]) = (house, true);

        var series = await AgendaApi.OkAsync(await api.As(Demo.Brume, Demo.MontagneRoseraie).PostAsJsonAsync("/activities", request, Ct));

        Assert.Equal(["vacances scolaires", "jour férié (victoire de 1945)", "fermeture de l'établissement"],
            new[] { 0, 2, 3 }.Select(i => series["days"]![i]!["skipped"]!.GetValue<string>()));
        Assert.Equal((1, 4), (series["planned"]!.GetValue<int>(), series["skipped"]!.GetValue<int>()));
    }

    [Fact]
    public async Task Sent_twice_under_one_number_a_series_exists_once()
    {
        var person = AgendaApi.NewPerson();
        var request = With(AgendaApi.Activity("2026-03-13", "10:00", 60, AgendaApi.Member("usager", person)), "FREQ=DAILY;COUNT=3");
        var client = api.Nurse;
        client.DefaultRequestHeaders.Add("Idempotency-Key", "series-1");

        var first = await AgendaApi.OkAsync(await client.PostAsJsonAsync("/activities", request, Ct));
        var second = await AgendaApi.OkAsync(await client.PostAsJsonAsync("/activities", request, Ct));

        Assert.Equal(first["activityId"]!.GetValue<Guid>(), second["activityId"]!.GetValue<Guid>());
        var week = await AgendaApi.OkAsync(await api.Nurse.GetAsync($"/calendars/usager/{person}?from=2026-03-09T00:00:00Z&until=2026-03-20T00:00:00Z", Ct));
        Assert.Equal(3, week["occurrences"]!.AsArray().Count);
        request["label"] = "Autre chose";
        await AgendaApi.RefusedAsync(await client.PostAsJsonAsync("/activities", request, Ct), HttpStatusCode.Conflict, "idempotency-key-reused");
    }

    [Fact]
    public async Task A_series_that_ends_earlier_keeps_what_came_before()
    {
        var series = await api.PlanAsync(With(AgendaApi.Activity("2026-03-16", "16:00", 30, AgendaApi.Member("usager", AgendaApi.NewPerson())), "FREQ=DAILY;COUNT=4"));
        var ids = Ids(series);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/activities/{series["activityId"]}/end") { Content = JsonContent.Create(new { lastDay = "2026-03-17" }) };
        request.Headers.TryAddWithoutValidation("If-Match", $"\"{(await AgendaApi.OkAsync(await api.Nurse.GetAsync($"/activities/{series["activityId"]}", Ct)))["version"]}\"");

        Assert.Equal(HttpStatusCode.NoContent, (await api.Nurse.SendAsync(request, Ct)).StatusCode);

        Assert.Equal(["Planned", "Planned", "Cancelled", "Cancelled"], (await Task.WhenAll(ids.Select(api.OccurrenceAsync))).Select(o => o["status"]!.GetValue<string>()));
    }

    private static JsonObject With(JsonObject activity, string rule)
    {
        activity["rule"] = rule;
        return activity;
    }

    private static List<DateTimeOffset> Starts(JsonNode series) => [.. series["days"]!.AsArray().Select(d => d!["startsAt"]!.GetValue<DateTimeOffset>())];

    private static List<Guid> Ids(JsonNode series) => [.. series["days"]!.AsArray().Select(d => d!["occurrenceId"]!.GetValue<Guid>())];
}
