using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Contracts.Messaging;
using Messaging.Mail;
using Messaging.Tests.Peers;
using Messaging.Xdm;
using Testing;

namespace Messaging.Tests.Receiving;

public sealed class ReceiveMailTests
{
    internal static byte[] Answer(MailPart mail, string from, string text, string subject = "Re: document") => Encoding.UTF8.GetBytes($"""
        From: {from}
        To: {MessagingApi.Team}
        Subject: {subject}
        Message-ID: <{Guid.NewGuid():N}@lecteur.mssante.fr>
        In-Reply-To: {mail.MessageId}
        References: {mail.MessageId}
        Content-Type: text/plain; charset=utf-8

        {text}
        """.ReplaceLineEndings("\r\n"));

    internal static byte[] Cda(string name = "TCHITCHI", string matricule = "236066322083656") => Encoding.UTF8.GetBytes($"""
        <ClinicalDocument xmlns="urn:hl7-org:v3"><id root="1.2.3.1"/><code code="11502-2"/><recordTarget><patientRole><id root="1.2.250.1.213.1.4.8" extension="{matricule}"/>
        <patient><name><family qualifier="BR">{name}</family><given>CATARINA</given><given qualifier="BR">CATARINA</given></name><administrativeGenderCode code="F"/><birthTime value="19360621"/></patient></patientRole></recordTarget></ClinicalDocument>
        """);

    internal static byte[] Laboratory(byte[] cda, string matricule = "236066322083656")
    {
        var zip = XdmWriter.Write(new("Laboratoire", "Test", "CR", "TCHITCHI", DateTimeOffset.UtcNow), XdmSample.Metadata(matricule, "TCHITCHI^CATARINA^^^^^L", cda), [cda]);
        return new OutgoingMail(new("LABO", "labo@bio.mssante.fr"), new("", MessagingApi.Team), "XDM/1.0/DDM+CR de biologie", "Résultats joints.", $"<{Guid.NewGuid():N}@bio.mssante.fr>", DateTimeOffset.UtcNow)
        {
            AsksReadReceipt = true, Attachments = [new("ihe_xdm.zip", "application/zip", zip), new("cr.pdf", "application/pdf", "%PDF-1.4"u8.ToArray())],
        }.Write();
    }

    [Theory, Trait("Seed", "S2-37"), Trait("Seed", "S2-33")]
    [InlineData("alpha")]
    [InlineData("beta")]
    public async Task The_citizens_reply_lands_in_the_residents_thread_of_the_team(string name)
    {
        await using var api = await MessagingApi.StartAsync(Sending.SendDocumentTests.Named(name));
        await api.RequestAsync("citizen");
        var mail = (await api.WaitForMailsAsync(MessagingApi.Citizen, 1))[0];

        api.Operator.Store.Put(MessagingApi.Team, Answer(mail, $"\"Ma fille\" <{MessagingApi.Citizen}>", "Merci, bien reçu à midi."));

        var received = (await api.WaitForAsync(MessageReceived.Topic)).As<MessageReceived>();
        Assert.Equal((MessagingApi.Catarina, "citizen", Demo.SaulesBlancs), (received.UsagerId, received.Origin, received.EstablishmentId));
        var threads = (await api.GetAsync($"/threads?usagerId={MessagingApi.Catarina}")).GetProperty("threads");
        Assert.Equal(received.ThreadId, Assert.Single(threads.EnumerateArray()).GetProperty("id").GetGuid());
        // Another member of the team reads it: it is in nobody's private box.
        var thread = await api.As(Demo.Brume, Demo.Vasseur).GetFromJsonAsync<JsonElement>($"/threads/{received.ThreadId}", TestContext.Current.CancellationToken);
        var message = thread.GetProperty("messages").EnumerateArray().Last();
        Assert.Equal(("Merci, bien reçu à midi.", "TCHITCHI CATARINA", true), (message.GetProperty("text").GetString(), message.GetProperty("from").GetString(), message.GetProperty("fromCitizen").GetBoolean()));
        Assert.DoesNotContain("236066322083656", thread.ToString(), StringComparison.Ordinal);
    }

    [Fact, Trait("Seed", "S2-56")]
    public async Task A_reply_or_a_reading_by_the_person_confirms_the_transmission()
    {
        await using var api = await MessagingApi.StartAsync();
        var fact = await api.RequestAsync("citizen");
        var mail = (await api.WaitForMailsAsync(MessagingApi.Citizen, 1))[0];
        await api.WaitForStateAsync(fact.DocumentId, "delivered");

        api.Operator.Store.Put(MessagingApi.Team, Answer(mail, MessagingApi.Citizen, "Bien reçu."));

        Assert.Equal(fact.TransmissionId, (await api.WaitForAsync(MessageConfirmed.Topic)).As<MessageConfirmed>().TransmissionId);
        Assert.Null((await api.WaitForAsync(MessageRead.Topic)).As<MessageRead>().Recipient);
        Assert.True((await api.WaitForStateAsync(fact.DocumentId, "read")).GetProperty("confirmedByPerson").GetBoolean());
    }

    [Fact]
    public async Task A_reply_is_filed_under_who_writes_not_under_the_thread_it_names()
    {
        await using var api = await MessagingApi.StartAsync(arrange: a => a.Identity.People.Add(new() { UsagerId = "01900000-0000-7000-8000-00000000c002", Status = "QUAL", Matricule = "279035121518989", Oid = "1.2.250.1.213.1.4.8", BirthName = "PAT-TROIS", FirstBirthName = "DOMINIQUE" }));
        await api.RequestAsync("citizen");
        var mail = (await api.WaitForMailsAsync(MessagingApi.Citizen, 1))[0];

        api.Operator.Store.Put(MessagingApi.Team, Answer(mail, "279035121518989@patient.mssante.fr", "Je suis une autre personne."));

        Assert.Equal(Guid.Parse("01900000-0000-7000-8000-00000000c002"), (await api.WaitForAsync(MessageReceived.Topic)).As<MessageReceived>().UsagerId);
    }

    [Fact]
    public async Task A_mail_with_a_cda_of_a_known_qualified_person_is_filed_without_any_human_act()
    {
        await using var api = await MessagingApi.StartAsync();

        api.Operator.Store.Put(MessagingApi.Team, Laboratory(Cda()));

        var received = (await api.WaitForAsync(MessageReceived.Topic)).As<MessageReceived>();
        Assert.Equal(MessagingApi.Catarina, received.UsagerId);
        var filed = Assert.Single(api.Documents.Filed);
        Assert.Equal((MessagingApi.Catarina.ToString(), "1.2.3.1", "%PDF-1.4"), (filed.UsagerId, filed.UniqueId, filed.Pdf.ToStringUtf8()));
        Assert.Equal(Cda(), filed.Cda.ToByteArray());
        var thread = await api.GetAsync($"/threads/{received.ThreadId}");
        Assert.NotEqual(JsonValueKind.Null, thread.GetProperty("messages")[0].GetProperty("files")[0].GetProperty("documentId").ValueKind);
        var receipt = (await api.WaitForMailsAsync("labo@bio.mssante.fr", 1))[0];
        Assert.Equal(Messaging.Acknowledgements.ReadOutcome.Processed, Messaging.Acknowledgements.ReadReport.Read(receipt)!.Outcome);
    }

    [Theory]
    [InlineData("TCHITCHI", "279035121518989", "902")]
    [InlineData("TCHICHI", "236066322083656", "904")]
    [InlineData("", "236066322083656", "905")]
    public async Task A_cda_that_matches_nobody_waits_for_a_person_and_its_sender_is_told(string name, string matricule, string code)
    {
        var ct = TestContext.Current.CancellationToken;
        await using var api = await MessagingApi.StartAsync();

        api.Operator.Store.Put(MessagingApi.Team, Laboratory(Cda(name, matricule), matricule));

        var received = (await api.WaitForAsync(MessageReceived.Topic)).As<MessageReceived>();
        Assert.Null(received.UsagerId);
        Assert.Equal("", Assert.Single(api.Documents.Filed).UsagerId);
        var report = Messaging.Acknowledgements.ReadReport.Read((await api.WaitForMailsAsync("labo@bio.mssante.fr", 1))[0])!;
        Assert.Equal(code, report.ErrorCode.ToString());
        Assert.Equal(received.ThreadId, (await api.GetAsync("/threads/unattached")).GetProperty("threads")[0].GetProperty("id").GetGuid());
        // The queue belongs to the house the mail was sent to.
        Assert.Equal(0, (await api.As(Demo.Brume, Demo.MontagneRoseraie).GetFromJsonAsync<JsonElement>("/threads/unattached", ct)).GetProperty("total").GetInt32());
        Assert.Equal(HttpStatusCode.NotFound, (await api.As(Demo.Brume, Demo.MontagneRoseraie).GetAsync($"/threads/{received.ThreadId}", ct)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await api.As(Demo.Brume).PostAsJsonAsync($"/threads/{received.ThreadId}/attach", new { usagerId = MessagingApi.Catarina }, ct)).StatusCode);
        Assert.Equal(1, (await api.GetAsync($"/threads?usagerId={MessagingApi.Catarina}")).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task A_hostile_mail_is_put_aside_and_the_next_one_is_read()
    {
        await using var api = await MessagingApi.StartAsync();
        var bomb = new OutgoingMail(new("", "labo@bio.mssante.fr"), new("", MessagingApi.Team), "XDM/1.0/DDM+x", "x", "<bomb@bio.mssante.fr>", DateTimeOffset.UtcNow) { Attachments = [new("IHE_XDM.ZIP", "application/zip", [80, 75, 3, 4, 0])] }.Write();
        api.Operator.Store.Put(MessagingApi.Team, string.Concat(Enumerable.Range(0, 12).Select(i => $"Content-Type: multipart/mixed; boundary=b{i}\n\n--b{i}\n")));
        api.Operator.Store.Put(MessagingApi.Team, bomb);
        api.Operator.Store.Put(MessagingApi.Team, "From: jean@exemple.fr\nMessage-ID: <dehors@x>\n\nhors de l'espace de confiance");
        api.Operator.Store.Put(MessagingApi.Team, "From: dr@medecin.mssante.fr\nMessage-ID: <bon@x>\nSubject: <script>\n\nBonjour");
        api.Operator.Store.Put(MessagingApi.Team, "From: dr@medecin.mssante.fr\nMessage-ID: <bon@x>\nSubject: <script>\n\nBonjour");

        await api.WaitForAsync(MessageReceived.Topic);
        var waiting = await MessagingApi.UntilAsync(async () => (await api.GetAsync("/threads/unattached")).GetProperty("threads") is var list && list.GetArrayLength() == 2 ? list.ToString() : null);

        Assert.Contains("<script>", waiting, StringComparison.Ordinal);
        Assert.DoesNotContain("confiance", waiting, StringComparison.Ordinal);
        Assert.Empty(api.Documents.Filed);
    }

    [Fact]
    public async Task The_professional_who_asked_is_told_when_somebody_of_the_team_reads()
    {
        await using var api = await MessagingApi.StartAsync();
        await api.RequestAsync(recipients: MessagingApi.Emergency);
        var mail = (await api.WaitForMailsAsync(MessagingApi.Emergency, 1))[0];
        var question = Encoding.UTF8.GetString(Answer(mail, MessagingApi.Emergency, "Quel traitement ?")).Replace("In-Reply-To", $"Disposition-Notification-To: {MessagingApi.Emergency}\r\nIn-Reply-To", StringComparison.Ordinal);
        api.Operator.Store.Put(MessagingApi.Team, Encoding.UTF8.GetBytes(question));
        var received = (await api.WaitForAsync(MessageReceived.Topic)).As<MessageReceived>();
        Assert.Single(api.Operator.Store.Folder(MessagingApi.Emergency));

        await api.GetAsync($"/threads/{received.ThreadId}");
        await api.GetAsync($"/threads/{received.ThreadId}");

        var receipt = Messaging.Acknowledgements.ReadReport.Read((await api.WaitForMailsAsync(MessagingApi.Emergency, 2))[1])!;
        Assert.Equal((Messaging.Acknowledgements.ReadOutcome.Displayed, true), (receipt.Outcome, receipt.ByPerson));
    }
}
