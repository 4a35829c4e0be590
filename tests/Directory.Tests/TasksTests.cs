using System.Net.Http.Json;
using System.Text.Json;
using Contracts.Agenda;
using Contracts.Consent;
using Contracts.Identity;
using Contracts.Messaging;
using Contracts.Telemedicine;
using Testing;
using Xunit;

namespace HealthDirectory.Tests;

public sealed class TasksTests(DirectoryApi api) : IClassFixture<DirectoryApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_unread_message_opens_one_task_for_the_nurses_of_the_house()
    {
        var overdue = new ReadOverdue(Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), null, Guid.CreateVersion7(), Demo.SaulesBlancs, api.Now);
        var id = Guid.CreateVersion7();

        var first = await api.DeliverAsync(ReadOverdue.Topic, overdue, Demo.Brume, id);
        var second = await api.DeliverAsync(ReadOverdue.Topic, overdue, Demo.Brume, id);
        var nurse = await TasksOf(Demo.Montagne);
        var otherHouse = await TasksOf(Demo.MontagneRoseraie);

        Assert.Equal(("SUCCESS", "SUCCESS"), (first, second));
        Assert.Single(nurse, task => task.GetProperty("subjectId").GetGuid() == overdue.DeliveryId);
        Assert.DoesNotContain(otherHouse, task => task.GetProperty("subjectId").GetGuid() == overdue.DeliveryId);
    }

    [Fact]
    public async Task A_message_that_could_not_be_read_opens_one_task_for_the_nurses_of_the_house_that_has_the_mailbox()
    {
        var unreadable = new MessageUnreadable(Guid.CreateVersion7(), Demo.SaulesBlancs, "mail-too-large", api.Now);

        for (var time = 0; time < 2; time++) await api.DeliverAsync(MessageUnreadable.Topic, unreadable, Demo.Brume);

        Assert.Equal("message-unreadable", Assert.Single(await TasksOf(Demo.Montagne), task => task.GetProperty("subjectId").GetGuid() == unreadable.IncomingMailId).GetProperty("kind").GetString());
        Assert.DoesNotContain(await TasksOf(Demo.MontagneRoseraie), task => task.GetProperty("subjectId").GetGuid() == unreadable.IncomingMailId);
    }

    [Fact]
    public async Task Who_did_not_come_unannounced_is_looked_for_by_the_educators_of_an_ime_and_the_nurses_of_an_ehpad()
    {
        var young = new UsagerMissing(Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), Demo.DeuxChenes, api.Clock.GetUtcNow());
        var resident = new UsagerMissing(Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), Demo.SaulesBlancs, api.Clock.GetUtcNow());

        await api.DeliverAsync(UsagerMissing.Topic, young, Demo.Brume);
        await api.DeliverAsync(UsagerMissing.Topic, resident, Demo.Brume);

        Assert.Single(await TasksOf(Demo.Dorval), task => task.GetProperty("subjectId").GetGuid() == young.AttendanceId);
        Assert.Single(await TasksOf(Demo.Montagne), task => task.GetProperty("subjectId").GetGuid() == resident.AttendanceId);
        Assert.DoesNotContain(await TasksOf(Demo.Montagne), task => task.GetProperty("subjectId").GetGuid() == young.AttendanceId);
    }

    [Theory]
    [InlineData("DENY_OPPOSITION", false)]
    [InlineData("DENY_RELATION", false)]
    [InlineData("DENY_PROFILE", true)]
    public async Task A_task_about_somebody_the_caller_may_not_see_is_neither_shown_nor_taken(string reason, bool shown)
    {
        var overdue = new ReadOverdue(Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), null, Guid.CreateVersion7(), Demo.SaulesBlancs, api.Now);
        await api.DeliverAsync(ReadOverdue.Topic, overdue, Demo.Brume);
        var task = Assert.Single(await TasksOf(Demo.Montagne), task => task.GetProperty("subjectId").GetGuid() == overdue.DeliveryId).GetProperty("id").GetGuid();

        api.Refused[overdue.UsagerId] = reason;
        var taken = await api.As(Demo.Brume, Demo.Montagne).PostAsync($"/tasks/{task}/take", null, Ct);

        Assert.Equal(shown, (await TasksOf(Demo.Montagne)).Any(one => one.GetProperty("id").GetGuid() == task));
        Assert.Equal(shown ? 204 : 404, (int)taken.StatusCode);
    }

    [Fact]
    public async Task A_task_done_leaves_the_list_and_cannot_be_done_twice()
    {
        var received = new MessageReceived(Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), "citizen", Demo.SaulesBlancs, api.Now);
        await api.DeliverAsync(MessageReceived.Topic, received, Demo.Brume);
        var task = Assert.Single(await TasksOf(Demo.Montagne), task => task.GetProperty("subjectId").GetGuid() == received.MessageId).GetProperty("id").GetGuid();
        var nurse = api.As(Demo.Brume, Demo.Montagne);

        var done = await nurse.PostAsync($"/tasks/{task}/close", null, Ct);
        var again = await nurse.PostAsync($"/tasks/{task}/close", null, Ct);
        var stranger = await api.As(Demo.Rivieres).PostAsync($"/tasks/{task}/close", null, Ct);

        Assert.Equal((204, 409, 404), ((int)done.StatusCode, (int)again.StatusCode, (int)stranger.StatusCode));
        Assert.DoesNotContain(await TasksOf(Demo.Montagne), left => left.GetProperty("id").GetGuid() == task);
    }

    [Fact]
    public async Task A_discordance_found_again_joins_the_open_task_and_opens_a_new_one_once_that_is_done()
    {
        var found = new DiscordanceFound(Guid.CreateVersion7(), "major", Demo.SaulesBlancs, api.Now);
        var officer = api.As(Demo.Brume, Demo.Ermont);

        await api.DeliverAsync(DiscordanceFound.Topic, found, Demo.Brume);
        await api.DeliverAsync(DiscordanceFound.Topic, found, Demo.Brume);
        var first = Assert.Single(await TasksOf(Demo.Ermont), task => task.GetProperty("subjectId").GetGuid() == found.UsagerId).GetProperty("id").GetGuid();
        Assert.Equal(204, (int)(await officer.PostAsync($"/tasks/{first}/close", null, Ct)).StatusCode);
        await api.DeliverAsync(DiscordanceFound.Topic, found, Demo.Brume);

        var second = Assert.Single(await TasksOf(Demo.Ermont), task => task.GetProperty("subjectId").GetGuid() == found.UsagerId).GetProperty("id").GetGuid();
        Assert.NotEqual(first, second);
    }

    [Fact]
    public async Task A_merge_that_is_taken_back_gives_the_identity_officer_one_task_to_have_it_sorted()
    {
        var undone = new IdentityUnmerged(Guid.CreateVersion7(), Guid.CreateVersion7(), api.Now);

        for (var time = 0; time < 2; time++) await api.DeliverAsync(IdentityUnmerged.Topic, undone, Demo.Brume);

        var task = Assert.Single(await TasksOf(Demo.Ermont), task => task.GetProperty("subjectId").GetGuid() == undone.RestoredUsagerId);
        Assert.Equal("unmerge-to-sort", task.GetProperty("kind").GetString());
    }

    [Fact]
    public async Task A_missing_colleague_is_looked_for_by_the_direction_of_the_house_until_the_activity_is_called_off()
    {
        var now = api.Now;
        var missing = new StaffMissing(Guid.CreateVersion7(), Guid.CreateVersion7(), Demo.SaulesBlancs, Demo.Montagne, now.AddHours(5), false, now);

        await api.DeliverAsync(StaffMissing.Topic, missing, Demo.Brume);
        await api.DeliverAsync(StaffMissing.Topic, missing, Demo.Brume);
        var director = await TasksOf(Demo.Lefort);
        var otherHouse = await TasksOf(Demo.Renaud);
        await api.DeliverAsync(ActivityCancelled.Topic, new ActivityCancelled(missing.OccurrenceId, missing.ActivityId, Demo.SaulesBlancs, "structure", null, now, 2), Demo.Brume);

        var task = Assert.Single(director, one => one.GetProperty("subjectId").GetGuid() == missing.OccurrenceId);
        Assert.Equal(missing.StartsAt, task.GetProperty("dueAt").GetDateTimeOffset());
        Assert.DoesNotContain(otherHouse, one => one.GetProperty("subjectId").GetGuid() == missing.OccurrenceId);
        Assert.DoesNotContain(await TasksOf(Demo.Lefort), one => one.GetProperty("subjectId").GetGuid() == missing.OccurrenceId);
    }

    [Fact]
    public async Task What_follows_a_remote_consultation_and_what_comes_due_reach_the_function_they_name()
    {
        var now = api.Now;
        var followUp = new TaskRequested(Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), Demo.SaulesBlancs, "prescription", "ide", now.AddDays(1));
        var majority = new DeadlineNear("majority", Guid.CreateVersion7(), Guid.CreateVersion7(), Demo.SaulesBlancs, DateOnly.FromDateTime(now.UtcDateTime).AddDays(90), 90, now);
        var alert = new AlertRaised("bulk-export", Demo.Castaing, 120, now);

        await api.DeliverAsync(TaskRequested.Topic, followUp, Demo.Brume);
        await api.DeliverAsync(DeadlineNear.Topic, majority, Demo.Brume);
        await api.DeliverAsync(AlertRaised.Topic, alert, Demo.Brume);

        Assert.Equal("telemedicine-prescription", Assert.Single(await TasksOf(Demo.Montagne), one => one.GetProperty("subjectId").GetGuid() == followUp.TaskId).GetProperty("kind").GetString());
        Assert.Equal("majority", Assert.Single(await TasksOf(Demo.Langlois), one => one.GetProperty("subjectId").GetGuid() == majority.SubjectId).GetProperty("kind").GetString());
        Assert.Single(await TasksOf(Officer), one => one.GetProperty("subjectId").GetGuid() == alert.SituationId);
    }

    [Fact]
    public async Task A_task_that_a_colleague_took_is_not_taken_twice()
    {
        var received = new MessageReceived(Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), "citizen", Demo.SaulesBlancs, api.Now);
        await api.DeliverAsync(MessageReceived.Topic, received, Demo.Brume);
        var task = Assert.Single(await TasksOf(Demo.Montagne), one => one.GetProperty("subjectId").GetGuid() == received.MessageId).GetProperty("id").GetGuid();

        var doctor = await api.As(Demo.Brume, Demo.Vasseur).PostAsync($"/tasks/{task}/take", null, Ct);
        var nurse = await api.As(Demo.Brume, Demo.Montagne).PostAsync($"/tasks/{task}/take", null, Ct);
        var stranger = await api.As(Demo.Rivieres).PostAsync($"/tasks/{task}/take", null, Ct);

        Assert.Equal((204, 404), ((int)doctor.StatusCode, (int)stranger.StatusCode));
        Assert.Equal((409, "task-taken"), (await DirectoryApi.ProblemAsync(nurse)) is var problem ? (problem.Status, problem.Code) : default);
    }

    [Fact]
    public async Task An_event_that_cannot_be_read_is_parked_with_its_cause()
    {
        var status = await api.DeliverAsync(ReadOverdue.Topic, new { deliveryId = "not-a-guid" }, Demo.Brume);
        var parked = await api.As(Demo.Brume, scopes: "operations").GetFromJsonAsync<JsonElement>("/operations/parked-events", Ct);

        Assert.Equal("DROP", status);
        Assert.Contains(parked.EnumerateArray(), one => one.GetProperty("topic").GetString() == ReadOverdue.Topic);
    }

    private static readonly Guid Officer = Guid.Parse("01900000-0000-7000-8000-000000000508");

    private async Task<List<JsonElement>> TasksOf(Guid situation) =>
        [.. (await api.As(Demo.Brume, situation).GetFromJsonAsync<JsonElement>("/tasks", Ct)).EnumerateArray()];
}
