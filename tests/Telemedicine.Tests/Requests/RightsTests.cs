using System.Net;
using System.Net.Http.Json;
using Telemedicine.Tests.Api;
using Testing;
using static Telemedicine.Tests.Api.TelemedicineApi;

namespace Telemedicine.Tests.Requests;

public sealed class RightsTests(TelemedicineApi api) : IClassFixture<TelemedicineApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_list_shows_counts_and_pages_nothing_of_whom_the_caller_may_not_read()
    {
        var (shown, hidden) = (api.NewPerson(), api.NewPerson());
        var (seen, unseen) = (await api.SubmittedAsync(shown), await api.SubmittedAsync(hidden));
        var before = await OkAsync(await api.Nurse.GetAsync("/requests", Ct));
        var activity = await OkAsync(await api.Nurse.GetAsync($"/activity?establishmentId={Demo.SaulesBlancs}", Ct));
        api.Consent.Refuse = r => r.UsagerId == hidden.ToString() ? "DENY_RELATION" : null;

        var after = await OkAsync(await api.Nurse.GetAsync("/requests", Ct));
        var counted = await OkAsync(await api.Nurse.GetAsync($"/activity?establishmentId={Demo.SaulesBlancs}", Ct));
        var one = await OkAsync(await api.Nurse.GetAsync($"/requests?usagerId={hidden}", Ct));
        await RefusedAsync(await api.Nurse.GetAsync($"/requests/{unseen}", Ct), HttpStatusCode.NotFound, "not-found");
        api.Consent.Refuse = _ => null;

        Assert.Equal(before["total"]!.GetValue<int>() - 1, after["total"]!.GetValue<int>());
        Assert.Contains(after["items"]!.AsArray(), r => r!["id"]!.GetValue<Guid>() == seen);
        Assert.DoesNotContain(after["items"]!.AsArray(), r => r!["id"]!.GetValue<Guid>() == unseen);
        Assert.Equal(0, one["total"]!.GetValue<int>());
        Assert.Equal(activity["total"]!.GetValue<int>() - 1, counted["total"]!.GetValue<int>());
        await api.WaitForAsync("audit.access-recorded.v1", e => e.Data.GetProperty("outcome").GetString() == "refused" && e.Data.GetProperty("subjectId").GetString() == unseen.ToString());
    }

    [Fact]
    public async Task Monitoring_is_listed_only_for_whom_the_caller_may_read()
    {
        var useCase = await api.UseCaseAsync("insuffisance-cardiaque");
        var (shown, hidden) = (api.NewPerson(), api.NewPerson());
        foreach (var person in (Guid[])[shown, hidden]) await PrescribeAsync(person, useCase["id"]!.GetValue<Guid>());
        api.Consent.Refuse = r => r.UsagerId == hidden.ToString() ? "DENY_RELATION" : null;
        var list = (await OkAsync(await api.Nurse.GetAsync($"/monitoring?establishmentId={Demo.SaulesBlancs}", Ct))).AsArray();
        api.Consent.Refuse = _ => null;
        Assert.Contains(list, m => m!["usagerId"]!.GetValue<Guid>() == shown);
        Assert.DoesNotContain(list, m => m!["usagerId"]!.GetValue<Guid>() == hidden);
    }

    [Fact]
    public async Task A_monitoring_goes_from_prescription_to_its_end_and_notes_alerts_only_while_active()
    {
        var plan = await PrescribeAsync(api.NewPerson(), (await api.UseCaseAsync("insuffisance-cardiaque"))["id"]!.GetValue<Guid>());
        var address = $"/monitoring/{plan["id"]}";
        await RefusedAsync(await api.Nurse.PostAsync($"{address}/activate", null, Ct), HttpStatusCode.Conflict, "monitoring-state");
        await RefusedAsync(await api.Nurse.PostAsJsonAsync($"{address}/include", new { situation = "Capable", agreement = "Oral", noticeVersion = "2026-1", deviceDelivered = false }, Ct), HttpStatusCode.Conflict, "device-not-delivered");
        await OkAsync(await api.Nurse.PostAsJsonAsync($"{address}/include", new { situation = "Capable", agreement = "Oral", noticeVersion = "2026-1", deviceDelivered = true }, Ct));
        await OkAsync(await api.Nurse.PostAsync($"{address}/activate", null, Ct));
        await OkAsync(await api.Nurse.PostAsJsonAsync($"{address}/alerts", new { level = "red", handled = "Médecin appelé, diurétique" }, Ct));
        await OkAsync(await api.Nurse.PostAsync($"{address}/suspend", null, Ct));
        await RefusedAsync(await api.Nurse.PostAsJsonAsync($"{address}/alerts", new { level = "red", handled = "Rien" }, Ct), HttpStatusCode.Conflict, "monitoring-inactive");
        var ended = await OkAsync(await api.Nurse.PostAsync($"{address}/end", null, Ct));
        Assert.Equal("Ended", ended["state"]!.GetValue<string>());
        Assert.Single(ended["alerts"]!.AsArray());
    }

    [Fact]
    public async Task Another_organisation_finds_nothing_and_changes_nothing()
    {
        var id = await api.SubmittedAsync(api.NewPerson());
        await RefusedAsync(await api.Elsewhere.GetAsync($"/requests/{id}", Ct), HttpStatusCode.NotFound, "not-found");
        foreach (var act in (string[])["cancel", "plan", "pre-flight", "submit", "slots"])
            Assert.True((await api.Elsewhere.PostAsJsonAsync($"/requests/{id}/{act}", Body(act), Ct)).StatusCode == HttpStatusCode.NotFound, act);
        Assert.Equal(0, (await OkAsync(await api.Elsewhere.GetAsync("/requests", Ct)))["total"]!.GetValue<int>());
        Assert.Equal("SUBMITTED", State(await api.ReadAsync(id)));
    }

    [Fact]
    public async Task A_token_without_the_scope_does_nothing()
    {
        var id = await api.SubmittedAsync(api.NewPerson());
        using var reader = api.As(Demo.Brume, Demo.Montagne, "telemedicine:read");
        Assert.Equal(HttpStatusCode.Forbidden, (await reader.PostAsJsonAsync($"/requests/{id}/cancel", Body("cancel"), Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await api.Anonymous().GetAsync($"/requests/{id}", Ct)).StatusCode);
    }

    private static object Body(string act) => act switch
    {
        "cancel" => new { reasonCode = "mistake" },
        "plan" => new { startsAt = DateTimeOffset.UtcNow.AddDays(3) },
        "submit" => new { relevant = true },
        "slots" => new { from = DateTimeOffset.UtcNow, until = DateTimeOffset.UtcNow.AddDays(2) },
        _ => GoodPreFlight,
    };

    private async Task<System.Text.Json.Nodes.JsonNode> PrescribeAsync(Guid person, Guid useCase) => await OkAsync(await api.Nurse.PostAsJsonAsync("/monitoring", new
    {
        usagerId = person, useCaseId = useCase, prescriberId = "899900000011", @operator = "Télécardio Montclair", deviceLabel = "Balance connectée", readingHours = "9 h - 17 h, jours ouvrés", contacts = new[] { new { name = "IDE de coordination", phone = "0100000000", function = "ide" } },
    }, Ct));
}
