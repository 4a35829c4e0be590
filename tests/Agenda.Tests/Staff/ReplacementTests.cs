using System.Net.Http.Json;
using Agenda.Tests.Api;
using Contracts.Agenda;
using Contracts.Directory;
using Testing;

namespace Agenda.Tests.Staff;

/// <summary>With its rounds at a test's pace.</summary>
public sealed class QuickRounds : AgendaApi
{
    protected override Task ArrangeAsync()
    {
        Settings["Agenda:Pace"] = "00:00:00.1";
        return base.ArrangeAsync();
    }
}

public sealed class ReplacementTests : IClassFixture<QuickRounds>
{
    private readonly QuickRounds api;

    // Some of these tests let days go by.
    public ReplacementTests(QuickRounds api)
    {
        this.api = api;
        api.Clock.MoveTo(AgendaApi.Today);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_sick_leave_from_directory_flags_every_session_of_the_professional()
    {
        var (colleague, absence) = (api.NewColleague(), Guid.CreateVersion7());
        var ids = new List<Guid>();
        foreach (var day in new[] { "10", "11", "13" }) ids.Add(AgendaApi.Id(await api.BookAsync(AgendaApi.Appointment($"2026-03-{day}T09:00Z", 60, AgendaApi.Member("staff", colleague), AgendaApi.Member("usager", AgendaApi.NewPerson())))));
        var fact = new StaffAbsent(absence, Guid.NewGuid(), [colleague], AgendaApi.At("2026-03-10T00:00Z"), AgendaApi.At("2026-03-12T00:00Z"), 1, false);

        Assert.Equal("SUCCESS", await api.DeliverAsync(StaffAbsent.Topic, fact, Demo.Brume));
        Assert.Equal("SUCCESS", await api.DeliverAsync(StaffAbsent.Topic, fact, Demo.Brume));

        Assert.Equal([true, true, false], (await Task.WhenAll(ids.Select(api.OccurrenceAsync))).Select(o => o["toReplace"]!.GetValue<bool>()));
        foreach (var id in ids.Take(2)) Assert.False((await api.WaitForOneAsync(StaffMissing.Topic, e => e.Subject == id.ToString())).As<StaffMissing>().Urgent);
        var list = await AgendaApi.OkAsync(await api.Nurse.GetAsync($"/occurrences?establishmentId={Demo.SaulesBlancs}&from=2026-03-09T00:00:00Z&until=2026-03-20T00:00:00Z&toReplace=true", Ct));
        Assert.Equal(ids.Take(2).Order(), list["items"]!.AsArray().Select(o => AgendaApi.Id(o!)).Where(ids.Contains).Order());

        await api.DeliverAsync(StaffAbsent.Topic, fact with { Version = 2, Cancelled = true }, Demo.Brume);
        Assert.Equal([false, false, false], (await Task.WhenAll(ids.Select(api.OccurrenceAsync))).Select(o => o["toReplace"]!.GetValue<bool>()));
        await api.DeliverAsync(StaffAbsent.Topic, fact, Demo.Brume);
        Assert.False((await api.OccurrenceAsync(ids[0]))["toReplace"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Somebody_else_takes_the_place_and_the_session_is_complete_again()
    {
        var (away, other, person) = (api.NewColleague(), api.NewColleague(), AgendaApi.NewPerson());
        var id = AgendaApi.Id(await api.BookAsync(AgendaApi.Appointment("2026-03-11T13:00Z", 60, AgendaApi.Member("staff", away), AgendaApi.Member("usager", person))));
        await AgendaApi.OkAsync(await api.Nurse.PostAsJsonAsync("/staff-absences", new { situationId = away, startsAt = "2026-03-11T00:00:00Z", endsAt = "2026-03-12T00:00:00Z" }, Ct));
        Assert.True((await api.OccurrenceAsync(id))["toReplace"]!.GetValue<bool>());

        await AgendaApi.OkAsync(await api.ActAsync(id, "members", new { members = new[] { AgendaApi.Member("staff", other), AgendaApi.Member("usager", person) } }));

        var occurrence = await api.OccurrenceAsync(id);
        Assert.False(occurrence["toReplace"]!.GetValue<bool>());
        Assert.Contains(occurrence["members"]!.AsArray(), m => AgendaApi.Id(m!) == other && m!["status"]!.GetValue<string>() == "Expected");
        var again = await api.Nurse.PostAsJsonAsync("/appointments", AgendaApi.Appointment("2026-03-11T13:30Z", 30, AgendaApi.Member("staff", other)), Ct);
        Assert.Equal(System.Net.HttpStatusCode.Conflict, again.StatusCode);
    }

    [Fact]
    public async Task Who_leaves_is_missed_from_that_minute_on()
    {
        var colleague = api.NewColleague();
        var before = AgendaApi.Id(await api.BookAsync(AgendaApi.Appointment("2026-03-31T14:00Z", 60, AgendaApi.Member("staff", colleague))));
        var after = AgendaApi.Id(await api.BookAsync(AgendaApi.Appointment("2026-04-01T08:00Z", 60, AgendaApi.Member("staff", colleague))));

        await api.DeliverAsync(StaffLeft.Topic, new StaffLeft(colleague, Guid.NewGuid(), AgendaApi.At("2026-03-31T16:00Z")), Demo.Brume);

        Assert.False((await api.OccurrenceAsync(before))["toReplace"]!.GetValue<bool>());
        Assert.True((await api.OccurrenceAsync(after))["toReplace"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Nobody_found_two_hours_before_is_told_as_urgent_once()
    {
        var colleague = api.NewColleague();
        var id = AgendaApi.Id(await api.BookAsync(AgendaApi.Appointment("2026-03-02T09:30Z", 60, AgendaApi.Member("staff", colleague))));
        await AgendaApi.OkAsync(await api.Nurse.PostAsJsonAsync("/staff-absences", new { situationId = colleague, startsAt = "2026-03-02T00:00:00Z", endsAt = "2026-03-03T00:00:00Z" }, Ct));
        Assert.Null((await api.WaitForAsync(StaffMissing.Topic, e => e.Subject == id.ToString())).As<StaffMissing>() is { Urgent: true } ? "urgent" : null);

        api.Clock.MoveTo(AgendaApi.At("2026-03-02T07:45Z"));
        var urgent = await api.WaitForAsync(StaffMissing.Topic, e => e.Subject == id.ToString() && e.As<StaffMissing>().Urgent);
        api.Clock.MoveTo(AgendaApi.At("2026-03-02T07:50Z"));
        var other = AgendaApi.Id(await api.BookAsync(AgendaApi.Appointment("2026-03-02T08:30Z", 30, AgendaApi.Member("usager", AgendaApi.NewPerson()))));

        Assert.Equal(colleague, urgent.As<StaffMissing>().SituationId);
        await api.WaitForAsync(ActivityPlanned.Topic, e => e.Subject == other.ToString());
        Assert.Single(api.Published, e => e.Topic == StaffMissing.Topic && e.Subject == id.ToString() && e.As<StaffMissing>().Urgent);
    }

    [Fact]
    public async Task A_series_grows_by_itself_as_days_go_by()
    {
        var person = AgendaApi.NewPerson();
        var activity = AgendaApi.Activity("2026-03-03", "10:00", 60, AgendaApi.Member("usager", person));
        activity["rule"] = "FREQ=WEEKLY";
        var series = await api.PlanAsync(activity);
        var last = series["days"]!.AsArray()[^1]!["startsAt"]!.GetValue<DateTimeOffset>();

        api.Clock.MoveTo(AgendaApi.At("2026-03-22T07:45Z"));
        var grown = await api.WaitForAsync(ActivityPlanned.Topic, e => e.As<ActivityPlanned>().ActivityId == series["activityId"]!.GetValue<Guid>() && e.As<ActivityPlanned>().StartsAt > last);

        Assert.Equal(last.AddDays(7).Date, grown.As<ActivityPlanned>().StartsAt.Date);
    }
}
