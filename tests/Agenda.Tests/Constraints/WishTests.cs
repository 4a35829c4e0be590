using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Agenda.Tests.Api;
using Testing;

namespace Agenda.Tests.Constraints;

/// <summary>What a person may do with their own agenda, by level of autonomy.</summary>
public sealed class WishTests(AgendaApi api) : IClassFixture<AgendaApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private HttpClient Person => api.As(Demo.Brume, Guid.Empty, kind: "person", sub: "the-person");

    [Fact]
    [Trait("Seed", "S1-10")]
    public async Task At_level_request_the_team_answers_and_at_level_self_manage_it_is_applied_within_the_window()
    {
        var person = AgendaApi.NewPerson();
        var (soon, late) = (await FreeWorkshopAsync(person, "2026-03-03"), await FreeWorkshopAsync(person, "2026-03-12"));
        api.Consent.Levels[person] = 2;

        var asked = await AskAsync(late, new { usagerId = person, wish = "Move", wishedAt = "2026-03-12T14:00:00Z", message = "J'ai la visite de ma sœur" });
        Assert.Equal("Pending", asked["status"]!.GetValue<string>());
        var queue = await AgendaApi.OkAsync(await api.Nurse.GetAsync($"/requests?establishmentId={Demo.SaulesBlancs}", Ct));
        Assert.Contains(queue["items"]!.AsArray(), r => AgendaApi.Id(r!) == AgendaApi.Id(asked));
        await AgendaApi.OkAsync(await api.Nurse.PostAsJsonAsync($"/requests/{AgendaApi.Id(asked)}/answer", new { accepted = true }, Ct));
        Assert.Equal(AgendaApi.At("2026-03-12T14:00Z"), (await api.OccurrenceAsync(late))["startsAt"]!.GetValue<DateTimeOffset>());

        api.Consent.Levels[person] = 3;
        Assert.Equal("Applied", (await AskAsync(late, new { usagerId = person, wish = "Move", wishedAt = "2026-03-12T15:00:00Z" }))["status"]!.GetValue<string>());
        Assert.Equal(AgendaApi.At("2026-03-12T15:00Z"), (await api.OccurrenceAsync(late))["startsAt"]!.GetValue<DateTimeOffset>());
        Assert.Equal("Pending", (await AskAsync(soon, new { usagerId = person, wish = "Decline" }))["status"]!.GetValue<string>());
    }

    [Fact]
    public async Task Declined_the_place_is_free_and_the_person_is_expected_no_more()
    {
        var person = AgendaApi.NewPerson();
        api.Consent.Levels[person] = 3;
        var id = await FreeWorkshopAsync(person, "2026-03-17");

        Assert.Equal("Applied", (await AskAsync(id, new { usagerId = person, wish = "Decline" }))["status"]!.GetValue<string>());

        Assert.Contains((await api.OccurrenceAsync(id))["members"]!.AsArray(), m => AgendaApi.Id(m!) == person && m!["status"]!.GetValue<string>() == "Refused");
        await api.BookAsync(AgendaApi.Appointment("2026-03-17T09:00Z", 60, AgendaApi.Member("usager", person)));
    }

    [Fact]
    public async Task Nobody_moves_a_session_from_an_account_without_asking()
    {
        var person = AgendaApi.NewPerson();
        api.Consent.Levels[person] = 3;
        var id = await FreeWorkshopAsync(person, "2026-03-18");

        await AgendaApi.RefusedAsync(await api.ActAsync(id, "move", new { startsAt = "2026-03-18T14:00:00Z", endsAt = "2026-03-18T15:00:00Z" }, client: Person), HttpStatusCode.Forbidden, "ask-instead");
        await AgendaApi.RefusedAsync(await api.ActAsync(id, "cancel", new { reason = "refusal" }, client: Person), HttpStatusCode.Forbidden, "ask-instead");
    }

    [Fact]
    public async Task Requests_of_those_the_caller_may_not_see_are_not_counted()
    {
        var (seen, hidden) = (AgendaApi.NewPerson(), AgendaApi.NewPerson());
        foreach (var person in new[] { seen, hidden })
        {
            api.Consent.Levels[person] = 2;
            await AskAsync(await FreeWorkshopAsync(person, "2026-03-19"), new { usagerId = person, wish = "Decline" });
        }

        var before = await AgendaApi.OkAsync(await api.Nurse.GetAsync($"/requests?establishmentId={Demo.SaulesBlancs}", Ct));
        api.Consent.Refused[hidden] = false;
        var after = await AgendaApi.OkAsync(await api.Nurse.GetAsync($"/requests?establishmentId={Demo.SaulesBlancs}", Ct));

        Assert.Equal(before["total"]!.GetValue<int>() - 1, after["total"]!.GetValue<int>());
        Assert.DoesNotContain(hidden.ToString(), after.ToJsonString());
    }

    private async Task<JsonNode> AskAsync(Guid occurrence, object wish) => await AgendaApi.OkAsync(await Person.PostAsJsonAsync($"/occurrences/{occurrence}/requests", wish, Ct));

    private async Task<Guid> FreeWorkshopAsync(Guid person, string day)
    {
        var activity = AgendaApi.Activity(day, "10:00", 60, AgendaApi.Member("usager", person));
        activity["selfManagedHoursAhead"] = 48;
        return (await api.PlanAsync(activity))["days"]![0]!["occurrenceId"]!.GetValue<Guid>();
    }
}
