using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Contracts.Agenda;
using Contracts.Consent;
using Contracts.Telemedicine;
using Telemedicine.Tests.Api;
using Testing;
using static Telemedicine.Tests.Api.TelemedicineApi;

namespace Telemedicine.Tests.Scheduling;

public sealed class PlanningTests(TelemedicineApi api) : IClassFixture<TelemedicineApi>
{
    private static readonly Guid UnitA = Guid.Parse("01900000-0000-7000-8000-00000000001a"), UnitB = Guid.Parse("01900000-0000-7000-8000-00000000001b");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task T1_one_booking_takes_the_person_the_nurse_the_cart_the_room_and_the_requis_and_moves_the_workshop()
    {
        // Thursday 12 March 2026, geriatrics from 14:00 to 16:00 Paris time, told as a day to come.
        var vacation = Thursday();
        var (person, requis, cart) = (api.NewPerson(), await api.RequisAsync(situation: DirectoryAnswers.Geriatrician), await api.DeviceAsync(unit: UnitB));
        await api.VacationAsync(requis, vacation);
        api.Agenda.Duty[Demo.Montagne.ToString()] = (vacation.AddMinutes(-30), vacation.AddHours(6.5));
        var workshop = api.Agenda.Put("Atelier mémoire", vacation.AddMinutes(15), vacation.AddMinutes(75), person.ToString());
        var id = await api.AcceptedAsync(person, requis);
        var plan = new { startsAt = vacation.AddMinutes(30), companionId = Demo.Montagne, roomId = AgendaAnswers.Room, deviceId = cart, unitId = UnitB };

        var taken = await RefusedAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/plan", plan, Ct), HttpStatusCode.Conflict, "slot-taken");
        Assert.Equal(workshop.Id, taken["conflicts"]![0]!["heldBy"]!.GetValue<Guid>());
        Assert.Contains("Atelier mémoire", taken["detail"]!.GetValue<string>());
        Assert.Equal("ACCEPTED", State(await api.ReadAsync(id)));

        var displace = new[] { new { occurrenceId = workshop.Id, startsAt = vacation.AddHours(-4), endsAt = vacation.AddHours(-3) } };
        var view = await OkAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/plan", new { plan.startsAt, plan.companionId, plan.roomId, plan.deviceId, plan.unitId, displace }, Ct));

        Assert.Equal("PLANNED", State(view));
        var held = Assert.Single(api.Agenda.All, h => h.SourceId == id.ToString());
        Assert.Equal(new[] { person, Demo.Montagne, DirectoryAnswers.Geriatrician, AgendaAnswers.Room, cart }.Select(g => g.ToString()).Order(), held.Calendars.Order());
        Assert.Equal(vacation.AddHours(-4), api.Agenda.All.Single(h => h.Id == workshop.Id).StartsAt);
        Assert.Equal(workshop.Id, view["act"]!["displaced"]![0]!["occurrenceId"]!.GetValue<Guid>());
        await api.WaitForOneAsync(TaskRequested.Topic, e => e.As<TaskRequested>() is { Kind: "reminder" } t && t.RequestId == id);
        var moved = await api.WaitForOneAsync(RequestMoved.Topic, e => e.As<RequestMoved>() is { State: "PLANNED" } m && m.RequestId == id);
        Assert.Equal(held.Id, moved.As<RequestMoved>().AppointmentId);
        api.Agenda.Duty.Clear();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_plan_whose_booking_was_not_heard_of_finds_it_again_or_books_anew_what_was_called_off_since(bool calledOff)
    {
        var (at, cart) = (api.NextHour(), await api.DeviceAsync(unit: UnitB));
        var id = await AcceptedAsync(at);
        var plan = Plan(at, cart, UnitB, Demo.Montagne);
        api.Agenda.LosesAnswers = true;
        await RefusedAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/plan", plan, Ct), HttpStatusCode.ServiceUnavailable, "dependency-unavailable");
        api.Agenda.LosesAnswers = false;
        Assert.Equal("ACCEPTED", State(await api.ReadAsync(id)));
        var lost = Assert.Single(api.Agenda.All, h => h.SourceId == id.ToString());
        lost.Cancelled = calledOff;

        Assert.Equal("PLANNED", State(await OkAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/plan", plan, Ct))));

        var held = Assert.Single(api.Agenda.All, h => h.SourceId == id.ToString() && !h.Cancelled);
        Assert.Equal(calledOff, held.Id != lost.Id);
    }

    [Fact, Trait("Seed", "S1-124")]
    public async Task T2_a_cart_in_another_unit_needs_its_transfer_and_its_cleaning()
    {
        var (at, cart) = (api.NextHour(), await api.DeviceAsync(unit: UnitB));
        await PlanAsync(await AcceptedAsync(at), at, cart, UnitB, DirectoryAnswers.Geriatrician);
        var (second, _) = (await AcceptedAsync(at), 0);

        var refused = await RefusedAsync(await api.Nurse.PostAsJsonAsync($"/requests/{second}/plan", Plan(at.AddMinutes(30), cart, UnitA, Demo.Montagne), Ct), HttpStatusCode.Conflict, "device-taken");
        Assert.Equal(at.AddMinutes(60), refused["alternatives"]![0]!["startsAt"]!.GetValue<DateTimeOffset>());
        var slots = await OkAsync(await api.Nurse.PostAsJsonAsync($"/requests/{second}/slots", new { from = at, until = at.AddHours(3), companionId = Demo.Montagne, deviceId = cart, roomId = AgendaAnswers.Room, unitId = UnitA }, Ct));
        Assert.Equal(at.AddMinutes(60), slots["slots"]![0]!["startsAt"]!.GetValue<DateTimeOffset>());
        await PlanAsync(second, at.AddMinutes(60), cart, UnitA, Demo.Montagne);
    }

    [Fact, Trait("Seed", "S1-123")]
    public async Task Equipment_whose_calibration_or_maintenance_is_over_is_not_bookable()
    {
        var at = api.NextHour();
        var id = await AcceptedAsync(at);
        var yesterday = DateOnly.FromDateTime(at.UtcDateTime).AddDays(-2);
        foreach (var device in new[] { await api.DeviceAsync(calibratedUntil: yesterday), await api.DeviceAsync(maintenanceDueOn: yesterday) })
        {
            await RefusedAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/plan", Plan(at, device, null, Demo.Montagne), Ct), HttpStatusCode.Conflict, "device-not-bookable");
            var slots = await OkAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/slots", new { from = at, until = at.AddHours(3), companionId = Demo.Montagne, deviceId = device }, Ct));
            Assert.Empty(slots["slots"]!.AsArray());
            Assert.NotEmpty(slots["obstacles"]!.AsArray());
            var shown = (await OkAsync(await api.Nurse.GetAsync($"/devices?establishmentId={Demo.SaulesBlancs}", Ct))).AsArray().Single(d => d!["id"]!.GetValue<Guid>() == device);
            Assert.NotNull(shown!["obstacle"]);
        }
        Assert.Equal("ACCEPTED", State(await api.ReadAsync(id)));
    }

    [Fact]
    public async Task A_flat_cart_and_a_smartphone_are_refused()
    {
        var at = api.NextHour();
        var id = await AcceptedAsync(at);
        var cart = await api.DeviceAsync();
        await OkAsync(await api.Nurse.PostAsJsonAsync($"/devices/{cart}/charge", new { percent = 39 }, Ct));
        var flat = await RefusedAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/plan", Plan(at, cart, null, Demo.Montagne), Ct), HttpStatusCode.Conflict, "device-not-bookable");
        Assert.Contains("39 %", flat["detail"]!.GetValue<string>());
        await RefusedAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/plan", Plan(at, await api.DeviceAsync("Smartphone"), null, Demo.Montagne), Ct), HttpStatusCode.Conflict, "device-not-bookable");
        await OkAsync(await api.Nurse.PostAsJsonAsync($"/devices/{cart}/charge", new { percent = 40 }, Ct));
        await PlanAsync(id, at, cart, null, Demo.Montagne);
    }

    [Fact]
    public async Task Nothing_is_kept_when_one_of_them_is_taken()
    {
        var at = api.NextHour();
        var (id, cart) = (await AcceptedAsync(at), await api.DeviceAsync());
        api.Agenda.Put("Soin de Mme B.", at, at.AddMinutes(30), Demo.Vasseur.ToString());
        await RefusedAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/plan", Plan(at, cart, null, Demo.Vasseur), Ct), HttpStatusCode.Conflict, "slot-taken");
        Assert.DoesNotContain(api.Agenda.All, h => h.SourceId == id.ToString());

        // The cart was not kept either: another act takes it at once.
        await PlanAsync(id, at, cart, null, Demo.Montagne);
    }

    [Fact]
    public async Task Two_requests_cannot_have_the_same_slot_of_the_requis()
    {
        var at = api.NextHour();
        var requis = await api.RequisAsync();
        await api.VacationAsync(requis, at);
        var (first, second) = (await api.AcceptedAsync(api.NewPerson(), requis), await api.AcceptedAsync(api.NewPerson(), requis));
        await PlanAsync(first, at, await api.DeviceAsync(), null, Demo.Montagne);
        await RefusedAsync(await api.Nurse.PostAsJsonAsync($"/requests/{second}/plan", new { startsAt = at, companionId = Demo.Vasseur, roomId = Guid.CreateVersion7(), deviceId = await api.DeviceAsync() }, Ct), HttpStatusCode.Conflict, "slot-taken");
        Assert.All(api.Agenda.All.Where(h => h.SourceId == second.ToString()), h => Assert.True(h.Cancelled));
        await RefusedAsync(await api.Nurse.PostAsJsonAsync($"/requests/{second}/plan", Plan(at.AddMinutes(10), await api.DeviceAsync(), null, Demo.Vasseur), Ct), HttpStatusCode.Conflict, "requis-not-available");
    }

    [Fact]
    public async Task Who_stands_beside_the_person_is_trained_for_it()
    {
        var at = api.NextHour();
        var id = await AcceptedAsync(at);
        await RefusedAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/plan", Plan(at, await api.DeviceAsync(), null, DirectoryAnswers.Animator), Ct), HttpStatusCode.Conflict, "companion-unfit");
        await RefusedAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/plan", Plan(at, await api.DeviceAsync(), null, Demo.Bellec), Ct), HttpStatusCode.BadRequest, "companion-unknown");
    }

    [Fact]
    public async Task An_act_is_moved_whole_and_follows_agenda_when_it_moves_or_calls_off()
    {
        var at = api.NextHour();
        var (id, requis, _) = await api.PlannedAsync(at);
        var next = api.NextHour();
        await api.VacationAsync(requis, next);
        var moved = await OkAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/move", new { startsAt = next }, Ct));
        Assert.Equal(next, moved["act"]!["startsAt"]!.GetValue<DateTimeOffset>());
        var held = Assert.Single(api.Agenda.All, h => h.SourceId == id.ToString());
        Assert.Equal(next, held.StartsAt);

        var later = next.AddMinutes(15);
        Assert.Equal("SUCCESS", await api.DeliverAsync(ActivityMoved.Topic, new ActivityMoved(held.Id, held.Id, Demo.SaulesBlancs, later, later.AddMinutes(30), id, 3), Demo.Brume));
        Assert.Equal(later, (await api.ReadAsync(id))["act"]!["startsAt"]!.GetValue<DateTimeOffset>());
        Assert.Equal("SUCCESS", await api.DeliverAsync(ActivityCancelled.Topic, new ActivityCancelled(held.Id, held.Id, Demo.SaulesBlancs, "hospital", id, api.Clock.GetUtcNow(), 4), Demo.Brume));
        var view = await api.ReadAsync(id);
        Assert.Equal(("POSTPONED", "hospital"), (State(view), view["reasonCode"]!.GetValue<string>()));
        await api.WaitForOneAsync(TaskRequested.Topic, e => e.As<TaskRequested>() is { Kind: "replan" } t && t.RequestId == id);
    }

    [Fact]
    public async Task T12_a_consent_withdrawn_between_booking_and_act_cancels_it_and_frees_everything()
    {
        var person = api.NewPerson();
        var (id, _, device) = await api.PlannedAsync(api.NextHour(), person);
        var (other, _, _) = await api.PlannedAsync(api.NextHour());
        var fact = Guid.CreateVersion7();
        for (var twice = 0; twice < 2; twice++)
            Assert.Equal("SUCCESS", await api.DeliverAsync(ConsentChanged.Topic, new ConsentChanged(Guid.CreateVersion7(), person, "TELEMEDICINE", "WITHDRAWN", api.Clock.GetUtcNow()), Demo.Brume, fact));

        var view = await api.ReadAsync(id);
        Assert.Equal(("CANCELLED", "consent-withdrawn"), (State(view), view["reasonCode"]!.GetValue<string>()));
        Assert.True(Assert.Single(api.Agenda.All, h => h.SourceId == id.ToString()).Cancelled);
        Assert.Equal("PLANNED", State(await api.ReadAsync(other)));
        Assert.NotEqual(Guid.Empty, device);
        await api.WaitForOneAsync(RequestMoved.Topic, e => e.As<RequestMoved>() is { State: "CANCELLED" } m && m.RequestId == id);
    }

    [Fact]
    public async Task An_opposition_to_telemedicine_cancels_what_has_not_happened()
    {
        var person = api.NewPerson();
        var (id, _, _) = await api.PlannedAsync(api.NextHour(), person);
        api.Consent.Refuse = r => r.UsagerId == person.ToString() && r.Action == "C" ? "DENY_OPPOSITION" : null;
        await api.DeliverAsync(ConsentChanged.Topic, new ConsentChanged(Guid.CreateVersion7(), person, "OPPOSITION", "ACTIVE", api.Clock.GetUtcNow()), Demo.Brume);
        Assert.Equal("CANCELLED", State(await api.ReadAsync(id)));
        api.Consent.Refuse = _ => null;
    }

    private DateTimeOffset Thursday()
    {
        var day = api.NextHour().AddDays(1);
        while (day.DayOfWeek != DayOfWeek.Thursday) day = day.AddDays(1);
        return new(day.Year, day.Month, day.Day, 13, 0, 0, TimeSpan.Zero);
    }

    private async Task<Guid> AcceptedAsync(DateTimeOffset at)
    {
        var requis = await api.RequisAsync();
        await api.VacationAsync(requis, at, 240);
        return await api.AcceptedAsync(api.NewPerson(), requis);
    }

    private static object Plan(DateTimeOffset at, Guid cart, Guid? unit, Guid companion) => new { startsAt = at, companionId = companion, roomId = Guid.CreateVersion7(), deviceId = cart, unitId = unit };

    private async Task<JsonNode> PlanAsync(Guid id, DateTimeOffset at, Guid cart, Guid? unit, Guid companion) => await OkAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/plan", Plan(at, cart, unit, companion), Ct));
}
