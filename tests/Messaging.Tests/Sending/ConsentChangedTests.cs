using System.Net.Http.Json;
using System.Text.Json;
using Contracts.Audit;
using Contracts.Consent;
using Contracts.Messaging;
using Testing;

namespace Messaging.Tests.Sending;

public sealed class ConsentChangedTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_the_team_wrote_and_has_not_left_is_held_back_at_once()
    {
        await using var api = await MessagingApi.StartAsync();
        api.Operator.Down = true;
        var delivery = await WriteAsync(api);
        await StateAsync(api, delivery, "queued", d => d.GetProperty("reasonCode").GetString()!.Length > 0);
        api.Consent.Decide = r => new() { Allowed = r.Action != "S", ReasonCode = "DENY_OPPOSITION", Explanation = "La personne s'est opposée à cet envoi." };

        var (fact, id) = (new ConsentChanged(Guid.CreateVersion7(), MessagingApi.Catarina, "OPPOSITION", "active", api.Clock.GetUtcNow()), Guid.CreateVersion7());
        await api.DeliverAsync(ConsentChanged.Topic, fact, Demo.Rivieres);
        await api.DeliverAsync(ConsentChanged.Topic, fact, Demo.Brume, id);
        await api.DeliverAsync(ConsentChanged.Topic, fact, Demo.Brume, id);

        var failed = await StateAsync(api, delivery, "failed", _ => true);
        Assert.Equal(("not-authorized", "La personne s'est opposée à cet envoi."), (failed.GetProperty("reasonCode").GetString(), failed.GetProperty("reason").GetString()));
        await api.WaitForOneAsync(MessageFailed.Topic, e => e.As<MessageFailed>().DeliveryId == delivery);
        await api.WaitForAsync(AccessRecorded.Topic, e => e.As<AccessRecorded>() is { Action: "message.send", Outcome: "refused" } a && a.SubjectId == delivery.ToString());
        api.Operator.Down = false;
        Assert.Equal(0, api.Operator.Submissions);
    }

    [Fact]
    public async Task What_is_still_allowed_goes_on_waiting_and_leaves()
    {
        await using var api = await MessagingApi.StartAsync();
        api.Operator.Down = true;
        var delivery = await WriteAsync(api);

        Assert.Equal("SUCCESS", await api.DeliverAsync(ConsentChanged.Topic, new ConsentChanged(Guid.CreateVersion7(), MessagingApi.Catarina, "CARE_CIRCLE", "active", api.Clock.GetUtcNow()), Demo.Brume));

        api.Operator.Down = false;
        api.Clock.Advance(TimeSpan.FromMinutes(20));
        await api.WaitForMailsAsync(MessagingApi.Citizen, 1);
        await api.WaitForAsync(MessageSent.Topic, e => e.As<MessageSent>().DeliveryId == delivery);
    }

    private static async Task<Guid> WriteAsync(MessagingApi api)
    {
        var opened = await api.As(Demo.Brume).PostAsJsonAsync("/threads", new { usagerId = MessagingApi.Catarina, counterpart = "citizen", subject = "Question", text = "Bonjour", establishmentId = Demo.SaulesBlancs }, Ct);
        return (await opened.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("deliveryId").GetGuid();
    }

    private static Task<object> LookAsync(MessagingApi api, Guid delivery, string status, Func<JsonElement, bool> wanted) => MessagingApi.UntilAsync<object>(async () =>
        (await api.GetAsync($"/board?usagerId={MessagingApi.Catarina}")).GetProperty("deliveries").EnumerateArray().Where(d => d.GetProperty("id").GetGuid() == delivery && d.GetProperty("status").GetString() == status && wanted(d)).Cast<object>().FirstOrDefault());

    private static async Task<JsonElement> StateAsync(MessagingApi api, Guid delivery, string status, Func<JsonElement, bool> wanted) => (JsonElement)await LookAsync(api, delivery, status, wanted);
}
