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
        var week = await WeekAsync(person);
        Assert.Equal(4, week.Count);
        Assert.Equal([(class1, booked, cmp), (booked, class1, ime)], Overlaps(week));
        Assert.Equal([(booked, class1, ime)], Overlaps([await AgendaApi.OkAsync(await atCmp.GetAsync($"/occurrences/{booked}", Ct))]));
        Assert.Equal([(class1, booked, cmp)], Overlaps((await AgendaApi.OkAsync(await api.Nurse.GetAsync($"/occurrences?establishmentId={ime}&from=2026-03-10T00:00:00Z&until=2026-03-11T00:00:00Z", Ct)))["items"]!.AsArray().Where(o => AgendaApi.Id(o!) == class1)!));
    }

    [Fact]
    public async Task An_overlap_ends_with_either_of_the_two()
    {
        var person = AgendaApi.NewPerson();
        var here = await BookAsync(api.Nurse, Demo.SaulesBlancs, person, "2026-03-11T08:00Z");
        var wanted = Wanted(Demo.RoseraieDuLac, person, "2026-03-11T08:30Z");
        wanted["overrideReason"] = "Seul créneau";
        var there = AgendaApi.Id((await AgendaApi.OkAsync(await api.As(Demo.Brume, Demo.MontagneRoseraie).PostAsJsonAsync("/appointments", wanted, Ct)))["appointment"]!);
        Assert.Equal(2, Overlaps(await WeekAsync(person)).Count);

        await AgendaApi.OkAsync(await api.ActAsync(here, "move", new { startsAt = "2026-03-11T10:00:00Z", endsAt = "2026-03-11T11:00:00Z" }));
        Assert.Empty(Overlaps(await WeekAsync(person)));

        await AgendaApi.OkAsync(await api.ActAsync(here, "move", new { startsAt = "2026-03-11T08:00:00Z", endsAt = "2026-03-11T09:00:00Z", overrideReason = "Retour à l'heure prévue" }));
        Assert.Equal(2, Overlaps(await WeekAsync(person)).Count);
        await AgendaApi.OkAsync(await api.Nurse.PostAsJsonAsync($"/occurrences/{there}/cancel", new { reason = "structure" }, Ct));
        Assert.Empty(Overlaps(await WeekAsync(person)));
    }

    [Fact]
    public async Task An_overlap_is_told_of_nobody_who_may_not_be_seen_and_without_its_owner_where_the_view_is_minimal()
    {
        var (seen, hidden, minimal) = (AgendaApi.NewPerson(), AgendaApi.NewPerson(), AgendaApi.NewPerson());
        var group = Wanted(Demo.SaulesBlancs, seen, "2026-03-12T08:00Z");
        group["members"] = System.Text.Json.JsonSerializer.SerializeToNode(new[] { seen, hidden }.Select(p => AgendaApi.Member("usager", p)), AgendaApi.Json);
        var shared = AgendaApi.Id(await api.BookAsync(group));
        var alone = await BookAsync(api.Nurse, Demo.SaulesBlancs, minimal, "2026-03-12T08:00Z");
        foreach (var person in new[] { hidden, minimal })
        {
            var wanted = Wanted(Demo.RoseraieDuLac, person, "2026-03-12T08:30Z");
            wanted["overrideReason"] = "Seul créneau";
            await AgendaApi.OkAsync(await api.As(Demo.Brume, Demo.MontagneRoseraie).PostAsJsonAsync("/appointments", wanted, Ct));
        }

        Assert.Single((await api.OccurrenceAsync(shared))["overlaps"]!.AsArray());
        api.Consent.Refused[hidden] = false;
        api.Consent.Minimal[minimal] = true;

        Assert.Empty((await api.OccurrenceAsync(shared))["overlaps"]!.AsArray());
        var masked = Assert.Single((await api.OccurrenceAsync(alone))["overlaps"]!.AsArray())!;
        Assert.Null(masked["occurrenceId"]);
        Assert.Null(masked["establishmentId"]);
        Assert.Equal((AgendaApi.At("2026-03-12T08:30Z"), minimal), (masked["startsAt"]!.GetValue<DateTimeOffset>(), masked["usagerId"]!.GetValue<Guid>()));
    }

    /// <summary>Which occurrence overlaps which other one, and who owns that one.</summary>
    private static List<(Guid Occurrence, Guid Other, Guid Owner)> Overlaps(IEnumerable<JsonNode> occurrences) =>
        [.. occurrences.SelectMany(o => o["overlaps"]!.AsArray(), (o, other) => (AgendaApi.Id(o), other!["occurrenceId"]!.GetValue<Guid>(), other["establishmentId"]!.GetValue<Guid>()))];

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
