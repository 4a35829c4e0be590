using System.Net;
using System.Net.Http.Json;
using System.Text;
using Contracts.Documents;
using Contracts.Messaging;
using Contracts.Telemedicine;
using Google.Protobuf;
using Telemedicine.Tests.Api;
using Testing;
using static Telemedicine.Tests.Api.TelemedicineApi;

namespace Telemedicine.Tests.Reports;

public sealed class ReportTests(TelemedicineApi api) : IClassFixture<TelemedicineApi>
{
    private const string Doctor = "luc.ferrand@medecin.mssante.fr";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task T3_a_report_by_mail_is_filed_deposited_sent_and_its_three_lines_are_three_tasks()
    {
        var person = api.NewPerson();
        api.Consent.Doctors[person.ToString()] = Doctor;
        var id = await api.HeldAsync(person);
        var before = api.Clock.GetUtcNow();
        await MailAsync(id, $"Re: XDM/1.0/DDM+Demande {await ReferenceAsync(id)}", ReportFile.Cda(await ReferenceAsync(id), prescriptions: ["Paracétamol 1 g", "Kinésithérapie", "Ionogramme"]));

        var filed = await api.UntilAsync(id, v => State(v) == "REPORT_FILED");
        var report = filed["reports"]![0]!;
        var asked = Assert.Single(api.Documents.Asked, r => r.UsagerId == person.ToString());
        Assert.Equal(("85208-7", true, Doctor), (asked.TypeCode, asked.Dmp, Assert.Single(asked.Recipients)));
        Assert.Equal(3, filed["tasks"]!.AsArray().Count(t => t!["kind"]!.GetValue<string>() == "prescription"));
        Assert.Equal(["Ionogramme", "Kinésithérapie", "Paracétamol 1 g"], filed["tasks"]!.AsArray().Where(t => t!["kind"]!.GetValue<string>() == "prescription").Select(t => t!["text"]!.GetValue<string>()).Order(StringComparer.Ordinal));
        bool Line(PublishedEvent e) => e.Topic == TaskRequested.Topic && e.As<TaskRequested>() is { Kind: "prescription", Function: "ide" } t && t.RequestId == id;
        await api.WaitForAsync(TaskRequested.Topic, e => Line(e) && api.Published.Count(Line) == 3);
        await api.WaitForOneAsync(ReportFiled.Topic, e => e.As<ReportFiled>().RequestId == id);

        var ways = api.Documents.Of(report["id"]!.GetValue<Guid>());
        var document = Guid.Parse(ways.DocumentId);
        var (dmp, mail) = (ways.Transmissions.Single(t => t.Channel == "dmp"), ways.Transmissions.Single(t => t.Channel == "mssante"));
        await api.DeliverAsync(TransmissionDeposited.Topic, new TransmissionDeposited(Guid.Parse(dmp.TransmissionId), document, person, "85208-7", api.Clock.GetUtcNow()), Demo.Brume);
        Assert.Equal("REPORT_DEPOSITED", State(await api.ReadAsync(id)));
        await api.DeliverAsync(MessageSent.Topic, new MessageSent(Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.Parse(mail.TransmissionId), person, "mssante", api.Clock.GetUtcNow()), Demo.Brume);
        var view = await api.ReadAsync(id);
        Assert.Equal("CLOSED", State(view));
        Assert.Equal(["REPORT_AWAITED", "REPORT_RECEIVED", "REPORT_FILED", "REPORT_DEPOSITED", "CLOSED"], view["steps"]!.AsArray().TakeLast(5).Select(s => s!["state"]!.GetValue<string>()));
        Assert.True(api.Clock.GetUtcNow() - before < TimeSpan.FromMinutes(2));
    }

    [Theory]
    [InlineData("19370621", "236066322083656", "TCHITCHI", "traits-mismatch")]
    [InlineData("19360621", "277076322082910", "TCHITCHI", "ins-mismatch")]
    [InlineData("19360621", "236066322083656", "TCHICHI", "traits-mismatch")]
    public async Task T4_a_report_about_somebody_else_is_held_apart_and_nothing_leaves(string birthDate, string matricule, string name, string reason)
    {
        var person = api.NewPerson();
        var id = await api.HeldAsync(person);
        await MailAsync(id, $"CR {await ReferenceAsync(id)}", ReportFile.Cda(await ReferenceAsync(id), birthDate, matricule, name, prescriptions: "Paracétamol"));

        var view = await api.UntilAsync(id, v => v["reports"]!.AsArray().Count > 0);
        Assert.Equal(("Quarantined", reason), (view["reports"]![0]!["state"]!.GetValue<string>(), view["reports"]![0]!["reason"]!.GetValue<string>()));
        Assert.Equal("REPORT_AWAITED", State(view));
        await api.WaitForOneAsync(TaskRequested.Topic, e => e.As<TaskRequested>() is { Kind: "report-quarantined" } t && t.RequestId == id);
        Assert.DoesNotContain(api.Documents.Asked, r => r.UsagerId == person.ToString());
        Assert.Equal(HttpStatusCode.NotFound, (await api.Nurse.GetAsync($"/requests/{id}/reports/{view["reports"]![0]!["id"]}/pdf", Ct)).StatusCode);

        // The right one comes next and takes its way.
        await OkAsync(await UploadAsync(id, ReportFile.Cda(await ReferenceAsync(id))));
        await api.UntilAsync(id, v => State(v) == "REPORT_FILED");
    }

    [Fact]
    public async Task T6_an_opposition_to_the_dmp_keeps_the_report_in_the_file_and_says_why()
    {
        var person = api.NewPerson();
        api.Consent.Doctors[person.ToString()] = Doctor;
        api.Documents.Opposed[person.ToString()] = true;
        var id = await api.HeldAsync(person);
        await OkAsync(await UploadAsync(id, ReportFile.Cda(await ReferenceAsync(id))));

        var view = await api.UntilAsync(id, v => State(v) == "REPORT_FILED");
        Assert.Equal("Refused", view["reports"]![0]!["dmp"]!.GetValue<string>());
        Assert.Contains("opposée", view["reports"]![0]!["dmpReason"]!.GetValue<string>());
        var mail = api.Documents.Of(view["reports"]![0]!["id"]!.GetValue<Guid>()).Transmissions.Single(t => t.Channel == "mssante");
        Assert.Equal(Doctor, mail.Recipient);
        await api.DeliverAsync(MessageSent.Topic, new MessageSent(Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.Parse(mail.TransmissionId), person, "mssante", api.Clock.GetUtcNow()), Demo.Brume);
        view = await api.ReadAsync(id);
        Assert.Equal("CLOSED", State(view));
        Assert.DoesNotContain("REPORT_DEPOSITED", view["steps"]!.AsArray().Select(s => s!["state"]!.GetValue<string>()));
    }

    [Fact]
    public async Task A_report_waits_while_documents_is_down_and_is_filed_once_when_it_comes_back()
    {
        var person = api.NewPerson();
        var id = await api.HeldAsync(person);
        api.Documents.Down = true;
        var cda = ReportFile.Cda(await ReferenceAsync(id));
        await OkAsync(await UploadAsync(id, cda));
        await OkAsync(await UploadAsync(id, cda));
        Assert.Equal("REPORT_RECEIVED", State(await api.ReadAsync(id)));
        api.Documents.Down = false;
        api.Clock.Advance(TimeSpan.FromMinutes(6));
        var view = await api.UntilAsync(id, v => State(v) is "REPORT_FILED" or "CLOSED");
        Assert.Single(view["reports"]!.AsArray());
        Assert.Single(api.Documents.Asked, r => r.UsagerId == person.ToString());
    }

    [Fact]
    public async Task A_mail_without_a_known_reference_or_with_another_document_changes_nothing()
    {
        var id = await api.HeldAsync();
        await MailAsync(id, "Compte rendu de Mme T.", ReportFile.Cda(await ReferenceAsync(id)));
        await MailAsync(id, "CR TLM-0000000000", ReportFile.Cda("TLM-0000000000"));
        await MailAsync(id, $"Biologie {await ReferenceAsync(id)}", ReportFile.Cda(await ReferenceAsync(id), type: "11502-2"));
        var view = await api.ReadAsync(id);
        Assert.Empty(view["reports"]!.AsArray());
        Assert.Equal("REPORT_AWAITED", State(view));
    }

    [Fact]
    public async Task A_file_that_is_no_report_is_refused_and_a_document_type_declaration_too()
    {
        var id = await api.HeldAsync();
        await RefusedAsync(await UploadAsync(id, "bonjour"u8.ToArray()), HttpStatusCode.BadRequest, "report-unreadable");
        var bomb = Encoding.UTF8.GetBytes("<!DOCTYPE a [<!ENTITY b \"c\">]>" + Encoding.UTF8.GetString(ReportFile.Cda(await ReferenceAsync(id))));
        await RefusedAsync(await UploadAsync(id, bomb), HttpStatusCode.BadRequest, "report-unreadable");
        var view = await api.ReadAsync(id);
        Assert.Equal(("REPORT_AWAITED", 0), (State(view), view["reports"]!.AsArray().Count));
    }

    [Fact]
    public async Task Without_platform_the_request_leaves_by_mail_with_its_reference_as_object()
    {
        var id = await api.SubmittedAsync(api.NewPerson());
        await RefusedAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/fallback", new { recipient = "a@b.fr" }, Ct), HttpStatusCode.BadRequest, "recipient-address");
        var sent = await OkAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/fallback", new { recipient = "geriatrie@ch-montclair.mssante.fr" }, Ct));
        var asked = Assert.Single(api.Documents.Asked, r => r.SourceId == $"telemedicine-request/{id}");
        Assert.Equal(("75496-0", $"Demande {await ReferenceAsync(id)}", false), (asked.TypeCode, asked.Title, asked.Dmp));
        Assert.Contains(asked.Sections, s => s.Title == "Motif clinique" && s.Lines[0] == "Troubles du comportement");
        Assert.Equal("mssante", sent["transmissions"]![0]!["channel"]!.GetValue<string>());
    }

    private async Task<string> ReferenceAsync(Guid id) => (await api.ReadAsync(id))["request"]!["reference"]!.GetValue<string>();

    private async Task<HttpResponseMessage> UploadAsync(Guid id, byte[] cda) => await api.Nurse.PostAsJsonAsync($"/requests/{id}/reports", new { cda, pdf = ReportFile.Pdf }, Ct);

    private async Task MailAsync(Guid request, string subject, byte[] cda)
    {
        var (message, document) = (Guid.CreateVersion7(), Guid.CreateVersion7().ToString());
        api.Documents.Received[document] = new() { DocumentId = document, UniqueId = "2.25." + Math.Abs(document.GetHashCode()), Cda = ByteString.CopyFrom(cda), Pdf = ByteString.CopyFrom(ReportFile.Pdf), Origin = "mssante" };
        api.Mails.Mails[message.ToString()] = new() { MessageId = message.ToString(), Subject = subject, DocumentIds = { document } };
        Assert.NotEqual(Guid.Empty, request);
        Assert.Equal("SUCCESS", await api.DeliverAsync(MessageReceived.Topic, new MessageReceived(message, Guid.CreateVersion7(), null, "professional", Demo.SaulesBlancs, api.Clock.GetUtcNow()), Demo.Brume));
    }
}
