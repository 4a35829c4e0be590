using System.Text.Json;
using Agenda.Occurrences;
using Contracts.Agenda;
using Contracts.Identity;
using Contracts.Telemedicine;
using Testing;
using Xunit;

namespace Agenda.Tests.Daily;

/// <summary>Who missed an act of telemedicine is said once, there.</summary>
public sealed class MissedActTests(DayApi api) : IClassFixture<DayApi>
{
    private static readonly DateTimeOffset Start = DayApi.Paris(2026, 6, 16, 10);

    [Theory]
    [InlineData("absent", "ABSENT_UNPLANNED")]
    [InlineData("refusal", "REFUSED")]
    [InlineData(null, "ABSENT_UNPLANNED")]
    public async Task What_is_said_at_the_act_is_the_attendance_once_however_often_it_is_told(string? reason, string state)
    {
        var (person, request) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var held = await api.PlanAsync(Start, 30, [person], [Demo.Dorval], kind: "telemedecine", source: request);
        var missed = Missed(request, person, held, reason);

        for (var twice = 0; twice < 2; twice++) Assert.Equal("SUCCESS", await api.DeliverAsync(RequestMoved.Topic, missed, Demo.Brume));

        var told = (await api.WaitForOneAsync(AttendanceRecorded.Topic, f => f.As<AttendanceRecorded>().UsagerId == person)).As<AttendanceRecorded>();
        Assert.Equal((state, 1, held.Id, 0m, Demo.Dorval), (told.State, told.Version, told.OccurrenceId, told.Quantity, told.RecordedBy));
        var capture = Assert.Single((await api.GetAsync($"/attendances/{told.AttendanceId}")).GetProperty("captures").EnumerateArray());
        Assert.Equal(($"telemedicine-{request:N}", missed.MovedAt), (capture.GetProperty("deviceId").GetString(), capture.GetProperty("deviceAt").GetDateTimeOffset()));
        Assert.DoesNotContain(held.Id, await UnsignalledAsync());
        if (state == "ABSENT_UNPLANNED") await api.WaitForOneAsync(UsagerMissing.Topic, f => f.As<UsagerMissing>().UsagerId == person);
    }

    [Fact]
    public async Task What_somebody_captured_stands()
    {
        var (person, request) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var held = await api.PlanAsync(Start.AddHours(2), 30, [person], [Demo.Dorval], kind: "telemedecine", source: request);
        await api.CaptureAsync("a", new { mutationId = Guid.CreateVersion7(), occurrenceId = held.Id, deviceAt = held.StartsAt, usagerId = person, state = "ABSENT_JUSTIFIED", toldAt = held.StartsAt.AddDays(-1) });

        Assert.Equal("SUCCESS", await api.DeliverAsync(RequestMoved.Topic, Missed(request, person, held, "absent"), Demo.Brume));

        var list = await api.GetAsync($"/attendances?occurrenceId={held.Id}");
        Assert.Equal("ABSENT_JUSTIFIED", Assert.Single(list.GetProperty("items").EnumerateArray()).GetProperty("state").GetString());
        Assert.DoesNotContain(api.Facts(AttendanceCorrected.Topic, person), _ => true);
    }

    [Fact]
    public async Task A_tablet_that_says_otherwise_later_leaves_a_doubt_that_somebody_settles()
    {
        var (person, request) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var held = await api.PlanAsync(Start.AddHours(3), 30, [person], [Demo.Dorval], kind: "telemedecine", source: request);
        await api.DeliverAsync(RequestMoved.Topic, Missed(request, person, held, "absent"), Demo.Brume);

        var said = Assert.Single(await api.CaptureAsync("a", DayApi.Said(held.Id, person, "PRESENT", held.StartsAt.AddMinutes(20))));

        Assert.True(said.GetProperty("toVerify").GetBoolean());
    }

    [Fact]
    public async Task Another_state_another_request_another_person_and_another_organisation_record_nothing()
    {
        var (person, request) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var held = await api.PlanAsync(Start.AddHours(4), 30, [person], [Demo.Dorval], kind: "telemedecine", source: request);
        var missed = Missed(request, person, held, "absent");

        foreach (var other in new[] { missed with { State = "DONE" }, missed with { RequestId = Guid.CreateVersion7() }, missed with { UsagerId = Guid.CreateVersion7() }, missed with { AppointmentId = null }, missed with { AppointmentId = Guid.CreateVersion7() } })
            Assert.Equal("SUCCESS", await api.DeliverAsync(RequestMoved.Topic, other, Demo.Brume));
        Assert.Equal("SUCCESS", await api.DeliverAsync(RequestMoved.Topic, missed, Demo.Rivieres));

        Assert.Equal(0, (await api.GetAsync($"/attendances?occurrenceId={held.Id}")).GetProperty("total").GetInt32());
        Assert.Contains(held.Id, await UnsignalledAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_refusal_in_the_middle_of_the_act_is_kept_whichever_of_its_two_facts_comes_first(bool freedFirst)
    {
        var (person, request) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var held = await api.PlanAsync(Start.AddHours(5), 30, [person], [Demo.Dorval], kind: "telemedecine", source: request);
        var freed = new ActFreed(Guid.CreateVersion7(), request, held.Id, "refusal", held.StartsAt.AddMinutes(5));

        if (freedFirst) await api.DeliverAsync(ActFreed.Topic, freed, Demo.Brume);
        await api.DeliverAsync(RequestMoved.Topic, Missed(request, person, held, "refusal"), Demo.Brume);
        if (!freedFirst) await api.DeliverAsync(ActFreed.Topic, freed, Demo.Brume);

        Assert.Equal("REFUSED", Assert.Single((await api.GetAsync($"/attendances?occurrenceId={held.Id}")).GetProperty("items").EnumerateArray()).GetProperty("state").GetString());
    }

    [Fact]
    public async Task Of_an_identity_absorbed_meanwhile_the_kept_one_has_the_absence()
    {
        var (absorbed, kept, request) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        var held = await api.PlanAsync(Start.AddHours(6), 30, [absorbed], [Demo.Dorval], kind: "telemedecine", source: request);
        await api.DeliverAsync(IdentityMerged.Topic, new IdentityMerged(kept, absorbed, api.Clock.GetUtcNow()), Demo.Brume);

        await api.DeliverAsync(RequestMoved.Topic, Missed(request, absorbed, held, "absent"), Demo.Brume);

        Assert.Equal(kept, Assert.Single((await api.GetAsync($"/attendances?occurrenceId={held.Id}")).GetProperty("items").EnumerateArray()).GetProperty("usagerId").GetGuid());
    }

    private static RequestMoved Missed(Guid request, Guid person, Occurrence held, string? reason) =>
        new(request, person, Demo.DeuxChenes, "orthophonie", "MISSED", held.Id, held.StartsAt.AddMinutes(10), 7, reason, Demo.Dorval);

    private async Task<List<Guid>> UnsignalledAsync()
    {
        var day = DateOnly.FromDateTime(Start.UtcDateTime).ToString("yyyy-MM-dd");
        var list = await api.GetAsync($"/attendances/unsignalled?establishmentId={Demo.DeuxChenes}&from={day}&to={day}");
        return [.. list.GetProperty("items").EnumerateArray().Select(one => one.GetProperty("occurrenceId").GetGuid())];
    }
}
