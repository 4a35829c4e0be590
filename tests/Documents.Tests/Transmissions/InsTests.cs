using System.Net;
using System.Net.Http.Json;
using System.Text;
using Contracts.Documents;
using Contracts.Identity;
using Documents.Tests.Api;
using Testing;
using static Documents.Tests.Api.DocumentsApi;

namespace Documents.Tests.Transmissions;

public sealed class InsTests(DocumentsApi api) : IClassFixture<DocumentsApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Seed", "S2-41")]
    public async Task What_waits_for_a_qualified_INS_leaves_within_a_minute_of_the_qualification()
    {
        var person = api.NewPerson("RECUP");
        var id = await api.ValidatedAsync(person);
        await api.SendAsync(id, "Dmp", "Mssante", "Citizen");
        Assert.All(await api.MatrixAsync(id), t => Assert.Equal(("WaitingForIns", "en attente d'INS qualifiée"), (t["status"]!.GetValue<string>(), t["statusLabel"]!.GetValue<string>())));
        Assert.DoesNotContain(api.Published, e => e.Topic == TransmissionRequested.Topic && e.As<TransmissionRequested>().DocumentId == id);

        var qualifiedAt = api.Clock.GetUtcNow();
        api.SetPerson(person, "QUAL");
        Assert.Equal("SUCCESS", await api.DeliverAsync(InsQualified.Topic, new InsQualified(person, qualifiedAt), Demo.Brume));

        var deposited = await api.UntilAsync(id, "Dmp", "Delivered");
        Assert.InRange(deposited["sentAt"]!.GetValue<DateTimeOffset>() - qualifiedAt, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        foreach (var channel in new[] { "mssante", "citizen" })
            await api.WaitForAsync(TransmissionRequested.Topic, e => e.As<TransmissionRequested>() is var r && r.DocumentId == id && r.Channel == channel);
    }

    [Fact]
    public async Task The_news_of_a_qualification_told_twice_sends_nothing_twice()
    {
        var person = api.NewPerson("RECUP");
        var id = await api.ValidatedAsync(person);
        await api.SendAsync(id, "Mssante");
        api.SetPerson(person, "QUAL");
        var (fact, eventId) = (new InsQualified(person, api.Clock.GetUtcNow()), Guid.CreateVersion7());

        await api.DeliverAsync(InsQualified.Topic, fact, Demo.Brume, eventId);
        await api.DeliverAsync(InsQualified.Topic, fact, Demo.Brume, eventId);
        await api.DeliverAsync(InsQualified.Topic, fact, Demo.Brume);

        await api.WaitForAsync(TransmissionRequested.Topic, e => e.As<TransmissionRequested>().DocumentId == id);
        await api.WaitForOneAsync(TransmissionRequested.Topic, e => e.As<TransmissionRequested>().DocumentId == id);
    }

    [Fact]
    public async Task Another_tenants_news_releases_nothing()
    {
        var person = api.NewPerson("RECUP");
        var id = await api.ValidatedAsync(person);
        await api.SendAsync(id, "Mssante");

        await api.DeliverAsync(InsQualified.Topic, new InsQualified(person, api.Clock.GetUtcNow()), Demo.Rivieres);

        Assert.Equal("WaitingForIns", (await api.MatrixAsync(id)).Single()["status"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_qualification_whose_news_was_missed_is_found_on_the_next_look()
    {
        var person = api.NewPerson("RECUP");
        var id = await api.ValidatedAsync(person);
        await api.SendAsync(id, "Dmp");
        api.SetPerson(person, "QUAL");

        api.Clock.Advance(TimeSpan.FromMinutes(6));

        await api.UntilAsync(id, "Dmp", "Delivered");
    }

    [Fact]
    [Trait("Seed", "S2-52")]
    public async Task The_INS_is_resolved_when_the_document_leaves_and_a_revoked_one_blocks_it()
    {
        var person = api.NewPerson();
        var id = await api.ValidatedAsync(person);
        await api.SendAsync(id, "Dmp");
        await api.UntilAsync(id, "Dmp", "Delivered");
        var left = Encoding.UTF8.GetString(api.Dmp.Documents.Single(d => d.UniqueId == Documents.Cda.Oids.Of(id)).Cda);
        Assert.Contains("root=\"1.2.250.1.213.1.4.8\" extension=\"236066322083656\"", left, StringComparison.Ordinal);

        api.Dmp.Mood = DmpMood.Down;
        var stale = await api.ValidatedAsync(person);
        await api.SendAsync(stale, "Dmp", "Mssante");
        await api.UntilAsync(stale, "Dmp", t => t["reasonCode"]!.GetValue<string>() == "dmp-unavailable");
        api.SetPerson(person, "PROV");
        Assert.Equal("SUCCESS", await api.DeliverAsync(InsLost.Topic, new InsLost(person, "verification-failed", api.Clock.GetUtcNow()), Demo.Brume));
        api.Dmp.Mood = DmpMood.Up;

        Assert.All(await api.MatrixAsync(stale), t => Assert.Equal(("Blocked", "ins-lost"), (t["status"]!.GetValue<string>(), t["reasonCode"]!.GetValue<string>())));
        await api.WaitForAsync(TransmissionBlocked.Topic, e => e.As<TransmissionBlocked>() is { Channel: "mssante", ReasonCode: "ins-lost" } b && b.DocumentId == stale);
        Assert.DoesNotContain(api.Dmp.Documents, d => d.UniqueId == Documents.Cda.Oids.Of(stale));
    }

    [Fact]
    public async Task Even_when_the_news_is_late_a_document_does_not_leave_with_a_revoked_INS()
    {
        var person = api.NewPerson();
        var id = await api.ValidatedAsync(person);
        api.Dmp.Mood = DmpMood.Down;
        await api.SendAsync(id, "Dmp");
        await api.UntilAsync(id, "Dmp", t => t["reasonCode"]!.GetValue<string>() == "dmp-unavailable");
        api.SetPerson(person, "PROV");
        api.Dmp.Mood = DmpMood.Up;

        api.Clock.Advance(TimeSpan.FromMinutes(2));

        await api.UntilAsync(id, "Dmp", "WaitingForIns");
        Assert.DoesNotContain(api.Dmp.Documents, d => d.UniqueId == Documents.Cda.Oids.Of(id));
    }

    [Fact]
    public async Task In_an_emergency_the_mail_to_professionals_leaves_without_INS_and_the_others_wait()
    {
        var id = await api.ValidatedAsync(api.NewPerson("PROV"));

        var request = new { channels = new[] { "Dmp", "Mssante", "Citizen" }, recipients = new[] { "urgences@ch-montclair.mssante.fr" }, emergency = true };
        await OkAsync(await api.Doctor.PostAsJsonAsync($"/documents/{id}/transmissions", request, Ct));

        var states = (await api.MatrixAsync(id)).ToDictionary(t => t["channel"]!.GetValue<string>(), t => t["status"]!.GetValue<string>());
        Assert.Equal(("WaitingForIns", "Sending", "WaitingForIns"), (states["Dmp"], states["Mssante"], states["Citizen"]));
    }

    [Fact]
    public async Task When_identity_does_not_answer_the_request_is_refused_and_may_be_made_again()
    {
        var id = await api.ValidatedAsync(api.NewPerson());
        api.People.Down = true;
        try
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await api.Doctor.PostAsJsonAsync($"/documents/{id}/transmissions", new { channels = new[] { "Dmp" } }, Ct)).StatusCode);
        }
        finally
        {
            api.People.Down = false;
        }

        Assert.Empty(await api.MatrixAsync(id));
    }
}
