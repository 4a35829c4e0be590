using System.Text.Json.Nodes;
using Contracts.Messaging;
using Documents.Tests.Api;
using Testing;
using static Documents.Tests.Api.DocumentsApi;

namespace Documents.Tests.Transmissions;

public sealed class MatrixTests(DocumentsApi api) : IClassFixture<DocumentsApi>
{
    private readonly Guid _person = api.NewPerson();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private async Task<(Guid Document, Guid Mail)> SentAsync(string channel = "Mssante")
    {
        var id = await api.ValidatedAsync(_person);
        return (id, (await api.SendAsync(id, channel)).AsArray().Single()!["id"]!.GetValue<Guid>());
    }

    private Task<string> Sent(Guid mail, int at = 1, Guid? id = null) => api.DeliverAsync(MessageSent.Topic, new MessageSent(Guid.Empty, Guid.Empty, Guid.Empty, mail, _person, "mssante", Moment(at)), Demo.Brume, id);

    private Task<string> Delivered(Guid mail, int at = 2) => api.DeliverAsync(MessageDelivered.Topic, new MessageDelivered(Guid.Empty, Guid.Empty, Guid.Empty, mail, _person, "mssante", Moment(at)), Demo.Brume);

    private Task<string> Read(Guid mail, int at = 3) => api.DeliverAsync(MessageRead.Topic, new MessageRead(Guid.Empty, Guid.Empty, Guid.Empty, mail, _person, "mssante", "displayed", Moment(at)), Demo.Brume);

    private Task<string> Failed(Guid mail, string code, int at = 4) => api.DeliverAsync(MessageFailed.Topic, new MessageFailed(Guid.Empty, Guid.Empty, Guid.Empty, mail, _person, "mssante", code, null, Moment(at)), Demo.Brume);

    private static DateTimeOffset Moment(int minute) => new(2026, 3, 3, 10, minute, 0, TimeSpan.Zero);

    private async Task<JsonNode> StateAsync(Guid document) => (await api.MatrixAsync(document)).Single();

    [Fact]
    [Trait("Seed", "S2-10")]
    [Trait("Seed", "S2-35")]
    public async Task One_sending_shows_the_state_of_each_recipient_on_each_channel()
    {
        var id = await api.ValidatedAsync(_person);
        var request = new { channels = new[] { "Dmp", "Mssante" }, recipients = new[] { "urgences@ch-montclair.mssante.fr", "luc.ferrand@medecin.mssante.fr" } };
        var jobs = (await OkAsync(await api.Doctor.PostAsync($"/documents/{id}/transmissions", System.Net.Http.Json.JsonContent.Create(request), Ct))).AsArray()
            .ToDictionary(j => j!["recipient"]!.GetValue<string>(), j => j!["id"]!.GetValue<Guid>());
        await Sent(jobs["urgences@ch-montclair.mssante.fr"]);
        await Delivered(jobs["urgences@ch-montclair.mssante.fr"]);
        await Read(jobs["urgences@ch-montclair.mssante.fr"]);
        await Sent(jobs["luc.ferrand@medecin.mssante.fr"]);
        await Delivered(jobs["luc.ferrand@medecin.mssante.fr"]);
        await api.UntilAsync(id, "Dmp", "Delivered");

        var labels = (await api.MatrixAsync(id)).ToDictionary(t => t["recipient"]!.GetValue<string>(), t => t["statusLabel"]!.GetValue<string>());

        Assert.Equal("déposé au DMP", labels["DMP"]);
        Assert.Equal("lu", labels["urgences@ch-montclair.mssante.fr"]);
        Assert.Equal("remis", labels["luc.ferrand@medecin.mssante.fr"]);
    }

    [Fact]
    public async Task What_a_software_filed_is_shown_as_filed_until_somebody_reads_it()
    {
        var (document, mail) = await SentAsync();
        await Sent(mail);
        await Delivered(mail);

        await api.DeliverAsync(MessageIntegrated.Topic, new MessageIntegrated(Guid.Empty, Guid.Empty, Guid.Empty, mail, _person, "mssante", Moment(3)), Demo.Brume);
        var filed = await StateAsync(document);
        await Read(mail, 5);
        var read = await StateAsync(document);

        Assert.Equal(("Integrated", "intégré"), (filed["status"]!.GetValue<string>(), filed["statusLabel"]!.GetValue<string>()));
        Assert.Null(filed["readAt"]);
        Assert.Equal(("Read", "lu", Moment(3), Moment(5)), (read["status"]!.GetValue<string>(), read["statusLabel"]!.GetValue<string>(), read["integratedAt"]!.GetValue<DateTimeOffset>(), read["readAt"]!.GetValue<DateTimeOffset>()));
    }

    [Fact]
    public async Task The_line_names_the_address_that_received_when_it_is_not_the_one_that_was_asked()
    {
        const string Asked = "urgences@ch-montclair.mssante.fr", Next = "urgences-bis@ch-montclair.mssante.fr";
        var (document, mail) = await SentAsync();
        Task<string> At(string address, int minute) => api.DeliverAsync(MessageSent.Topic, new MessageSent(Guid.Empty, Guid.Empty, Guid.Empty, mail, _person, "mssante", Moment(minute), address), Demo.Brume);

        await At(Next, 2);
        await At(Asked, 1);      // late news of the address that bounced
        var sent = await StateAsync(document);
        await api.DeliverAsync(MessageRead.Topic, new MessageRead(Guid.Empty, Guid.Empty, Guid.Empty, mail, _person, "mssante", "displayed", Moment(3), Next), Demo.Brume);
        var read = await StateAsync(document);

        Assert.Equal($"envoyé à {Next}", sent["statusLabel"]!.GetValue<string>());
        Assert.Equal((Asked, Next, $"lu par {Next}"), (read["recipient"]!.GetValue<string>(), read["reachedAddress"]!.GetValue<string>(), read["statusLabel"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Facts_out_of_order_keep_their_moments_and_the_state_only_goes_forward()
    {
        var (document, mail) = await SentAsync();

        await Read(mail);
        await Delivered(mail);
        await Sent(mail);

        var state = await StateAsync(document);
        Assert.Equal("Read", state["status"]!.GetValue<string>());
        Assert.Equal([Moment(1), Moment(2), Moment(3)], new[] { "sentAt", "deliveredAt", "readAt" }.Select(m => state[m]!.GetValue<DateTimeOffset>()));
    }

    [Fact]
    public async Task The_same_fact_twice_changes_nothing_more()
    {
        var (document, mail) = await SentAsync();
        var eventId = Guid.CreateVersion7();

        Assert.Equal("SUCCESS", await Sent(mail, 1, eventId));
        Assert.Equal("SUCCESS", await Sent(mail, 30, eventId));

        Assert.Equal(Moment(1), (await StateAsync(document))["sentAt"]!.GetValue<DateTimeOffset>());
    }

    [Fact]
    public async Task The_first_recipient_reached_makes_the_document_a_sent_one()
    {
        var (document, mail) = await SentAsync();
        Assert.Equal("Validated", Status(await OkAsync(await api.Doctor.GetAsync($"/documents/{document}", Ct))));

        await Sent(mail);

        Assert.Equal("Sent", Status(await OkAsync(await api.Doctor.GetAsync($"/documents/{document}", Ct))));
    }

    [Fact]
    public async Task A_failure_says_why_and_what_to_do_and_can_be_tried_again()
    {
        var (document, mail) = await SentAsync();
        await Failed(mail, "unknown-mailbox");
        Assert.Equal(("Failed", "L'adresse du destinataire n'existe pas : vérifiez-la dans l'annuaire."), ((await StateAsync(document))["status"]!.GetValue<string>(), (await StateAsync(document))["reason"]!.GetValue<string>()));

        var again = await OkAsync(await api.Doctor.PostAsync($"/documents/{document}/transmissions/{mail}/retry", null, Ct));

        Assert.Equal("Sending", again["status"]!.GetValue<string>());
        Assert.Equal(["Failed", "Sending"], (await api.MatrixAsync(document)).Select(t => t["status"]!.GetValue<string>()));
        await api.WaitForAsync(Contracts.Documents.TransmissionRequested.Topic, e => e.As<Contracts.Documents.TransmissionRequested>().TransmissionId == again["id"]!.GetValue<Guid>());
        await RefusedAsync(await api.Doctor.PostAsync($"/documents/{document}/transmissions/{mail}/retry", null, Ct), System.Net.HttpStatusCode.Conflict, "transmission-under-way");
        await api.WaitForAsync(Contracts.Documents.TransmissionFailed.Topic, e => e.As<Contracts.Documents.TransmissionFailed>().TransmissionId == mail);
    }

    [Fact]
    public async Task A_reader_whose_software_refuses_the_document_is_shown_as_a_failure()
    {
        var (document, mail) = await SentAsync();
        await Sent(mail);
        await Delivered(mail);

        await Failed(mail, "integration-902");

        var reason = (await StateAsync(document))["reason"]!.GetValue<string>();
        Assert.Contains("902", reason, StringComparison.Ordinal);
        Assert.Contains("appelez-le", reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_late_sent_does_not_hide_a_failure()
    {
        var (document, mail) = await SentAsync();

        await Failed(mail, "unknown-mailbox");
        await Sent(mail);

        Assert.Equal("Failed", (await StateAsync(document))["status"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_person_who_answers_confirms_the_message()
    {
        var (document, mail) = await SentAsync("Citizen");
        await Sent(mail);

        await api.DeliverAsync(MessageConfirmed.Topic, new MessageConfirmed(Guid.Empty, Guid.Empty, Guid.Empty, mail, _person, Moment(9)), Demo.Brume);

        Assert.Equal("confirmé par la personne", (await StateAsync(document))["statusLabel"]!.GetValue<string>());
        Assert.DoesNotContain("236066322083656", (await StateAsync(document)).ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_that_no_document_asked_for_is_none_of_ours() => Assert.Equal("SUCCESS",
        await api.DeliverAsync(MessageSent.Topic, new MessageSent(Guid.Empty, Guid.Empty, Guid.Empty, null, _person, "mssante", Moment(1)), Demo.Brume));
}
