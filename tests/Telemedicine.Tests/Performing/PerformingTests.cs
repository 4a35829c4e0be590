using System.Net;
using System.Net.Http.Json;
using Contracts.Agenda;
using Contracts.Telemedicine;
using Telemedicine.Tests.Api;
using Testing;
using static Telemedicine.Tests.Api.TelemedicineApi;

namespace Telemedicine.Tests.Performing;

public sealed class PerformingTests(TelemedicineApi api) : IClassFixture<TelemedicineApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact, Trait("Seed", "S1-121")]
    public async Task A_failed_pre_flight_proposes_other_times_and_a_good_one_makes_it_ready()
    {
        var (id, requis) = await ReachedAsync();
        await api.VacationAsync(requis, api.NextHour().AddDays(1));

        var failed = await OkAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/pre-flight", new { video = false, sound = true, devices = true, megabits = 0.5, batteryPercent = 25, personPrepared = true, stepsDone = new[] { "person-informed", "person-prepared", "file-ready" } }, Ct));
        Assert.False(failed["passed"]!.GetValue<bool>());
        Assert.Equal(3, failed["preFlight"]!["failures"]!.AsArray().Count);
        Assert.NotEmpty(failed["reschedule"]!.AsArray());
        Assert.Equal("PLANNED", State(await api.ReadAsync(id)));
        await RefusedAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/start", GoodStart, Ct), HttpStatusCode.Conflict, "pre-flight-missing");

        var good = await OkAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/pre-flight", GoodPreFlight, Ct));
        Assert.True(good["passed"]!.GetValue<bool>());
        Assert.Equal("READY", State(await api.ReadAsync(id)));
    }

    [Fact, Trait("Seed", "S1-115")]
    public async Task Mandatory_steps_of_the_protocol_are_asked_before_and_after_the_act()
    {
        var (id, _) = await ReachedAsync();
        var left = await OkAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/pre-flight", new { video = true, sound = true, devices = true, megabits = 8, batteryPercent = 80, personPrepared = true, stepsDone = new[] { "person-informed" } }, Ct));
        Assert.Equal(2, left["preFlight"]!["failures"]!.AsArray().Count);
        await OkAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/pre-flight", GoodPreFlight, Ct));
        await OkAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/start", GoodStart, Ct));
        await RefusedAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/finish", new { stepsDone = new[] { "identity-said" } }, Ct), HttpStatusCode.Conflict, "protocol-incomplete");
        Assert.Equal("IN_PROGRESS", State(await api.ReadAsync(id)));
        Assert.Equal("REPORT_AWAITED", State(await OkAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/finish", AllSteps, Ct))));
    }

    [Fact]
    public async Task A_pre_flight_too_early_or_too_old_allows_nothing()
    {
        var at = api.NextHour();
        var (id, _, _) = await api.PlannedAsync(at);
        await RefusedAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/pre-flight", GoodPreFlight, Ct), HttpStatusCode.Conflict, "pre-flight-early");
        api.Clock.MoveTo(at.AddMinutes(-20));
        await OkAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/pre-flight", GoodPreFlight, Ct));
        api.Clock.Advance(TimeSpan.FromMinutes(31));
        await RefusedAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/start", GoodStart, Ct), HttpStatusCode.Conflict, "pre-flight-missing");
    }

    [Fact]
    public async Task The_session_needs_video_strong_authentication_and_a_confirmed_identity()
    {
        var (id, _) = await ReachedAsync();
        await OkAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/pre-flight", GoodPreFlight, Ct));
        await RefusedAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/start", new { channel = "audio", requisProof = "psc", identityBy = "bracelet", traitsConfirmed = true }, Ct), HttpStatusCode.Conflict, "channel-not-video");
        await RefusedAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/start", new { channel = "video", requisProof = "password", identityBy = "bracelet", traitsConfirmed = true }, Ct), HttpStatusCode.Conflict, "requis-authentication");
        await RefusedAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/start", new { channel = "video", requisProof = "psc", identityBy = "photo", traitsConfirmed = false }, Ct), HttpStatusCode.Conflict, "identity-not-confirmed");
        using var stale = api.As(Demo.Brume, Demo.Montagne, authTime: api.Clock.GetUtcNow().AddHours(-13));
        await RefusedAsync(await stale.PostAsJsonAsync($"/requests/{id}/start", GoodStart, Ct), HttpStatusCode.Unauthorized, "step-up-required");
        Assert.Equal("IN_PROGRESS", State(await OkAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/start", GoodStart, Ct))));
    }

    [Fact, Trait("Seed", "S1-118")]
    public async Task An_act_does_not_start_without_a_trace_of_information_and_an_emergency_leaves_its_own()
    {
        var draft = Id(await api.DraftAsync(api.NewPerson()));
        await RefusedAsync(await api.Nurse.PostAsJsonAsync($"/requests/{draft}/submit", new { relevant = true }, Ct), HttpStatusCode.Conflict, "information-missing");

        var urgent = Id(await api.DraftAsync(api.NewPerson(), emergency: true));
        await OkAsync(await api.Nurse.PostAsJsonAsync($"/requests/{urgent}/submit", new { relevant = true }, Ct));
        var at = api.NextHour();
        var requis = await api.RequisAsync();
        await api.VacationAsync(requis, at);
        await OkAsync(await api.Expert.PostAsJsonAsync($"/requests/{urgent}/accept", new { requisId = requis }, Ct));
        await OkAsync(await api.Nurse.PostAsJsonAsync($"/requests/{urgent}/plan", new { startsAt = at, companionId = Demo.Montagne, roomId = Guid.CreateVersion7(), deviceId = await api.DeviceAsync() }, Ct));
        api.Clock.MoveTo(at.AddMinutes(-5));
        await OkAsync(await api.Nurse.PostAsJsonAsync($"/requests/{urgent}/pre-flight", GoodPreFlight, Ct));
        await OkAsync(await api.Nurse.PostAsJsonAsync($"/requests/{urgent}/start", GoodStart, Ct));
        await api.WaitForOneAsync("audit.access-recorded.v1", e => e.Data.GetProperty("action").GetString() == "telemedicine.start-without-information" && e.Data.GetProperty("subjectId").GetString() == urgent.ToString());
        await OkAsync(await api.Nurse.PostAsJsonAsync($"/requests/{urgent}/information", new { situation = "Emergency", agreement = "Afterwards", noticeVersion = "2026-1", support = "oral" }, Ct));
    }

    [Theory]
    [InlineData("UnableWithoutMeasure", "TeamDecision", "{\"treatingDoctorAgreed\":true}", false)]
    [InlineData("UnableWithoutMeasure", "TeamDecision", "{\"treatingDoctorAgreed\":true,\"trustedPersonAsked\":true}", true)]
    [InlineData("Guardianship", "Representative", "{\"representativeInformed\":true}", false)]
    [InlineData("Guardianship", "Representative", "{\"representativeInformed\":true,\"opinionSought\":true}", true)]
    [InlineData("Minor", "Parent", "{}", false)]
    [InlineData("Minor", "Parent", "{\"parentsInformed\":true}", true)]
    [InlineData("Capable", "TeamDecision", "{}", false)]
    [InlineData("Emergency", "Afterwards", "{}", false)]
    public async Task The_trace_asked_depends_on_the_situation_of_the_person(string situation, string agreement, string trace, bool enough)
    {
        var id = Id(await api.DraftAsync(api.NewPerson()));
        var reply = await api.Nurse.PostAsJsonAsync($"/requests/{id}/information", new { situation, agreement, noticeVersion = "2026-1", support = "oral", trace = System.Text.Json.Nodes.JsonNode.Parse(trace) }, Ct);
        Assert.Equal(enough ? HttpStatusCode.Created : HttpStatusCode.BadRequest, reply.StatusCode);
    }

    [Fact]
    public async Task A_series_is_agreed_once_and_confirmed_again_for_each_act_and_a_refusal_ends_the_request()
    {
        var person = api.NewPerson();
        var first = Id(await api.DraftAsync(person));
        var series = await OkAsync(await api.Nurse.PostAsJsonAsync($"/requests/{first}/information", new { situation = "Series", agreement = "Signed", noticeVersion = "2026-1", support = "signed" }, Ct));
        var second = Id(await api.DraftAsync(person));
        Assert.Equal(HttpStatusCode.NoContent, (await api.Nurse.PostAsJsonAsync($"/requests/{second}/information/reconfirm", new { informationId = series["id"] }, Ct)).StatusCode);
        Assert.Equal("SUBMITTED", State(await OkAsync(await api.Nurse.PostAsJsonAsync($"/requests/{second}/submit", new { relevant = true }, Ct))));
        await RefusedAsync(await api.Nurse.PostAsJsonAsync($"/requests/{Id(await api.DraftAsync(api.NewPerson()))}/information/reconfirm", new { informationId = series["id"] }, Ct), HttpStatusCode.BadRequest, "information-series");
        await OkAsync(await api.Nurse.PostAsJsonAsync($"/requests/{second}/information", new { situation = "Capable", agreement = "Refused", noticeVersion = "2026-1", support = "oral" }, Ct));
        Assert.Equal("CANCELLED", State(await api.ReadAsync(second)));
    }

    [Fact]
    public async Task Agenda_telling_back_what_was_freed_before_its_answer_changes_nothing()
    {
        var (id, _, _) = await api.PlannedAsync(api.NextHour());
        api.Agenda.OnCancelled = async held => Assert.Equal("SUCCESS", await api.DeliverAsync(ActivityCancelled.Topic, new ActivityCancelled(held.Id, held.Id, Demo.SaulesBlancs, "structure", id, api.Clock.GetUtcNow(), 2), Demo.Brume));

        var view = await OkAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/incidents", new { kind = "Network", fallback = "Reschedule", note = "Débit insuffisant" }, Ct));
        api.Agenda.OnCancelled = _ => Task.CompletedTask;

        Assert.Equal(("POSTPONED", "network"), (State(view), view["reasonCode"]!.GetValue<string>()));
        Assert.Single(view["incidents"]!.AsArray());
        await api.WaitForOneAsync(ActFreed.Topic, e => e.As<ActFreed>().RequestId == id);
        await api.WaitForOneAsync(TaskRequested.Topic, e => e.As<TaskRequested>() is { Kind: "replan" } t && t.RequestId == id);
    }

    [Fact]
    public async Task An_incident_while_agenda_is_away_is_kept_and_the_fact_frees_the_appointment_later()
    {
        var (id, _, _) = await api.PlannedAsync(api.NextHour());
        api.Agenda.Away = true;

        var view = await OkAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/incidents", new { kind = "Device", fallback = "Reschedule", note = "Chariot en panne" }, Ct));
        api.Agenda.Away = false;

        Assert.Equal("POSTPONED", State(view));
        var held = Assert.Single(api.Agenda.All, h => h.SourceId == id.ToString());
        Assert.Equal((held.Id, id, "structure"), (await api.WaitForOneAsync(ActFreed.Topic, e => e.As<ActFreed>().RequestId == id)).As<ActFreed>() is var freed ? (freed.AppointmentId, freed.RequestId, freed.Reason) : default);
    }

    [Fact]
    public async Task T5_a_network_loss_postpones_the_act_frees_the_cart_and_another_is_planned()
    {
        var at = api.NextHour();
        var (id, requis, cart) = await api.PlannedAsync(at);
        api.Clock.MoveTo(at.AddMinutes(-5));
        await OkAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/pre-flight", GoodPreFlight, Ct));
        await OkAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/start", GoodStart, Ct));

        var view = await OkAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/incidents", new { kind = "Network", fallback = "Phone", note = "Image figée, puis plus rien", minute = 4 }, Ct));
        Assert.Equal("POSTPONED", State(view));
        Assert.Equal(4, view["incidents"]![0]!["minute"]!.GetValue<int>());
        Assert.True(Assert.Single(api.Agenda.All, h => h.SourceId == id.ToString()).Cancelled);
        await api.WaitForOneAsync(TaskRequested.Topic, e => e.As<TaskRequested>() is { Kind: "replan" } t && t.RequestId == id);

        // The cart is free at that very hour for somebody else.
        var other = await api.RequisAsync();
        await api.VacationAsync(other, at.AddMinutes(30));
        var next = await api.AcceptedAsync(api.NewPerson(), other);
        await OkAsync(await api.Nurse.PostAsJsonAsync($"/requests/{next}/plan", new { startsAt = at.AddMinutes(30), companionId = Demo.Montagne, roomId = Guid.CreateVersion7(), deviceId = cart }, Ct));
        var again = api.NextHour();
        await api.VacationAsync(requis, again);
        Assert.Equal("PLANNED", State(await OkAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/plan", new { startsAt = again, companionId = Demo.Montagne, roomId = Guid.CreateVersion7(), deviceId = await api.DeviceAsync() }, Ct))));
    }

    [Theory]
    [InlineData("Partial", "Generalist", "AM_ACT", "TCG", 25.00)]
    [InlineData("Global", "Generalist", "EHPAD_FORFAIT", "", null)]
    [InlineData("Global", "Specialist", "AM_ACT", "TCS", null)]
    [InlineData("Partial", "Hospital", "HOSPITAL_EXTERNAL", "", null)]
    [InlineData("Partial", "Programme", "REGIONAL_PROGRAMME", "", null)]
    public async Task T9_a_salaried_nurse_bills_nothing_and_the_doctor_as_the_option_of_the_house_says(string tariff, string kind, string path, string code, double? amount)
    {
        await OkAsync(await api.Doctor.PutAsJsonAsync($"/establishments/{Demo.SaulesBlancs}/profile", new { tariff, priorityZone = false }, Ct));
        var id = await api.HeldAsync(requisKind: kind);
        await OkAsync(await api.Doctor.PutAsJsonAsync($"/establishments/{Demo.SaulesBlancs}/profile", new { tariff = "Partial", priorityZone = false }, Ct));

        var lines = await api.FundingAsync(id);
        Assert.Equal(("requis", path, code, (decimal?)amount), Assert.Single(lines, line => line.Role == "requis"));
        Assert.Equal(("companion", "EHPAD_FORFAIT", "", (decimal?)null), Assert.Single(lines, line => line.Role == "companion"));
        Assert.DoesNotContain(lines, line => line.Code is "TLS" or "TLL");
    }

    [Fact]
    public async Task T11_an_absent_child_has_no_act_agenda_keeps_the_absence_and_the_parents_are_told()
    {
        var (at, requis) = (api.NextHour(), await api.RequisAsync("Paramedical", profession: "91"));
        await api.VacationAsync(requis, at);
        var id = Id(await api.DraftAsync(api.NewPerson(), "orthophonie"));
        await OkAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/information", new { situation = "Minor", agreement = "Parent", noticeVersion = "2026-1", support = "pictograms", trace = new { parentsInformed = true } }, Ct));
        await OkAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/submit", new { relevant = true }, Ct));
        await OkAsync(await api.Expert.PostAsJsonAsync($"/requests/{id}/accept", new { requisId = requis }, Ct));
        await OkAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/plan", new { startsAt = at, companionId = Demo.Montagne, roomId = Guid.CreateVersion7(), deviceId = await api.DeviceAsync() }, Ct));

        var view = await OkAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/miss", new { reasonCode = "absent" }, Ct));
        Assert.Equal("MISSED", State(view));
        Assert.False(Assert.Single(api.Agenda.All, h => h.SourceId == id.ToString()).Cancelled);
        var told = (await api.WaitForOneAsync(RequestMoved.Topic, e => e.As<RequestMoved>() is { State: "MISSED" } m && m.RequestId == id)).As<RequestMoved>();
        Assert.Equal((api.Agenda.All.Single(h => h.SourceId == id.ToString()).Id, "absent", Demo.Montagne), (told.AppointmentId!.Value, told.ReasonCode, told.SituationId!.Value));
        await api.WaitForOneAsync(TaskRequested.Topic, e => e.As<TaskRequested>() is { Kind: "notify-parents" } t && t.RequestId == id);
        Assert.Empty((await OkAsync(await api.Nurse.GetAsync($"/requests/{id}/funding", Ct))).AsArray());
    }

    private async Task<(Guid Request, Guid Requis)> ReachedAsync()
    {
        var at = api.NextHour();
        var (id, requis, _) = await api.PlannedAsync(at);
        api.Clock.MoveTo(at.AddMinutes(-5));
        return (id, requis);
    }
}
