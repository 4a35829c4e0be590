using System.Net.Http.Json;
using Contracts.Telemedicine;
using Telemedicine.Tests.Api;
using static Telemedicine.Tests.Api.TelemedicineApi;

namespace Telemedicine.Tests.Requests;

/// <summary>The clock of this fixture only goes forward: each test takes the time where it is.</summary>
public sealed class LatenessTests(TelemedicineApi api) : IClassFixture<TelemedicineApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_answer_that_is_late_is_asked_for_at_half_time_escalated_at_its_end_and_expires_at_twice()
    {
        var id = await api.SubmittedAsync(api.NewPerson());
        api.Clock.Advance(TimeSpan.FromHours(83));
        Assert.DoesNotContain(api.Published, e => e.Topic == TaskRequested.Topic && e.As<TaskRequested>().RequestId == id);
        api.Clock.Advance(TimeSpan.FromHours(1.1));
        Assert.Equal("ide", (await Task(id, "answer-late", "ide")).Function);
        api.Clock.Advance(TimeSpan.FromHours(84));
        Assert.Equal("medecin-coordonnateur", (await Task(id, "answer-late", "medecin-coordonnateur")).Function);
        Assert.Equal("SUBMITTED", State(await api.ReadAsync(id)));
        api.Clock.Advance(TimeSpan.FromDays(7));
        await api.UntilAsync(id, v => State(v) == "EXPIRED");
    }

    [Fact]
    public async Task The_clock_stops_while_a_complement_is_waited_for()
    {
        var id = await api.SubmittedAsync(api.NewPerson());
        await OkAsync(await api.Expert.PostAsJsonAsync($"/requests/{id}/ask-information", new { text = "Poids récent ?" }, Ct));
        api.Clock.Advance(TimeSpan.FromDays(30));
        var view = await OkAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/complete", new { text = "52,5 kg" }, Ct));
        Assert.Equal("COMPLETED", State(view));
        Assert.True(view["request"]!["dueAt"]!.GetValue<DateTimeOffset>() > api.Clock.GetUtcNow().AddDays(6));
    }

    [Fact]
    public async Task A_report_is_asked_for_after_two_days_then_the_coordinator_is_told()
    {
        var id = await api.HeldAsync();
        api.Clock.Advance(TimeSpan.FromHours(48.5));
        Assert.Equal("ide", (await Task(id, "report-late", "ide")).Function);
        api.Clock.Advance(TimeSpan.FromHours(48));
        Assert.Equal("medecin-coordonnateur", (await Task(id, "report-late", "medecin-coordonnateur")).Function);
        Assert.Equal("REPORT_AWAITED", State(await api.ReadAsync(id)));
    }

    private async Task<TaskRequested> Task(Guid request, string kind, string function) =>
        (await api.WaitForOneAsync(TaskRequested.Topic, e => e.As<TaskRequested>() is { } t && t.RequestId == request && t.Kind == kind && t.Function == function)).As<TaskRequested>();
}
