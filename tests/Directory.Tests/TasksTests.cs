using System.Net.Http.Json;
using System.Text.Json;
using Contracts.Identity;
using Contracts.Messaging;
using Testing;
using Xunit;

namespace HealthDirectory.Tests;

public sealed class TasksTests(DirectoryApi api) : IClassFixture<DirectoryApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_unread_message_opens_one_task_for_the_nurses_of_the_house()
    {
        var overdue = new ReadOverdue(Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), null, Guid.CreateVersion7(), Demo.SaulesBlancs, api.Clock.GetUtcNow());
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
    public async Task A_task_done_leaves_the_list_and_cannot_be_done_twice()
    {
        var received = new MessageReceived(Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), "citizen", Demo.SaulesBlancs, api.Clock.GetUtcNow());
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
        var found = new DiscordanceFound(Guid.CreateVersion7(), "major", Demo.SaulesBlancs, api.Clock.GetUtcNow());
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
    public async Task An_event_that_cannot_be_read_is_parked_with_its_cause()
    {
        var status = await api.DeliverAsync(ReadOverdue.Topic, new { deliveryId = "not-a-guid" }, Demo.Brume);
        var parked = await api.As(Demo.Brume, scopes: "operations").GetFromJsonAsync<JsonElement>("/operations/parked-events", Ct);

        Assert.Equal("DROP", status);
        Assert.Contains(parked.EnumerateArray(), one => one.GetProperty("topic").GetString() == ReadOverdue.Topic);
    }

    private async Task<List<JsonElement>> TasksOf(Guid situation) =>
        [.. (await api.As(Demo.Brume, situation).GetFromJsonAsync<JsonElement>("/tasks", Ct)).EnumerateArray()];
}
