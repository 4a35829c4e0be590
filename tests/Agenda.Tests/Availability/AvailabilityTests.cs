using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Agenda.Tests.Api;
using Testing;

namespace Agenda.Tests.Availability;

public sealed class AvailabilityTests(CountedQueries api) : IClassFixture<CountedQueries>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everybody_and_everything_free_at_once_across_two_structures()
    {
        var (person, doctor, guest) = (AgendaApi.NewPerson(), api.NewColleague("medecin"), api.NewColleague("geriatre", Demo.RoseraieDuLac));
        var type = Unique("salle-telemedecine");
        var room = await api.NewResourceAsync("room", type);
        await api.BookAsync(AgendaApi.Appointment("2026-03-10T08:00Z", 120, AgendaApi.Member("usager", person)));
        await api.BookAsync(AgendaApi.Appointment("2026-03-10T10:00Z", 60, AgendaApi.Member("staff", doctor)));
        await api.BookAsync(AgendaApi.Appointment("2026-03-10T11:00Z", 30, AgendaApi.Member("room", room)));

        var found = await SearchAsync("2026-03-10T07:00Z", "2026-03-10T17:00Z", 30, [AgendaApi.Member("usager", person), AgendaApi.Member("staff", doctor), AgendaApi.Member("staff", guest)], Need("room", type), limit: 4);

        Assert.Equal(["07:00", "07:15", "07:30", "11:30"], Hours(found));
        Assert.All(found["slots"]!.AsArray(), s => Assert.Equal(room, s!["resources"]![0]!["id"]!.GetValue<Guid>()));
        var reasons = found["obstacles"]!.AsArray();
        Assert.Equal([("usager", "Visite"), ("staff", "Visite"), ("room", "Visite")], reasons.Where(o => o!["reason"]!.GetValue<string>() == "busy").Select(o => (o!["kind"]!.GetValue<string>().ToLowerInvariant(), o["explanation"]!.GetValue<string>().Contains("Visite") ? "Visite" : "?")));
    }

    [Fact]
    public async Task What_no_resource_of_the_house_can_answer_is_said()
    {
        var type = Unique("minibus");
        await api.NewResourceAsync("vehicle", type, with: s => (s["capacity"], s["wheelchairPlaces"]) = (9, 1));

        var none = await SearchAsync("2026-03-10T08:00Z", "2026-03-10T17:00Z", 60, [AgendaApi.Member("usager", AgendaApi.NewPerson())], Need("vehicle", Unique("bateau")));
        var small = await SearchAsync("2026-03-10T08:00Z", "2026-03-10T17:00Z", 60, [AgendaApi.Member("usager", AgendaApi.NewPerson())], Need("vehicle", type, wheelchairs: 2));
        var unqualified = await SearchAsync("2026-03-10T08:00Z", "2026-03-10T17:00Z", 60, [AgendaApi.Member("usager", AgendaApi.NewPerson()), AgendaApi.Member("staff", api.NewColleague())], Need("staff", "", qualification: "plongeur"));

        Assert.Equal([("none-of-kind", 0), ("capacity", 0), ("qualification", 0)], new[] { none, small }.Select(Only).Append(unqualified["obstacles"]!.AsArray().Any(o => o!["reason"]!.GetValue<string>() is "qualification" or "none-of-kind") ? ("qualification", unqualified["slots"]!.AsArray().Count) : ("?", 1)));

        static (string, int) Only(JsonNode found) => (found["obstacles"]![0]!["reason"]!.GetValue<string>(), found["slots"]!.AsArray().Count);
    }

    [Fact]
    [Trait("Seed", "S1-124")]
    public async Task A_cart_booked_in_a_unit_at_ten_is_not_offered_in_another_one_at_a_quarter_past_when_the_way_takes_twenty_minutes()
    {
        var (type, unitA, unitB) = (Unique("chariot"), Guid.NewGuid(), Guid.NewGuid());
        var cart = await api.NewResourceAsync("equipment", type, with: s => s["transferMinutes"] = 20);
        var booked = AgendaApi.Appointment("2026-03-11T10:00Z", 15, AgendaApi.Member("equipment", cart));
        booked["unitId"] = unitA;
        await api.BookAsync(booked);

        var elsewhere = await SearchAsync("2026-03-11T10:00Z", "2026-03-11T11:00Z", 15, [AgendaApi.Member("usager", AgendaApi.NewPerson())], Need("equipment", type), unit: unitB, step: 5);
        var sameUnit = await SearchAsync("2026-03-11T10:00Z", "2026-03-11T11:00Z", 15, [AgendaApi.Member("usager", AgendaApi.NewPerson())], Need("equipment", type), unit: unitA, step: 5);

        Assert.Equal("10:35", Hours(elsewhere)[0]);
        Assert.Contains(elsewhere["obstacles"]!.AsArray(), o => o!["reason"]!.GetValue<string>() == "transfer");
        Assert.Equal("10:15", Hours(sameUnit)[0]);
    }

    [Fact]
    public async Task Slots_that_bend_a_soft_rule_come_last_with_their_warning()
    {
        var person = AgendaApi.NewPerson();
        await AgendaApi.OkAsync(await api.Nurse.PostAsJsonAsync("/constraints", new { usagerId = person, label = "Orthodontiste", channel = "phone", firstDay = "2026-03-11", startTime = "14:00", minutes = 90 }, Ct));

        var found = await SearchAsync("2026-03-11T12:30Z", "2026-03-11T15:30Z", 60, [AgendaApi.Member("usager", person)], step: 30);

        Assert.Equal(["14:30", "12:30", "13:00", "13:30", "14:00"], Hours(found));
        Assert.Empty(found["slots"]![0]!["warnings"]!.AsArray());
        Assert.Contains("Orthodontiste", found["slots"]![1]!["warnings"]![0]!.GetValue<string>());
    }

    [Fact]
    public async Task The_number_of_queries_does_not_depend_on_how_many_are_asked_P15()
    {
        var type = Unique("salle");
        foreach (var _ in Enumerable.Range(0, 12)) await api.NewResourceAsync("room", type);
        var people = Enumerable.Range(0, 12).Select(_ => AgendaApi.NewPerson()).ToList();
        foreach (var person in people) await api.BookAsync(AgendaApi.Appointment("2026-03-12T09:00Z", 30, AgendaApi.Member("usager", person), AgendaApi.Member("staff", api.NewColleague())));

        var counts = new List<int>();
        foreach (var size in new[] { 1, 6, 12 })
        {
            await SearchAsync("2026-03-12T07:00Z", "2026-03-12T17:00Z", 30, [.. people.Take(size).Select(p => AgendaApi.Member("usager", p))], Need("room", type));
            var before = api.Queries;
            await SearchAsync("2026-03-12T07:00Z", "2026-03-12T17:00Z", 30, [.. people.Take(size).Select(p => AgendaApi.Member("usager", p))], Need("room", type));
            counts.Add(api.Queries - before);
        }

        Assert.Single(counts.Distinct());
        Assert.InRange(counts[0], 3, 10);
    }

    [Fact]
    public async Task What_is_booked_or_freed_is_seen_by_the_next_search()
    {
        var (person, type) = (AgendaApi.NewPerson(), Unique("salle"));
        var room = await api.NewResourceAsync("room", type);
        Task<JsonNode> Search() => SearchAsync("2026-03-13T09:00Z", "2026-03-13T10:00Z", 60, [AgendaApi.Member("usager", person)], Need("room", type));
        Assert.Single(Hours(await Search()));

        var id = AgendaApi.Id(await api.BookAsync(AgendaApi.Appointment("2026-03-13T09:30Z", 60, AgendaApi.Member("room", room))));
        Assert.Empty(Hours(await Search()));
        await AgendaApi.OkAsync(await api.ActAsync(id, "cancel", new { reason = "structure" }));
        Assert.Single(Hours(await Search()));
    }

    [Fact]
    public async Task What_changes_in_a_house_is_seen_by_the_next_search()
    {
        var type = Unique("salle");
        Task<JsonNode> Search() => SearchAsync("2026-03-16T09:00Z", "2026-03-16T10:00Z", 60, [AgendaApi.Member("usager", AgendaApi.NewPerson())], Need("room", type));
        Assert.Empty(Hours(await Search()));

        var room = await api.NewResourceAsync("room", type);
        Assert.Single(Hours(await Search()));
        using (var closed = new HttpRequestMessage(HttpMethod.Put, $"/resources/{room}") { Content = JsonContent.Create(new { type, name = type, closedDays = "2026-03-16" }) })
        {
            closed.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
            await AgendaApi.OkAsync(await api.Nurse.SendAsync(closed, Ct));
        }

        var found = await Search();
        Assert.Empty(Hours(found));
        Assert.Equal("closed", found["obstacles"]![0]!["reason"]!.GetValue<string>());
    }

    [Fact]
    public async Task Someone_whom_consent_refuses_is_not_searched_for()
    {
        var person = AgendaApi.NewPerson();
        api.Consent.Refused[person] = false;

        var reply = await api.Nurse.PostAsJsonAsync("/availability", Body("2026-03-13T09:00Z", "2026-03-13T10:00Z", 30, [AgendaApi.Member("usager", person)]), Ct);

        await AgendaApi.RefusedAsync(reply, System.Net.HttpStatusCode.NotFound, "not-found");
    }

    private async Task<JsonNode> SearchAsync(string from, string until, int minutes, object[] participants, object? need = null, int limit = 20, Guid? unit = null, int step = 15) =>
        await AgendaApi.OkAsync(await api.Nurse.PostAsJsonAsync("/availability", Body(from, until, minutes, participants, need, limit, unit, step), Ct));

    private static object Body(string from, string until, int minutes, object[] participants, object? need = null, int limit = 20, Guid? unit = null, int step = 15) => new
    {
        establishmentId = Demo.SaulesBlancs, from = AgendaApi.At(from), until = AgendaApi.At(until), minutes, participants, needs = need is null ? [] : new[] { need }, stepMinutes = step, limit, unitId = unit, earliest = "08:00", latest = "19:00",
    };

    private static object Need(string kind, string type, int wheelchairs = 0, string qualification = "") => new { kind, type, wheelchairs, qualification };

    private static List<string> Hours(JsonNode found) => [.. found["slots"]!.AsArray().Select(s => s!["startsAt"]!.GetValue<DateTimeOffset>().ToString("HH:mm"))];

    private static string Unique(string type) => $"{type}-{Guid.NewGuid().ToString("N")[..8]}";
}
