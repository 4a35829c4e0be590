using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Contracts.Telemedicine;
using Telemedicine.Tests.Api;
using Testing;
using static Telemedicine.Tests.Api.TelemedicineApi;

namespace Telemedicine.Tests.Platforms;

/// <summary>Both platforms over the network. The clock is not moved here but by a test that says so: contexts live a minute on both sides.</summary>
public sealed class PlatformTests(SandboxPlatforms api) : IClassFixture<SandboxPlatforms>
{
    private static readonly object Requis = new { nationalId = "899900099001", name = "Dr Anna SOREL", speciality = "Gériatrie", kind = "Specialist", mailbox = "geriatrie@ch-montclair.mssante.fr", kilometres = 30 };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact, Trait("Seed", "S1-20")]
    public async Task The_same_request_by_the_api_of_one_platform_and_by_the_context_of_the_other_has_the_same_life_up_to_the_report()
    {
        var useCase = await api.UseCaseAsync("geriatrie");
        var soon = Minute(api.Clock.GetUtcNow().AddMinutes(10));
        await PlatformAsync(useCase, "telea");
        var byApi = await api.SubmittedAsync(api.NewPerson());
        await HandedOverAsync(byApi);
        await OkNoContentAsync(api.TellAsync(byApi, new { @event = "accepted", requis = Requis, slots = new[] { new { startsAt = soon, minutes = 30 } } }));

        // The second platform has no news of its own: its expert answers here, from what he saw behind the link.
        await PlatformAsync(useCase, "teleb");
        var byContext = await api.SubmittedAsync(api.NewPerson());
        Assert.Equal(HttpStatusCode.OK, (await api.Control.GetAsync(await LaunchedAsync(byContext), Ct)).StatusCode);
        var expert = await api.RequisAsync();
        await api.VacationAsync(expert, soon);
        await OkAsync(await api.Expert.PostAsJsonAsync($"/requests/{byContext}/accept", new { requisId = expert }, Ct));
        await PlatformAsync(useCase, "");

        await HoldAsync(byApi, soon, Demo.Montagne);
        await HoldAsync(byContext, soon, Demo.Vasseur);
        await OkNoContentAsync(api.TellAsync(byApi, new { prescriptions = new[] { "Ionogramme" }, followUps = new[] { "Revoir dans un mois" } }, "report"));
        var reference = (await api.ReadAsync(byContext))["request"]!["reference"]!.GetValue<string>();
        await OkAsync(await api.Nurse.PostAsJsonAsync($"/requests/{byContext}/reports", new { cda = ReportFile.Cda(reference, prescriptions: "Ionogramme"), pdf = ReportFile.Pdf }, Ct));

        var (a, b) = (await api.UntilAsync(byApi, v => State(v) == "REPORT_FILED"), await api.UntilAsync(byContext, v => State(v) == "REPORT_FILED"));
        Assert.Equal(("telea", "teleb"), (a["platformCode"]!.GetValue<string>(), b["platformCode"]!.GetValue<string>()));
        Assert.Equal(["SUBMITTED", "ACCEPTED", "PLANNED", "READY", "IN_PROGRESS", "DONE", "REPORT_AWAITED", "REPORT_RECEIVED", "REPORT_FILED"], Steps(a));
        Assert.Equal(Steps(a), Steps(b));
        Assert.Equal(["follow-up", "prescription"], Kinds(a));
        Assert.Equal(Kinds(a), Kinds(b));
    }

    [Fact, Trait("Seed", "S1-119")]
    public async Task The_platform_of_the_region_comes_first_and_is_used_by_default()
    {
        var here = (await OkAsync(await api.Nurse.GetAsync($"/platforms?establishmentId={Demo.SaulesBlancs}", Ct))).AsArray();
        Assert.Equal(("telea", true), (here[0]!["code"]!.GetValue<string>(), here[0]!["regional"]!.GetValue<bool>()));
        Assert.Contains("FetchReport", here[0]!["capabilities"]!.AsArray().Select(c => c!.GetValue<string>()));
        await PlatformAsync(await api.UseCaseAsync("geriatrie"), "");
        Assert.Equal("telea", (await api.ReadAsync(await api.SubmittedAsync(api.NewPerson())))["platformCode"]!.GetValue<string>());

        api.Directory.PostalCode = "35000";
        var there = (await OkAsync(await api.Nurse.GetAsync($"/platforms?establishmentId={Demo.SaulesBlancs}", Ct))).AsArray();
        Assert.Equal("teleb", there[0]!["code"]!.GetValue<string>());
        Assert.Equal("teleb", (await api.ReadAsync(await api.SubmittedAsync(api.NewPerson())))["platformCode"]!.GetValue<string>());
        api.Directory.PostalCode = "99000";
    }

    [Fact]
    public async Task An_act_goes_from_the_platform_s_slots_to_its_report()
    {
        await PlatformAsync(await api.UseCaseAsync("geriatrie"), "telea");
        var id = await api.SubmittedAsync(api.NewPerson());
        var held = await HandedOverAsync(id);
        Assert.Equal("236066322083656", held["context"]!["person"]!["matricule"]!.GetValue<string>());
        Assert.Contains(held["context"]!["answers"]!.AsArray(), a => a!["question"]!.GetValue<string>() == "Motif clinique" && a["answer"]!.GetValue<string>() == "Troubles du comportement");
        var at = api.NextHour();
        await OkNoContentAsync(api.TellAsync(id, new { @event = "information-asked", text = "Dernier bilan ?" }));
        await OkAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/complete", new { text = "Na 138" }, Ct));
        await OkNoContentAsync(api.TellAsync(id, new { @event = "accepted", requis = Requis, slots = new[] { new { startsAt = at, minutes = 30 } } }));
        var slots = await OkAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/slots", new { from = at.AddHours(-1), until = at.AddHours(2), companionId = Demo.Montagne, deviceId = await api.DeviceAsync() }, Ct));
        Assert.Equal(at, Assert.Single(slots["slots"]!.AsArray())!["startsAt"]!.GetValue<DateTimeOffset>());

        await OkAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/plan", new { startsAt = at, companionId = Demo.Montagne, roomId = Guid.CreateVersion7(), deviceId = await api.DeviceAsync() }, Ct));
        Assert.Equal("PLANNED", State(await api.ReadAsync(id)));
    }

    [Fact]
    public async Task The_report_of_a_platform_is_fetched_after_its_news_and_checked_as_any_other()
    {
        await PlatformAsync(await api.UseCaseAsync("plaies"), "telea");
        var id = await api.SubmittedAsync(api.NewPerson(), "plaies");
        await HandedOverAsync(id);
        await OkNoContentAsync(api.TellAsync(id, new { @event = "answered", requis = Requis, text = "Changer pour un alginate." }));
        await OkNoContentAsync(api.TellAsync(id, new { prescriptions = new[] { "Pansement alginate" }, followUps = new[] { "Photo à J7" }, birthDate = "1937-06-21" }, "report"));
        var view = await api.UntilAsync(id, v => v["reports"]!.AsArray().Count == 1);
        Assert.Equal(("Quarantined", "traits-mismatch"), (view["reports"]![0]!["state"]!.GetValue<string>(), view["reports"]![0]!["reason"]!.GetValue<string>()));
        await OkNoContentAsync(api.TellAsync(id, new { prescriptions = new[] { "Pansement alginate" }, followUps = new[] { "Photo à J7" } }, "report"));
        view = await api.UntilAsync(id, v => State(v) == "REPORT_FILED");
        Assert.Equal(["follow-up", "prescription"], view["tasks"]!.AsArray().Select(t => t!["kind"]!.GetValue<string>()).Where(k => k is "prescription" or "follow-up").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task News_that_are_forged_old_or_told_twice_do_nothing()
    {
        await PlatformAsync(await api.UseCaseAsync("geriatrie"), "telea");
        var id = await api.SubmittedAsync(api.NewPerson());
        var held = await HandedOverAsync(id);
        var told = await OkAsync(await api.Control.PostAsJsonAsync($"/control/telea/requests/{held["reference"]}/events", new { @event = "refused", reasonCode = "out-of-scope" }, Ct));
        var token = told["token"]!.GetValue<string>();
        var parts = token.Split('.');
        await RefusedAsync(await api.HookAsync($"{parts[0]}.{parts[1]}.{new string([.. parts[2].Reverse()])}"), HttpStatusCode.Forbidden, "hook-signature");
        await RefusedAsync(await api.HookAsync("rien"), HttpStatusCode.Forbidden, "hook-signature");
        Assert.Equal("SUBMITTED", State(await api.ReadAsync(id)));
        Assert.Equal(HttpStatusCode.NoContent, (await api.HookAsync(token)).StatusCode);
        Assert.Equal("REFUSED", State(await api.ReadAsync(id)));
        Assert.Equal(HttpStatusCode.NoContent, (await api.HookAsync(token)).StatusCode);
        Assert.Equal(2, (await api.ReadAsync(id))["steps"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_launch_carries_a_handle_and_nothing_else_and_the_handle_serves_once()
    {
        await PlatformAsync(await api.UseCaseAsync("geriatrie"), "teleb");
        var id = await api.SubmittedAsync(api.NewPerson());
        await RefusedAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/launch", new { returnUrl = "https://ailleurs.example/" }, Ct), HttpStatusCode.BadRequest, "return-url");
        var url = await LaunchedAsync(id);
        Assert.Matches("^https://localhost:[0-9]+/teleb/launch\\?handle=[A-Za-z0-9_-]{32}$", url);
        Assert.Equal(HttpStatusCode.OK, (await api.Control.GetAsync(url, Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.Gone, (await api.Control.GetAsync(url, Ct)).StatusCode);

        // This platform is not entitled to the identity: it never had it.
        var reference = (await api.ReadAsync(id))["request"]!["reference"]!.GetValue<string>();
        var launch = Assert.Single((await api.Control.GetFromJsonAsync<JsonArray>("/control/teleb/launches", Ct))!, l => l!["houseReference"]!.GetValue<string>() == reference);
        Assert.False(launch!["withIdentity"]!.GetValue<bool>());
        Assert.Equal("899900000029", launch["user"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.NotFound, (await api.Elsewhere.PostAsJsonAsync($"/requests/{id}/launch", new { }, Ct)).StatusCode);
        await api.FaultAsync("teleb", "down");
        await RefusedAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/launch", new { }, Ct), HttpStatusCode.ServiceUnavailable, "platform-unavailable");
        await api.FaultAsync("teleb", "ok");
    }

    [Theory]
    [InlineData("down")]
    [InlineData("garbage")]
    public async Task T10_a_platform_that_is_down_loses_nothing_and_the_mail_is_proposed_after_half_an_hour(string mode)
    {
        await PlatformAsync(await api.UseCaseAsync("plaies"), "telea");
        await api.FaultAsync("telea", mode);
        var id = await api.SubmittedAsync(api.NewPerson(), "plaies");
        await DispatchAsync(id, d => d["attempts"]!.GetValue<int>() >= 1);
        Assert.DoesNotContain(api.Published, e => e.Topic == TaskRequested.Topic && e.As<TaskRequested>().RequestId == id);
        api.Clock.Advance(TimeSpan.FromMinutes(31));
        await api.WaitForAsync(TaskRequested.Topic, e => e.As<TaskRequested>() is { Kind: "platform-down" } t && t.RequestId == id);
        Assert.NotNull((await DispatchAsync(id, d => d["fallbackProposedAt"] is not null))["nextAttemptAt"]);
        Assert.Equal("SUBMITTED", State(await api.ReadAsync(id)));

        await OkAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/fallback", new { recipient = "plaies@ch-montclair.mssante.fr" }, Ct));
        Assert.Equal("ByMail", (await DispatchAsync(id, _ => true))["state"]!.GetValue<string>());
        await api.FaultAsync("telea", "ok");
        api.Clock.MoveTo(TimeProvider.System.GetUtcNow());
    }

    [Fact]
    public async Task What_the_person_no_longer_allows_is_not_sent()
    {
        await PlatformAsync(await api.UseCaseAsync("geriatrie"), "telea");
        await api.FaultAsync("telea", "down");
        var person = api.NewPerson();
        var id = await api.SubmittedAsync(person);
        await DispatchAsync(id, d => d["attempts"]!.GetValue<int>() >= 1);
        api.Consent.Refuse = r => r.UsagerId == person.ToString() && r.Action == "C" ? "DENY_OPPOSITION" : null;
        await api.FaultAsync("telea", "ok");
        await DispatchAsync(id, d => d["state"]!.GetValue<string>() == "Stopped");
        Assert.Null(await api.HeldThereAsync(id));
        api.Consent.Refuse = _ => null;
    }

    /// <summary>From the planning to the end of the session, the same for every platform.</summary>
    private async Task HoldAsync(Guid id, DateTimeOffset at, Guid companion)
    {
        await OkAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/plan", new { startsAt = at, companionId = companion, roomId = Guid.CreateVersion7(), deviceId = await api.DeviceAsync() }, Ct));
        await OkAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/pre-flight", GoodPreFlight, Ct));
        await OkAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/start", GoodStart, Ct));
        await OkAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/finish", AllSteps, Ct));
    }

    private static IEnumerable<string> Steps(JsonNode view) => view["steps"]!.AsArray().Select(s => s!["state"]!.GetValue<string>());

    private static IEnumerable<string> Kinds(JsonNode view) => view["tasks"]!.AsArray().Select(t => t!["kind"]!.GetValue<string>()).Where(kind => kind is "prescription" or "follow-up").Order(StringComparer.Ordinal);

    private static DateTimeOffset Minute(DateTimeOffset at) => new(at.Year, at.Month, at.Day, at.Hour, at.Minute, 0, TimeSpan.Zero);

    private async Task<JsonNode> HandedOverAsync(Guid id)
    {
        await DispatchAsync(id, d => d["state"]!.GetValue<string>() == "Done");
        return (await api.HeldThereAsync(id))!;
    }

    private async Task<JsonNode> DispatchAsync(Guid id, Func<JsonNode, bool> reached)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        limit.CancelAfter(TimeSpan.FromSeconds(15));
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (await pace.WaitForNextTickAsync(limit.Token))
        {
            var first = (await OkAsync(await api.Nurse.GetAsync($"/requests/{id}/dispatches", Ct))).AsArray().FirstOrDefault();
            if (first is not null && reached(first)) return first;
        }
        throw new TimeoutException();
    }

    private async Task<string> LaunchedAsync(Guid id) => (await OkAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/launch", new { }, Ct)))["url"]!.GetValue<string>();

    private static async Task OkNoContentAsync(Task<HttpResponseMessage> reply) => Assert.Equal(HttpStatusCode.NoContent, (await reply).StatusCode);

    private async Task PlatformAsync(JsonNode useCase, string platformCode)
    {
        using var client = api.Doctor;
        client.DefaultRequestHeaders.IfMatch.ParseAdd($"\"{(await OkAsync(await api.Doctor.GetAsync($"/use-cases/{useCase["id"]}", Ct)))["version"]}\"");
        await OkAsync(await client.PutAsJsonAsync($"/use-cases/{useCase["id"]}/settings", new { urgentHours = 24, routineHours = 168, reportHours = 48, platformCode }, Ct));
    }
}
