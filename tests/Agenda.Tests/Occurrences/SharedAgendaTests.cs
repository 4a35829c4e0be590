using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Agenda.Tests.Api;
using Contracts.Agenda;
using Testing;

namespace Agenda.Tests.Occurrences;

/// <summary>One person, three structures, one agenda.</summary>
public sealed class SharedAgendaTests(AgendaApi api) : IClassFixture<AgendaApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Seed", "S1-01")]
    public async Task Three_structures_are_one_week_a_move_is_seen_at_once_and_an_overlap_tells_both()
    {
        var person = AgendaApi.NewPerson();
        var (ime, sessad, cmp) = (Demo.SaulesBlancs, Demo.RoseraieDuLac, Guid.CreateVersion7());
        var (atSessad, atCmp) = (api.As(Demo.Brume, Demo.MontagneRoseraie), api.As(Demo.Brume, api.NewColleague("ide", cmp)));
        var class1 = await BookAsync(api.Nurse, ime, person, "2026-03-10T08:00Z");
        var speech = await BookAsync(atSessad, sessad, person, "2026-03-10T10:00Z");
        await BookAsync(atCmp, cmp, person, "2026-03-10T13:00Z");

        Assert.Equal([ime, sessad, cmp], (await WeekAsync(person)).Select(o => o["establishmentId"]!.GetValue<Guid>()));
        await AgendaApi.OkAsync(await api.ActAsync(speech, "move", new { startsAt = "2026-03-10T15:00:00Z", endsAt = "2026-03-10T16:00:00Z" }, client: atSessad));
        Assert.Equal([ime, cmp, sessad], (await WeekAsync(person)).Select(o => o["establishmentId"]!.GetValue<Guid>()));

        var over = Wanted(cmp, person, "2026-03-10T08:30Z");
        var refusal = await AgendaApi.RefusedAsync(await atCmp.PostAsJsonAsync("/appointments", over, Ct), HttpStatusCode.Conflict, "override-reason-missing");
        Assert.Equal(["usager-elsewhere"], AgendaApi.Rules(refusal["conflicts"]!));
        Assert.Equal(class1, refusal["conflicts"]![0]!["heldBy"]!.GetValue<Guid>());
        over["overrideReason"] = "Seul créneau du praticien";
        var booked = AgendaApi.Id((await AgendaApi.OkAsync(await atCmp.PostAsJsonAsync("/appointments", over, Ct)))["appointment"]!);
        var told = (await api.WaitForOneAsync(OverlapFound.Topic, e => e.Subject == booked.ToString())).As<OverlapFound>();

        Assert.Equal((class1, person, cmp, ime), (told.OtherOccurrenceId, told.UsagerId, told.EstablishmentId, told.OtherEstablishmentId));
        Assert.Equal(4, (await WeekAsync(person)).Count);
    }

    private static JsonObject Wanted(Guid house, Guid person, string start)
    {
        var wanted = AgendaApi.Appointment(start, 60, AgendaApi.Member("usager", person));
        wanted["establishmentId"] = house;
        return wanted;
    }

    private static async Task<Guid> BookAsync(HttpClient client, Guid house, Guid person, string start) =>
        AgendaApi.Id((await AgendaApi.OkAsync(await client.PostAsJsonAsync("/appointments", Wanted(house, person, start), Ct)))["appointment"]!);

    private async Task<List<JsonNode>> WeekAsync(Guid person) =>
        [.. (await AgendaApi.OkAsync(await api.Nurse.GetAsync($"/calendars/usager/{person}?from=2026-03-09T00:00:00Z&until=2026-03-16T00:00:00Z", Ct)))["occurrences"]!.AsArray().Select(o => o!)];
}
