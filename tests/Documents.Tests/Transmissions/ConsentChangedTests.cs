using Contracts.Audit;
using Contracts.Consent;
using Contracts.Documents;
using Contracts.Messaging;
using Documents.Tests.Api;
using Testing;

namespace Documents.Tests.Transmissions;

/// <summary>What waits to leave is decided again when consent says that something changed.</summary>
public sealed class ConsentChangedTests(DocumentsApi api) : IClassFixture<DocumentsApi>, IDisposable
{
    [Fact]
    public async Task What_has_not_left_is_blocked_at_once_with_its_reason_and_leaves_when_the_opposition_is_lifted()
    {
        var person = api.NewPerson();
        var id = await WaitingAsync(person, "Dmp", "Mssante", "Citizen");
        api.Consent.Refuse = r => r.Action == "S" && r.UsagerId == person.ToString() ? "DENY_OPPOSITION" : null;

        Assert.Equal("SUCCESS", await TellAsync(person));

        Assert.All(await api.MatrixAsync(id), t => Assert.Equal(("Blocked", "opposed", "La personne s'y oppose."), (t["status"]!.GetValue<string>(), t["reasonCode"]!.GetValue<string>(), t["reason"]!.GetValue<string>())));
        foreach (var channel in (string[])["dmp", "mssante", "citizen"])
            await api.WaitForOneAsync(TransmissionBlocked.Topic, e => e.As<TransmissionBlocked>() is var b && b.DocumentId == id && b.Channel == channel && b.ReasonCode == "opposed");
        await api.WaitForAsync(AccessRecorded.Topic, e => e.As<AccessRecorded>() is { Action: "document.send", Outcome: "refused", ReasonCode: "DENY_OPPOSITION" } a && a.UsagerId == person);

        (api.Consent.Refuse, api.Dmp.Mood) = (_ => null, DmpMood.Up);
        await TellAsync(person);
        await UntilLastAsync(id, "Dmp", "Delivered");
        var rounds = await api.MatrixAsync(id);
        Assert.Equal(6, rounds.Count);
        Assert.Equal(3, rounds.Count(t => t["status"]!.GetValue<string>() == "Blocked"));
        foreach (var channel in (string[])["mssante", "citizen"])
            Assert.Equal(2, (await api.Sidecar.WaitForAsync(2, TransmissionRequested.Topic, e => e.As<TransmissionRequested>() is var r && r.DocumentId == id && r.Channel == channel)).Count);
    }

    [Fact]
    public async Task The_news_told_twice_or_for_another_organisation_changes_nothing_more()
    {
        var person = api.NewPerson();
        var id = await WaitingAsync(person, "Dmp", "Mssante");
        api.Consent.Refuse = r => r.Action == "S" && r.UsagerId == person.ToString() ? "DENY_CONSENT" : null;

        Assert.Equal("SUCCESS", await api.DeliverAsync(ConsentChanged.Topic, new ConsentChanged(Guid.CreateVersion7(), person, "OPPOSITION", "active", api.Clock.GetUtcNow()), Demo.Rivieres));
        Assert.DoesNotContain(await api.MatrixAsync(id), t => t["status"]!.GetValue<string>() == "Blocked");
        var twice = Guid.CreateVersion7();
        foreach (var _ in Enumerable.Range(0, 2)) Assert.Equal("SUCCESS", await TellAsync(person, twice));
        await TellAsync(person);

        Assert.All(await api.MatrixAsync(id), t => Assert.Equal("Blocked", t["status"]!.GetValue<string>()));
        await api.WaitForOneAsync(TransmissionBlocked.Topic, e => e.As<TransmissionBlocked>() is { Channel: "dmp" } b && b.DocumentId == id);
        api.Consent.Refuse = _ => null;
        foreach (var _ in Enumerable.Range(0, 3)) await TellAsync(person);
        Assert.Equal(4, (await api.MatrixAsync(id)).Count);
    }

    [Fact]
    public async Task Another_channel_still_leaves_and_what_was_asked_long_ago_does_not_come_back()
    {
        var person = api.NewPerson();
        var id = await WaitingAsync(person, "Dmp", "Mssante");
        api.Consent.Refuse = r => r.Action == "S" && r.Channel == "mssante" && r.UsagerId == person.ToString() ? "DENY_OPPOSITION" : null;
        await TellAsync(person);
        var states = (await api.MatrixAsync(id)).ToDictionary(t => t["channel"]!.GetValue<string>(), t => t["status"]!.GetValue<string>());
        Assert.Equal(("Waiting", "Blocked"), (states["Dmp"], states["Mssante"]));

        (api.Consent.Refuse, api.Dmp.Mood) = (_ => null, DmpMood.Up);
        api.Clock.Advance(TimeSpan.FromDays(31));
        await TellAsync(person);

        await api.UntilAsync(id, "Dmp", "Delivered");
        Assert.Equal("Blocked", Assert.Single(await api.MatrixAsync(id), t => t["channel"]!.GetValue<string>() == "Mssante")["status"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_mail_that_messaging_held_back_first_ends_blocked_too()
    {
        var person = api.NewPerson();
        var id = await api.ValidatedAsync(person);
        var job = (await api.SendAsync(id, "Mssante"))[0]!["id"]!.GetValue<Guid>();

        await api.DeliverAsync(MessageFailed.Topic, new MessageFailed(Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), job, person, "mssante", "not-authorized", Demo.SaulesBlancs, api.Clock.GetUtcNow()), Demo.Brume);

        Assert.Equal("Blocked", Assert.Single(await api.MatrixAsync(id))["status"]!.GetValue<string>());
        await TellAsync(person);
        Assert.Equal(["Blocked", "Sending"], (await api.MatrixAsync(id)).Select(t => t["status"]!.GetValue<string>()).Order());
    }

    public void Dispose() => (api.Consent.Refuse, api.Dmp.Mood) = (_ => null, DmpMood.Up);

    private async Task<Guid> WaitingAsync(Guid person, params string[] channels)
    {
        api.Dmp.Mood = DmpMood.Down;
        var id = await api.ValidatedAsync(person);
        await api.SendAsync(id, channels);
        await api.UntilAsync(id, "Dmp", t => t["reasonCode"]!.GetValue<string>() == "dmp-unavailable");
        return id;
    }

    private Task<string> TellAsync(Guid person, Guid? id = null) =>
        api.DeliverAsync(ConsentChanged.Topic, new ConsentChanged(Guid.CreateVersion7(), person, "OPPOSITION", "active", api.Clock.GetUtcNow()), Demo.Brume, id);

    private async Task UntilLastAsync(Guid document, string channel, string status)
    {
        for (var look = 0; look < 2000; look++)
            if ((await api.MatrixAsync(document)).Any(t => t["channel"]!.GetValue<string>() == channel && t["status"]!.GetValue<string>() == status)) return;
        throw new TimeoutException($"No {channel} transmission became {status}.");
    }
}
