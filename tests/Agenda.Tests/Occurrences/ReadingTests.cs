using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Agenda.Tests.Api;
using Testing;

namespace Agenda.Tests.Occurrences;

public sealed class ReadingTests(AgendaApi api) : IClassFixture<AgendaApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_planning_of_a_house_counts_nobody_the_caller_may_not_see()
    {
        var house = Demo.RoseraieDuLac;
        var (seen, hidden) = (AgendaApi.NewPerson(), AgendaApi.NewPerson());
        foreach (var person in new[] { seen, hidden, hidden }) await BookThereAsync(house, person);
        var client = api.As(Demo.Brume, Demo.MontagneRoseraie);
        Assert.Equal(3, (await PageAsync(client, house))["total"]!.GetValue<int>());

        api.Consent.Refused[hidden] = false;
        var page = await PageAsync(client, house);

        Assert.Equal((1, 1), (page["total"]!.GetValue<int>(), page["items"]!.AsArray().Count));
        Assert.DoesNotContain(hidden.ToString(), page.ToJsonString());
    }

    [Fact]
    public async Task A_group_shows_only_those_the_caller_may_see()
    {
        var (seen, hidden) = (AgendaApi.NewPerson(), AgendaApi.NewPerson());
        var id = AgendaApi.Id(await api.BookAsync(AgendaApi.Appointment("2026-03-10T09:00Z", 60, AgendaApi.Member("usager", seen), AgendaApi.Member("usager", hidden))));
        api.Consent.Refused[hidden] = false;

        var occurrence = await api.OccurrenceAsync(id);

        Assert.Equal([seen], occurrence["members"]!.AsArray().Select(m => AgendaApi.Id(m!)));
        await AgendaApi.RefusedAsync(await api.Nurse.GetAsync($"/calendars/usager/{hidden}?from=2026-03-09T00:00:00Z&until=2026-03-16T00:00:00Z", Ct), HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task A_room_reads_taken_where_its_people_may_not_be_seen()
    {
        var (room, hidden) = (await api.NewResourceAsync(), AgendaApi.NewPerson());
        await api.BookAsync(AgendaApi.Appointment("2026-03-11T09:00Z", 60, AgendaApi.Member("usager", hidden), AgendaApi.Member("room", room)));
        api.Consent.Refused[hidden] = false;

        var week = await AgendaApi.OkAsync(await api.Nurse.GetAsync($"/calendars/room/{room}?from=2026-03-09T00:00:00Z&until=2026-03-16T00:00:00Z", Ct));

        var taken = Assert.Single(week["occurrences"]!.AsArray())!;
        Assert.Equal((true, "Occupé", 0), (taken["masked"]!.GetValue<bool>(), taken["label"]!.GetValue<string>(), taken["members"]!.AsArray().Count));
        Assert.DoesNotContain(hidden.ToString(), week.ToJsonString());
    }

    [Fact]
    public async Task A_minimal_view_reads_rendez_vous_for_health_and_no_other_participant()
    {
        var (person, other) = (AgendaApi.NewPerson(), AgendaApi.NewPerson());
        var care = AgendaApi.Appointment("2026-03-12T09:00Z", 60, AgendaApi.Member("usager", person), AgendaApi.Member("usager", other));
        (care["kind"], care["label"], care["serafinCode"]) = ("soin", "Consultation psychiatrique", "2.1.1.1");
        await api.BookAsync(care);
        (api.Consent.Minimal[person], api.Consent.Minimal[other]) = (true, true);

        var week = await AgendaApi.OkAsync(await api.Nurse.GetAsync($"/calendars/usager/{person}?from=2026-03-09T00:00:00Z&until=2026-03-16T00:00:00Z", Ct));

        var seen = week["occurrences"]![0]!;
        Assert.Equal(("Rendez-vous", "rdv", null), (seen["label"]!.GetValue<string>(), seen["kind"]!.GetValue<string>(), seen["serafinCode"]?.GetValue<string>()));
        Assert.Equal([person], seen["members"]!.AsArray().Select(m => AgendaApi.Id(m!)));
        Assert.DoesNotContain("psychiatrique", week.ToJsonString());
    }

    [Fact]
    public async Task Another_organisation_finds_nothing_at_any_address()
    {
        var (room, person) = (await api.NewResourceAsync(), AgendaApi.NewPerson());
        var planned = await api.PlanAsync(AgendaApi.Activity("2026-03-13", "10:00", 60, AgendaApi.Member("usager", person), AgendaApi.Member("room", room)));
        var (id, activity) = (planned["days"]![0]!["occurrenceId"]!.GetValue<Guid>(), planned["activityId"]!.GetValue<Guid>());
        var constraint = AgendaApi.Id(await AgendaApi.OkAsync(await api.Nurse.PostAsJsonAsync("/constraints", new { usagerId = person, label = "Famille", channel = "oral", firstDay = "2026-03-20", startTime = "10:00", minutes = 60 }, Ct)));

        foreach (var path in new[] { $"/occurrences/{id}", $"/activities/{activity}", $"/resources/{room}", $"/calendars/room/{room}?from=2026-03-09T00:00:00Z&until=2026-03-16T00:00:00Z" })
            await AgendaApi.RefusedAsync(await api.Elsewhere.GetAsync(path, Ct), HttpStatusCode.NotFound, "not-found");
        foreach (var (path, body) in new (string, object?)[] { ($"/occurrences/{id}/cancel", new { reason = "structure" }), ($"/occurrences/{id}/validate", null), ($"/constraints/{constraint}/withdraw", null), ($"/occurrences/{id}/requests", new { usagerId = person, wish = "Decline" }) })
            await AgendaApi.RefusedAsync(await api.Elsewhere.PostAsJsonAsync(path, body, Ct), HttpStatusCode.NotFound, "not-found");
        var week = await AgendaApi.OkAsync(await api.Elsewhere.GetAsync($"/calendars/usager/{person}?from=2026-03-09T00:00:00Z&until=2026-03-16T00:00:00Z", Ct));
        Assert.Empty(week["occurrences"]!.AsArray());
        var stolen = AgendaApi.Appointment("2026-03-13T14:00Z", 30, AgendaApi.Member("room", room));
        stolen["establishmentId"] = Demo.PreFleuri;
        await AgendaApi.RefusedAsync(await api.Elsewhere.PostAsJsonAsync("/appointments", stolen, Ct), HttpStatusCode.BadRequest, "resource-unknown");
    }

    [Fact]
    public async Task A_token_without_the_scope_or_of_another_house_does_nothing()
    {
        var reader = api.As(Demo.Brume, Demo.Montagne, scopes: "agenda:read");
        Assert.Equal(HttpStatusCode.Forbidden, (await reader.PostAsJsonAsync("/appointments", AgendaApi.Appointment("2026-03-13T14:00Z", 30, AgendaApi.Member("usager", AgendaApi.NewPerson())), Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await api.Anonymous().GetAsync($"/occurrences/{Guid.NewGuid()}", Ct)).StatusCode);
        await AgendaApi.RefusedAsync(await api.As(Demo.Brume, Demo.MontagneRoseraie).GetAsync($"/resources?establishmentId={Demo.SaulesBlancs}", Ct), HttpStatusCode.Forbidden, "other-house");
    }

    [Fact]
    public async Task Every_read_leaves_a_line_in_the_trail()
    {
        var person = AgendaApi.NewPerson();
        var id = AgendaApi.Id(await api.BookAsync(AgendaApi.Appointment("2026-03-16T09:00Z", 60, AgendaApi.Member("usager", person))));

        await api.OccurrenceAsync(id);
        api.Consent.Refused[person] = true;
        await AgendaApi.RefusedAsync(await api.ActAsyncWithout(id, "cancel", new { reason = "structure" }), HttpStatusCode.Forbidden, "not-authorised");

        await api.WaitForAsync("audit.access-recorded.v1", e => Line(e.Data, person, "agenda.read", "allowed"));
        await api.WaitForAsync("audit.access-recorded.v1", e => Line(e.Data, person, "agenda.cancel", "refused"));
    }

    private static bool Line(System.Text.Json.JsonElement data, Guid person, string act, string outcome) =>
        data.GetProperty("usagerId").ToString() == person.ToString() && data.GetProperty("action").GetString() == act && data.GetProperty("outcome").GetString() == outcome;

    private async Task BookThereAsync(Guid house, Guid person)
    {
        var wanted = AgendaApi.Appointment("2026-03-10T09:00Z", 15, AgendaApi.Member("usager", person));
        (wanted["establishmentId"], wanted["startsAt"], wanted["endsAt"]) = (house, AgendaApi.At("2026-03-10T08:00Z").AddMinutes(15 * ++_booked), AgendaApi.At("2026-03-10T08:00Z").AddMinutes(15 * _booked + 15));
        await AgendaApi.OkAsync(await api.As(Demo.Brume, Demo.MontagneRoseraie).PostAsJsonAsync("/appointments", wanted, Ct));
    }

    private int _booked;

    private static async Task<JsonNode> PageAsync(HttpClient client, Guid house) =>
        await AgendaApi.OkAsync(await client.GetAsync($"/occurrences?establishmentId={house}&from=2026-03-09T00:00:00Z&until=2026-03-16T00:00:00Z", Ct));
}
