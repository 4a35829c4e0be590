using System.Net.Http.Json;
using System.Text.Json;
using Contracts.Agenda;
using Contracts.Consent;
using Contracts.Telemedicine;
using Testing;
using Xunit;

namespace HealthDirectory.Tests;

/// <summary>The same fact reaches other functions in an EHPAD than in an IME.</summary>
public sealed class HouseTasksTests(DirectoryApi api) : IClassFixture<DirectoryApi>
{
    private static readonly Guid Officer = Guid.Parse("01900000-0000-7000-8000-000000000508");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_bris_de_glace_in_an_ehpad_is_looked_at_by_its_coordinating_doctor_and_the_data_protection_officer_within_72_hours()
    {
        var opened = await OpenAsync(Demo.SaulesBlancs);
        var stranger = await DoctorAsync(Demo.DeuxChenes, "Medecin");

        foreach (var reviewer in new[] { Demo.Vasseur, Officer }) Assert.Equal(opened.OpenedAt.AddHours(72), (await OneAsync(reviewer, opened, "break-glass-review")).GetProperty("dueAt").GetDateTimeOffset());
        await NoneAsync(Demo.Montagne, opened, "break-glass-review");
        await NoneAsync(stranger, opened, "break-glass-review");
        Assert.Equal(opened.OpenedAt.AddHours(72), (await OneAsync(Demo.Montagne, opened, "break-glass-inform")).GetProperty("dueAt").GetDateTimeOffset());
    }

    [Fact]
    public async Task A_bris_de_glace_in_an_ime_is_looked_at_by_its_doctor_and_the_educators_tell_the_person()
    {
        var doctor = await DoctorAsync(Demo.DeuxChenes, "Medecin");

        var opened = await OpenAsync(Demo.DeuxChenes);

        await OneAsync(doctor, opened, "break-glass-review");
        await OneAsync(Officer, opened, "break-glass-review");
        await OneAsync(Demo.Dorval, opened, "break-glass-inform");
        foreach (var elsewhere in new[] { Demo.Vasseur, Demo.Montagne })
        {
            await NoneAsync(elsewhere, opened, "break-glass-review");
            await NoneAsync(elsewhere, opened, "break-glass-inform");
        }
    }

    [Fact]
    public async Task Where_the_person_lives_nowhere_known_every_doctor_of_the_organisation_may_look()
    {
        var doctor = await DoctorAsync(Demo.DeuxChenes, "Medecin");

        var opened = await OpenAsync(null);

        foreach (var reviewer in new[] { doctor, Demo.Vasseur, Officer }) await OneAsync(reviewer, opened, "break-glass-review");
    }

    [Fact]
    public async Task A_verdict_ends_the_review_and_the_person_is_told_all_the_same()
    {
        var opened = await OpenAsync(Demo.SaulesBlancs);

        await api.DeliverAsync(BreakGlassReviewed.Topic, new BreakGlassReviewed(opened.BreakGlassId, opened.UsagerId, Demo.Montagne, "justified", api.Now.AddHours(1)), Demo.Brume);

        foreach (var reviewer in new[] { Demo.Vasseur, Officer }) await NoneAsync(reviewer, opened, "break-glass-review");
        var inform = await OneAsync(Demo.Montagne, opened, "break-glass-inform");
        Assert.Equal(204, (int)(await api.As(Demo.Brume, Demo.Montagne).PostAsync($"/tasks/{inform.GetProperty("id").GetGuid()}/close", null, Ct)).StatusCode);
        await NoneAsync(Demo.Montagne, opened, "break-glass-inform");
    }

    [Fact]
    public async Task What_telemedicine_asks_of_the_coordinating_doctor_is_asked_of_the_doctor_in_an_ime()
    {
        var doctor = await DoctorAsync(Demo.DeuxChenes, "Medecin");
        TaskRequested Late(Guid house) => new(Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), house, "answer-late", "medecin-coordonnateur", api.Now.AddHours(4));
        var (ime, ehpad) = (Late(Demo.DeuxChenes), Late(Demo.SaulesBlancs));

        await api.DeliverAsync(TaskRequested.Topic, ime, Demo.Brume);
        await api.DeliverAsync(TaskRequested.Topic, ehpad, Demo.Brume);

        Assert.Equal([ime.TaskId], await SubjectsAsync(doctor, "telemedicine-answer-late", ime.TaskId, ehpad.TaskId));
        Assert.Equal([ehpad.TaskId], await SubjectsAsync(Demo.Vasseur, "telemedicine-answer-late", ime.TaskId, ehpad.TaskId));
    }

    [Fact]
    public async Task The_doctor_of_an_ime_sees_what_waits_for_its_nurses()
    {
        var doctor = await DoctorAsync(Demo.DeuxChenes, "Medecin");
        var received = new Contracts.Messaging.MessageReceived(Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), "citizen", Demo.DeuxChenes, api.Now);

        await api.DeliverAsync(Contracts.Messaging.MessageReceived.Topic, received, Demo.Brume);

        Assert.Single(await SubjectsAsync(doctor, "message-received", received.MessageId));
        Assert.Empty(await SubjectsAsync(Demo.Montagne, "message-received", received.MessageId));
    }

    [Fact]
    public async Task An_overlap_is_a_task_of_both_houses_until_theirs_is_called_off()
    {
        var found = new OverlapFound(Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), Demo.DeuxChenes, Demo.SaulesBlancs, api.Now.AddDays(3), api.Now);

        for (var twice = 0; twice < 2; twice++) Assert.Equal("SUCCESS", await api.DeliverAsync(OverlapFound.Topic, found, Demo.Brume));

        foreach (var (who, occurrence) in new[] { (Demo.Dorval, found.OccurrenceId), (Demo.Montagne, found.OtherOccurrenceId) })
        {
            var task = Assert.Single(await TasksAsync(who, "agenda-overlap"), task => task.GetProperty("usagerId").GetGuid() == found.UsagerId);
            Assert.Equal((occurrence, found.StartsAt), (task.GetProperty("subjectId").GetGuid(), task.GetProperty("dueAt").GetDateTimeOffset()));
        }

        await api.DeliverAsync(ActivityCancelled.Topic, new ActivityCancelled(found.OtherOccurrenceId, Guid.CreateVersion7(), Demo.SaulesBlancs, "structure", null, api.Now, 2), Demo.Brume);
        Assert.Empty(await SubjectsAsync(Demo.Montagne, "agenda-overlap", found.OtherOccurrenceId));
        Assert.Single(await SubjectsAsync(Demo.Dorval, "agenda-overlap", found.OccurrenceId));
    }

    [Fact]
    public async Task Two_ehpads_that_want_the_same_person_have_a_task_each()
    {
        var found = new OverlapFound(Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), Demo.RoseraieDuLac, Demo.SaulesBlancs, api.Now.AddDays(3), api.Now);

        await api.DeliverAsync(OverlapFound.Topic, found, Demo.Brume);

        Assert.Single(await SubjectsAsync(Demo.MontagneRoseraie, "agenda-overlap", found.OccurrenceId));
        Assert.Single(await SubjectsAsync(Demo.Montagne, "agenda-overlap", found.OtherOccurrenceId));
        Assert.Empty(await SubjectsAsync(Demo.Montagne, "agenda-overlap", found.OccurrenceId));
    }

    private async Task<BreakGlassOpened> OpenAsync(Guid? house)
    {
        var opened = new BreakGlassOpened(Guid.CreateVersion7(), Guid.CreateVersion7(), Demo.Montagne, api.Now, api.Now.AddMinutes(60), house);
        Assert.Equal("SUCCESS", await api.DeliverAsync(BreakGlassOpened.Topic, opened, Demo.Brume));
        return opened;
    }

    private async Task<Guid> DoctorAsync(Guid house, string function)
    {
        var signed = await api.SignAsync(await api.EnrolAsync("SAULNIER", "Irène"), api.Now.AddDays(-1), null, house, function, "Cdi");
        return signed.GetProperty("situations")[0].GetProperty("id").GetGuid();
    }

    private async Task<JsonElement> OneAsync(Guid who, BreakGlassOpened opened, string kind) => Assert.Single(await TasksAsync(who, kind), task => task.GetProperty("subjectId").GetGuid() == opened.BreakGlassId);

    private async Task NoneAsync(Guid who, BreakGlassOpened opened, string kind) => Assert.Empty(await SubjectsAsync(who, kind, opened.BreakGlassId));

    private async Task<List<Guid>> SubjectsAsync(Guid who, string kind, params Guid[] among) =>
        [.. (await TasksAsync(who, kind)).Select(task => task.GetProperty("subjectId").GetGuid()).Where(among.Contains)];

    private async Task<List<JsonElement>> TasksAsync(Guid who, string kind) =>
        [.. (await api.As(Demo.Brume, who).GetFromJsonAsync<JsonElement>("/tasks", Ct)).EnumerateArray().Where(task => task.GetProperty("kind").GetString() == kind)];
}
