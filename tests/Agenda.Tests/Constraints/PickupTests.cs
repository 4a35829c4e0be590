using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Agenda.Tests.Api;
using Testing;

namespace Agenda.Tests.Constraints;

/// <summary>What a family says of the outside is known to who plans and to who drives.</summary>
public sealed class PickupTests(AgendaApi api) : IClassFixture<AgendaApi>
{
    private const string Wednesday = "2026-03-11";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Seed", "S1-09")]
    public async Task What_a_mother_enters_warns_a_booking_and_takes_the_child_off_the_round()
    {
        var (child, other) = (AgendaApi.NewPerson(), AgendaApi.NewPerson());
        api.Consent.Levels[child] = 2;
        await TripAsync("14:00", child, other);
        Assert.Equal(new[] { child, other }.Order(), await ToFetchAsync());

        using var mother = api.As(Demo.Brume, Guid.Empty, kind: "relative", sub: "mother");
        await AgendaApi.OkAsync(await mother.PostAsJsonAsync("/constraints", new { usagerId = child, label = "Orthodontiste", channel = "portal", firstDay = Wednesday, startTime = "14:00", minutes = 90 }, Ct));

        // 15:00 in Paris.
        var wanted = AgendaApi.Appointment($"{Wednesday}T14:00Z", 60, AgendaApi.Member("usager", child));
        var warned = await AgendaApi.RefusedAsync(await api.Nurse.PostAsJsonAsync("/appointments", wanted, Ct), HttpStatusCode.Conflict, "override-reason-missing");
        Assert.Equal(["constraint-declared"], AgendaApi.Rules(warned["conflicts"]!));
        Assert.Contains("contrainte extérieure le 11/03/2026 de 14:00 à 15:30", warned["conflicts"]![0]!["explanation"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal([other], await ToFetchAsync());
        var left = Assert.Single(await RidesAsync(), ride => ride["usagerId"]!.GetValue<Guid>() == child);
        Assert.Equal((false, "external-constraint"), (left["pickup"]!.GetValue<bool>(), left["reason"]!.GetValue<string>()));
        Assert.DoesNotContain("Orthodontiste", left.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_away_or_may_not_be_seen_is_not_fetched_and_what_ends_before_is_in_nobodys_way()
    {
        const string day = "2026-03-12";
        var (early, away, hidden, gone) = (AgendaApi.NewPerson(), AgendaApi.NewPerson(), AgendaApi.NewPerson(), AgendaApi.NewPerson());
        var occurrence = await TripAsync("10:00", [early, away, hidden, gone], day);
        await AgendaApi.OkAsync(await api.Nurse.PostAsJsonAsync("/constraints", new { usagerId = early, label = "Kiné", channel = "phone", firstDay = day, startTime = "09:00", minutes = 60 }, Ct));
        await AgendaApi.OkAsync(await api.Nurse.PostAsJsonAsync("/absences", new { usagerId = away, establishmentId = Demo.SaulesBlancs, cause = "HOSPITAL_MCO", leftAt = $"{day}T06:00:00Z", returnedAt = $"{day}T18:00:00Z" }, Ct));
        api.Consent.Refused[hidden] = false;

        var rides = await RidesAsync(day);

        Assert.Equal(new[] { early, gone }.Order(), rides.Where(one => one["pickup"]!.GetValue<bool>()).Select(one => one["usagerId"]!.GetValue<Guid>()).Order());
        Assert.Equal("absent", Assert.Single(rides, one => one["usagerId"]!.GetValue<Guid>() == away)["reason"]!.GetValue<string>());
        Assert.DoesNotContain(rides, one => one["usagerId"]!.GetValue<Guid>() == hidden);
        api.Consent.Refused.Clear();
        await AgendaApi.OkAsync(await api.ActAsync(occurrence, "cancel", new { reason = "weather" }));
        Assert.All(await RidesAsync(day), one => Assert.False(one["pickup"]!.GetValue<bool>()));
        await AgendaApi.RefusedAsync(await api.Elsewhere.GetAsync($"/transports/pickups?establishmentId={Demo.SaulesBlancs}&day={day}", Ct), HttpStatusCode.Forbidden, "other-house");
        await AgendaApi.RefusedAsync(await api.Nurse.GetAsync($"/transports/pickups?establishmentId={Demo.SaulesBlancs}&day=jeudi", Ct), HttpStatusCode.BadRequest, "invalid-input");
    }

    private Task<Guid> TripAsync(string time, params Guid[] usagers) => TripAsync(time, usagers, Wednesday);

    private async Task<Guid> TripAsync(string time, Guid[] usagers, string day)
    {
        var planned = await api.PlanAsync(AgendaApi.Activity(day, time, 60, [.. usagers.Select(one => AgendaApi.Member("usager", one))]));
        var activity = planned["activityId"]!.GetValue<Guid>();
        await AgendaApi.OkAsync(await api.Nurse.PutAsJsonAsync($"/transports/plans/{activity}", new { serafinCode = "3.2.4.1", kilometres = 12 }, Ct));
        return planned["days"]![0]!["occurrenceId"]!.GetValue<Guid>();
    }

    private async Task<List<Guid>> ToFetchAsync() => [.. (await RidesAsync()).Where(ride => ride["pickup"]!.GetValue<bool>()).Select(ride => ride["usagerId"]!.GetValue<Guid>()).Order()];

    private async Task<List<JsonNode>> RidesAsync(string day = Wednesday) =>
        [.. (await AgendaApi.OkAsync(await api.Nurse.GetAsync($"/transports/pickups?establishmentId={Demo.SaulesBlancs}&day={day}", Ct)))["items"]!.AsArray().Select(ride => ride!)];
}
