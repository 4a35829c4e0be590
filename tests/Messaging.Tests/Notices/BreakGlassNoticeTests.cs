using System.Text.Json;
using Contracts.Audit;
using Contracts.Consent;
using Contracts.Messaging;
using Messaging.Tests.Peers;
using Messaging.Tests.Sending;
using Testing;

namespace Messaging.Tests.Notices;

/// <summary>C8, R1111-48: after a bris de glace the person and the médecin traitant are told by mail, once, and by the house when no mail can be.</summary>
public sealed class BreakGlassNoticeTests
{
    private const string Doctor = "luc.ferrand@medecin.mssante.fr", Second = "cabinet.ferrand@medecin.mssante.fr";
    private static readonly DateTimeOffset Night = new(2026, 11, 22, 2, 12, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("alpha")]
    [InlineData("beta")]
    public async Task The_person_and_the_treating_doctor_are_told_who_when_why_and_whom_to_ask_and_nothing_of_the_file(string name)
    {
        await using var api = await MessagingApi.StartAsync(SendDocumentTests.Named(name), WithDoctor);

        var fact = await OpenedAsync(api);

        var (toPerson, toDoctor) = (Assert.Single(await api.WaitForMailsAsync(MessagingApi.Citizen, 1)), Assert.Single(await api.WaitForMailsAsync(Doctor, 1)));
        foreach (var mail in new[] { toPerson, toDoctor })
        {
            Assert.Empty(mail.Attachments());
            Assert.All(["22/11/2026 à 03:12", "Infirmier diplômé d'État, EHPAD La Roseraie du Lac", "urgence vitale", "04:12", "EHPAD Les Saules Blancs (0400000001)", "délégué à la protection des données"], said => Assert.Contains(said, Text(mail), StringComparison.Ordinal));
            Assert.DoesNotContain("236066322083656", Text(mail) + mail.Subject, StringComparison.Ordinal);
        }
        Assert.Contains("vous opposer pour l'avenir", Text(toPerson), StringComparison.Ordinal);
        Assert.Contains("CATARINA TCHITCHI, née le 21/06/1936", Text(toDoctor), StringComparison.Ordinal);
        Assert.DoesNotContain("TCHITCHI", toDoctor.Subject, StringComparison.Ordinal);

        Assert.Equal(["citizen", "mssante"], api.Consent.Asked.Where(a => a.Action == "S").Select(a => a.Channel).Distinct().Order());
        Assert.All(api.Consent.Asked.Where(a => a.Action == "S"), a => Assert.Equal(("", "legal-notice"), (a.SituationId, a.Purpose)));
        Assert.Equal(2, (await LinesAsync(api)).Count);
        await api.WaitForAsync(AccessRecorded.Topic, e => e.As<AccessRecorded>() is { Action: "break-glass.tell" } line && line.UsagerId == fact.UsagerId);
    }

    [Fact]
    public async Task The_fact_told_again_under_another_event_tells_nobody_twice()
    {
        await using var api = await MessagingApi.StartAsync(arrange: WithDoctor);
        var fact = await OpenedAsync(api);
        await api.WaitForMailsAsync(MessagingApi.Citizen, 1);
        await api.WaitForMailsAsync(Doctor, 1);

        Assert.Equal("SUCCESS", await api.DeliverAsync(BreakGlassOpened.Topic, fact, Demo.Brume));
        await OpenedAsync(api);

        await api.WaitForMailsAsync(MessagingApi.Citizen, 2);
        await api.WaitForMailsAsync(Doctor, 2);
        Assert.Equal((4, 4), ((await LinesAsync(api)).Count, api.Operator.Submissions));
    }

    [Fact]
    public async Task An_operator_that_is_down_only_delays_and_the_second_address_of_the_doctor_is_tried()
    {
        await using var api = await MessagingApi.StartAsync(arrange: a =>
        {
            a.Consent.Circle.Add(new() { MemberId = Guid.CreateVersion7().ToString(), Role = "MT", Name = "FERRAND", NationalId = "899900000078" });
            a.Directory.Boxes.Add(new() { Address = Second, NationalId = "899900000078", Type = "CAB" });
            a.Directory.Boxes.Add(new() { Address = "inconnu@medecin.mssante.fr", NationalId = "899900000078", Type = "PER", Preferred = true });
        });
        api.Operator.Store.Closed.Add("inconnu@medecin.mssante.fr");
        api.Operator.Down = true;
        await OpenedAsync(api);
        await UntilAsync(api, lines => lines.Count == 2 && lines.All(l => l.GetProperty("reasonCode").GetString() == "operator-unreachable"));

        api.Operator.Down = false;

        await api.WaitForMailsAsync(MessagingApi.Citizen, 1);
        await api.WaitForMailsAsync(Second, 1);
        Assert.DoesNotContain(api.Published, e => e.Topic == MessageFailed.Topic);
    }

    [Theory]
    [InlineData("PROV", null, "ins-not-qualified")]
    [InlineData("QUAL", "citizen", "not-authorized")]
    public async Task A_person_who_cannot_be_written_to_is_left_to_the_task_the_house_already_has(string status, string? opposed, string code)
    {
        await using var api = await MessagingApi.StartAsync(arrange: WithDoctor);
        api.Identity.People.Clear();
        api.Identity.People.Add(MessagingApi.Person(status));
        api.Consent.Decide = r => new() { Allowed = r.Channel != opposed, ReasonCode = r.Channel == opposed ? "DENY_OPPOSITION" : "ALLOW", Explanation = "La personne s'est opposée à cet envoi." };

        await OpenedAsync(api);

        await api.WaitForMailsAsync(Doctor, 1);
        var lines = await UntilAsync(api, all => all.Exists(l => l.GetProperty("status").GetString() == "failed"));
        var failed = Assert.Single(lines, l => l.GetProperty("status").GetString() == "failed");
        Assert.Equal(("citizen", code), (failed.GetProperty("channel").GetString(), failed.GetProperty("reasonCode").GetString()));
        await api.WaitForAsync(MessageDelivered.Topic);
        Assert.DoesNotContain(api.Published, e => e.Topic == MessageFailed.Topic);
        Assert.Empty(api.Operator.Store.Folder(MessagingApi.Citizen));
    }

    [Fact]
    public async Task A_notice_to_the_person_that_left_and_came_back_is_told_to_the_team()
    {
        await using var api = await MessagingApi.StartAsync(arrange: WithDoctor);
        api.Operator.Store.Closed.Add(MessagingApi.Citizen);

        await OpenedAsync(api);

        Assert.Equal(("citizen", "unknown-mailbox"), (await api.WaitForOneAsync(MessageFailed.Topic)).As<MessageFailed>() is var told ? (told.Channel, told.ReasonCode) : default);
    }

    [Fact]
    public async Task A_doctor_without_a_known_mailbox_is_left_to_the_team_once()
    {
        await using var api = await MessagingApi.StartAsync();

        var fact = await OpenedAsync(api);
        await api.DeliverAsync(BreakGlassOpened.Topic, fact, Demo.Brume);

        await api.WaitForMailsAsync(MessagingApi.Citizen, 1);
        var told = (await api.WaitForOneAsync(MessageFailed.Topic)).As<MessageFailed>();
        Assert.Equal((MessagingApi.Catarina, "mssante", "no-recipient", (Guid?)Demo.SaulesBlancs), (told.UsagerId, told.Channel, told.ReasonCode, told.EstablishmentId));
    }

    [Fact]
    public async Task A_house_without_a_mailbox_is_told_that_nothing_left()
    {
        await using var api = await MessagingApi.StartAsync(arrange: WithDoctor);

        await OpenedAsync(api, Demo.RoseraieDuLac);
        await OpenedAsync(api, Demo.RoseraieDuLac);

        await api.WaitForAsync(MessageFailed.Topic, e => e.As<MessageFailed>() is { ReasonCode: "no-team-mailbox", Channel: "mssante" } told && told.EstablishmentId == Demo.RoseraieDuLac);
        Assert.Equal(4, (await UntilAsync(api, all => all.Count == 4 && all.All(l => l.GetProperty("reasonCode").GetString() == "no-team-mailbox"))).Count);
        Assert.Equal(0, api.Operator.Submissions);
    }

    private static void WithDoctor(MessagingApi api) => api.Consent.Circle.Add(new() { MemberId = Guid.CreateVersion7().ToString(), Role = "MT", Name = "FERRAND Luc", Mailbox = Doctor });

    private static async Task<BreakGlassOpened> OpenedAsync(MessagingApi api, Guid? house = null)
    {
        var fact = new BreakGlassOpened(Guid.CreateVersion7(), MessagingApi.Catarina, Demo.MontagneRoseraie, Night, Night.AddHours(1), house ?? Demo.SaulesBlancs, Night.AddHours(72), ["medecin-coordonnateur", "dpo", "person", "medecin-traitant"], "vital-emergency");
        Assert.Equal("SUCCESS", await api.DeliverAsync(BreakGlassOpened.Topic, fact, Demo.Brume));
        return fact;
    }

    private static string Text(Messaging.Mail.MailPart mail) => mail.ReadableText();

    private static async Task<List<JsonElement>> LinesAsync(MessagingApi api) => [.. (await api.GetAsync($"/board?usagerId={MessagingApi.Catarina}")).GetProperty("deliveries").EnumerateArray()];

    private static Task<List<JsonElement>> UntilAsync(MessagingApi api, Func<List<JsonElement>, bool> reached) => MessagingApi.UntilAsync(async () => await LinesAsync(api) is var lines && reached(lines) ? lines : null, () => api.GetAsync($"/board?usagerId={MessagingApi.Catarina}"));
}
