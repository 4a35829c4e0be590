using System.Text;
using Messaging.Acknowledgements;
using Messaging.Mail;
using Messaging.Receipts;

namespace Messaging.Tests.Acknowledgements;

public sealed class ReportTests
{
    private static MailPart Mail(string text) => MailReader.Read(Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n")));

    [Theory]
    [InlineData("automatic-action/MDN-sent-automatically; processed/Error: 902^Identifiant de patient inconnu", ReadOutcome.Refused, 902, "Identifiant de patient inconnu", false)]
    [InlineData("manual-action/MDN-sent-manually; displayed", ReadOutcome.Displayed, null, "", true)]
    [InlineData("automatic-action/MDN-sent-automatically; processed", ReadOutcome.Processed, null, "", false)]
    [InlineData("automatic-action/MDN-sent-automatically; deleted", ReadOutcome.Unknown, null, "", false)]
    [InlineData("Manual-Action/mdn-sent-manually;DISPLAYED", ReadOutcome.Displayed, null, "", true)]
    [InlineData("automatic-action/MDN-sent-automatically; processed/error", ReadOutcome.Refused, null, "", false)]
    [InlineData("", ReadOutcome.Unknown, null, "", false)]
    public void A_disposition_says_what_became_of_the_mail(string value, ReadOutcome outcome, int? code, string text, bool byPerson) =>
        Assert.Equal((outcome, code, text, byPerson), ReadReport.Disposition(value));

    [Fact]
    public void A_read_receipt_names_the_mail_it_answers()
    {
        var report = ReadReport.Read(Mail("""
            From: urgences@ch.mssante.fr
            Subject: [KO Intégration système !][902] XDM/1.0/DDM+DLU
            Content-Type: multipart/report; report-type=disposition-notification; boundary=r

            --r
            Content-Type: text/plain

            Refus.
            --r
            Content-Type: message/disposition-notification

            Original-Recipient: rfc822;Urgences@CH.mssante.fr
            Final-Recipient: rfc822;Urgences@CH.mssante.fr
            Original-Message-ID: <d1@e.mssante.fr>
            Disposition:automatic-action/MDN-sent-automatically; processed/Error: 902^Identifiant de patient inconnu

            --r--
            """))!;

        Assert.Equal((ReadOutcome.Refused, 902), (report.Outcome, report.ErrorCode));
        Assert.Equal(["<d1@e.mssante.fr>"], report.OriginalMessageIds);
        Assert.Equal("urgences@ch.mssante.fr", report.Recipient);
        Assert.Contains("inconnue", IntegrationError.Explain(report.ErrorCode), StringComparison.Ordinal);
    }

    [Fact]
    public void A_refusal_by_ordinary_mail_counts_as_one()
    {
        var report = ReadReport.Read(Mail("From: u@ch.mssante.fr\nSubject: =?utf-8?Q?[KO_Int=C3=A9gration_syst=C3=A8me_!][904]_XDM/1.0/DDM+DLU?=\nIn-Reply-To: <d1@e.mssante.fr>\n\nx"))!;

        Assert.Equal((ReadOutcome.Refused, 904), (report.Outcome, report.ErrorCode));
        Assert.Equal(["<d1@e.mssante.fr>"], report.OriginalMessageIds);
        Assert.Null(ReadReport.Read(Mail("Subject: Bonjour\n\nx")));
    }

    [Theory]
    [InlineData("delivered", "2.0.0", DeliveryAction.Delivered)]
    [InlineData("relayed (to next)", "2.0.0", DeliveryAction.Relayed)]
    [InlineData("delayed", "4.4.1", DeliveryAction.Delayed)]
    [InlineData("failed", "5.1.1", DeliveryAction.Failed)]
    public void A_delivery_report_is_tied_to_its_envelope(string action, string status, DeliveryAction expected)
    {
        var report = DeliveryReport.Read(Mail($"""
            From: MAILER-DAEMON@op.mssante.fr
            Subject: Rapport
            Content-Type: multipart/report; report-type=delivery-status; boundary=r

            --r
            Content-Type: text/plain

            Rapport
            --r
            Content-Type: message/delivery-status

            Reporting-MTA: dns; op.mssante.fr
            Original-Envelope-Id: d+2B1

            Original-Recipient: rfc822;urgences@ch.mssante.fr
            Final-Recipient: rfc822;autre@ch.mssante.fr
            Action: {action}
            Status: {status}
            Diagnostic-Code: smtp; 550 5.1.1 inconnu
            --r
            Content-Type: text/rfc822-headers

            Message-ID: <d1@e.mssante.fr>
            --r--
            """))!;

        Assert.Equal("d+1", report.EnvelopeId);
        Assert.Equal(["<d1@e.mssante.fr>"], report.OriginalMessageIds);
        Assert.Equal(new RecipientReport("urgences@ch.mssante.fr", expected, status, "550 5.1.1 inconnu"), Assert.Single(report.Recipients));
    }

    [Theory]
    [InlineData("Message non distribué", "MAILER-DAEMON@patient.mssante.fr", true)]
    [InlineData("Undelivered Mail Returned to Sender", "postmaster@x.mssante.fr", true)]
    [InlineData("Message non distribué", "jean@x.mssante.fr", false)]
    [InlineData("Bonjour", "MAILER-DAEMON@x.mssante.fr", false)]
    public void A_plain_bounce_is_a_failure_when_a_machine_sends_it(string subject, string from, bool bounce)
    {
        var report = DeliveryReport.Read(Mail($"From: {from}\nSubject: {EncodedWords.Write(subject)}\nReferences: <d1@e.mssante.fr>\n\nBoîte fermée."));

        Assert.Equal(bounce, report is not null);
        if (report is null) return;
        Assert.Equal(DeliveryAction.Failed, Assert.Single(report.Recipients).Action);
        Assert.Equal(["<d1@e.mssante.fr>"], report.OriginalMessageIds);
    }

    [Fact]
    public void Envelope_identifiers_travel_as_xtext() =>
        Assert.Equal(("a+2Bb+20c+3D", "a+b c="), (Xtext.Write("a+b c="), Xtext.Read(Xtext.Write("a+b c="))));

    [Theory]
    [InlineData(true, null, ReadOutcome.Displayed)]
    [InlineData(false, null, ReadOutcome.Processed)]
    [InlineData(false, 904, ReadOutcome.Refused)]
    public void The_receipt_we_return_is_one_we_would_understand(bool byPerson, int? code, ReadOutcome outcome)
    {
        var asked = Mail("From: Dr <luc@m.mssante.fr>\nReturn-Path: <luc@m.mssante.fr>\nMessage-ID: <q@m.mssante.fr>\nSubject: Question\nDisposition-Notification-To: luc@m.mssante.fr\n\n?");

        var owed = new OwedReceipt { Id = Guid.NewGuid(), TenantId = Guid.NewGuid(), Mailbox = "soins@e.mssante.fr", Recipient = ReadReceipt.AskedBy(asked)!, OriginalMessageId = asked.MessageId!, Subject = asked.Subject, ByPerson = byPerson, ErrorCode = code, NextAttemptAt = DateTimeOffset.UnixEpoch };
        var written = ReadReceipt.Write(new("Soins", "soins@e.mssante.fr"), new("", owed.Recipient), owed, "<r@e.mssante.fr>", "N1", DateTimeOffset.UnixEpoch);
        var report = ReadReport.Read(MailReader.Read(written))!;

        Assert.Equal((outcome, code, byPerson, "soins@e.mssante.fr"), (report.Outcome, report.ErrorCode, report.ByPerson, report.Recipient));
        Assert.Equal(["<q@m.mssante.fr>"], report.OriginalMessageIds);
    }

    [Fact]
    public void No_receipt_is_returned_to_another_than_the_sender() =>
        Assert.Null(ReadReceipt.AskedBy(Mail("From: luc@m.mssante.fr\nReturn-Path: <luc@m.mssante.fr>\nDisposition-Notification-To: pirate@m.mssante.fr\n\n?")));
}
