using System.Net;
using System.Net.Http.Json;
using Contracts.Agenda;
using Contracts.Telemedicine;
using Telemedicine.Scheduling;
using Telemedicine.Tests.Api;
using Testing;
using static Telemedicine.Tests.Api.TelemedicineApi;

namespace Telemedicine.Tests.Scheduling;

/// <summary>What agenda booked and no act holds is given back; what an act holds never is.</summary>
public sealed class LooseAppointmentTests(TelemedicineApi api) : IClassFixture<TelemedicineApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_plan_repeated_otherwise_after_a_lost_answer_leaves_one_appointment()
    {
        var at = api.NextHour();
        var (requis, cart) = (await api.RequisAsync(), await api.DeviceAsync());
        await api.VacationAsync(requis, at, 240);
        var id = await api.AcceptedAsync(api.NewPerson(), requis);
        api.Agenda.LosesAnswers = true;
        await RefusedAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/plan", Plan(at, cart), Ct), HttpStatusCode.ServiceUnavailable, "dependency-unavailable");
        api.Agenda.LosesAnswers = false;
        var lost = Assert.Single(api.Agenda.All, h => h.SourceId == id.ToString());
        await HearAsync(lost, id);
        await OkAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/plan", Plan(at.AddHours(1), cart), Ct));
        var held = Assert.Single(api.Agenda.All, h => h.SourceId == id.ToString() && h.Id != lost.Id);
        await HearAsync(held, id);

        // One of another request, heard of later and freed later: the two before have been looked at by then.
        var (other, mark) = (await api.SubmittedAsync(api.NewPerson()), new Held(Guid.CreateVersion7(), at, at.AddHours(1), [], "", ""));
        await HearAsync(mark, other);
        api.Clock.Advance(LooseAppointment.Grace - TimeSpan.FromSeconds(1));
        Assert.DoesNotContain(api.Published, e => e.Topic == ActFreed.Topic && e.As<ActFreed>().AppointmentId == lost.Id);
        api.Clock.Advance(TimeSpan.FromSeconds(2));

        var freed = (await api.WaitForOneAsync(ActFreed.Topic, e => e.As<ActFreed>().AppointmentId == lost.Id)).As<ActFreed>();
        Assert.Equal(id, freed.RequestId);
        await api.WaitForOneAsync(ActFreed.Topic, e => e.As<ActFreed>().AppointmentId == mark.Id);
        Assert.DoesNotContain(api.Published, e => e.Topic == ActFreed.Topic && e.As<ActFreed>().AppointmentId == held.Id);
        Assert.Equal("PLANNED", State(await api.ReadAsync(id)));
    }

    [Fact]
    public async Task What_the_team_books_for_itself_is_not_looked_at()
    {
        var id = await api.SubmittedAsync(api.NewPerson());
        var (workshop, stranger, mark) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        foreach (var (occurrence, kind, source) in new (Guid, string, Guid?)[] { (workshop, "activite", id), (stranger, "telemedecine", Guid.CreateVersion7()), (Guid.CreateVersion7(), "telemedecine", null), (mark, "telemedecine", id) })
            Assert.Equal("SUCCESS", await api.DeliverAsync(ActivityPlanned.Topic, new ActivityPlanned(occurrence, occurrence, Demo.SaulesBlancs, kind, api.NextHour(), api.NextHour(), [], [], source, 1), Demo.Brume));
        api.Clock.Advance(LooseAppointment.Grace + TimeSpan.FromSeconds(1));

        await api.WaitForOneAsync(ActFreed.Topic, e => e.As<ActFreed>().AppointmentId == mark);
        Assert.DoesNotContain(api.Published, e => e.Topic == ActFreed.Topic && (e.As<ActFreed>().AppointmentId == workshop || e.As<ActFreed>().AppointmentId == stranger));
    }

    private async Task HearAsync(Held held, Guid request) =>
        Assert.Equal("SUCCESS", await api.DeliverAsync(ActivityPlanned.Topic, new ActivityPlanned(held.Id, held.Id, Demo.SaulesBlancs, "telemedecine", held.StartsAt, held.EndsAt, [], [], request, 1), Demo.Brume));

    private static object Plan(DateTimeOffset at, Guid cart) => new { startsAt = at, companionId = Demo.Montagne, roomId = Guid.CreateVersion7(), deviceId = cart };
}
