using System.Text;
using Sandbox.Mail.Mailboxes;
using Sandbox.Mail.Mime;

namespace Sandbox.Mail.Delivery;

/// <summary>The report that goes back to the sender: RFC 3464 inside multipart/report.</summary>
internal static class DeliveryReport
{
    public static byte[] Write(QueuedDelivery delivery, DeliveryVerdict verdict, byte[] original, string reporter, DateTimeOffset now)
    {
        var id = Guid.CreateVersion7(now).ToString("N");
        var boundary = "report-" + id;
        var mail = new MailWriter()
            .Address("From", "Service de messagerie", "mailer-daemon@" + MailAddress.DomainOf("x@" + reporter))
            .Line($"To: <{delivery.Sender}>")
            .Header("Subject", Subject(delivery, verdict))
            .Line("Date: " + MailDate.Write(now))
            .Line($"Message-ID: <{id}@{reporter}>")
            .Line("Auto-Submitted: auto-replied")
            .Line("MIME-Version: 1.0")
            .Line($"Content-Type: multipart/report; report-type=delivery-status; boundary=\"{boundary}\"")
            .Line()
            .Line("--" + boundary)
            .Text(Explanation(delivery, verdict))
            .Line("--" + boundary)
            .Line("Content-Type: message/delivery-status")
            .Line()
            .Bytes(Encoding.ASCII.GetBytes(Fields(delivery, verdict, reporter, now)))
            .Line("--" + boundary)
            .Original(original, whole: delivery.FullReturn && verdict.Action == "failed");
        return mail.Line($"--{boundary}--").ToArray();
    }

    /// <summary>A bounce as some servers write it: words for people and nothing for machines.</summary>
    public static byte[] WriteUnreadable(QueuedDelivery delivery, string reporter, DateTimeOffset now) => new MailWriter()
        .Address("From", "Postmaster", "postmaster@" + reporter)
        .Line($"To: <{delivery.Sender}>")
        .Header("Subject", "Failure notice")
        .Line("Date: " + MailDate.Write(now))
        .Line($"Message-ID: <{Guid.CreateVersion7(now):N}@{reporter}>")
        .Line("MIME-Version: 1.0")
        .Line("Content-Type: multipart/report; report-type=delivery-status")
        .Line()
        .Line("Something went wrong. \0x3f -- sorry.")
        .ToArray();

    private static string Fields(QueuedDelivery delivery, DeliveryVerdict verdict, string reporter, DateTimeOffset now)
    {
        var fields = new StringBuilder();
        if (delivery.EnvelopeId is not null) fields.Append("Original-Envelope-Id: ").Append(delivery.EnvelopeId).Append("\r\n");
        fields.Append("Reporting-MTA: dns; ").Append(reporter).Append("\r\n");
        fields.Append("Arrival-Date: ").Append(MailDate.Write(delivery.AcceptedAt)).Append("\r\n\r\n");
        if (delivery.OriginalRecipient is not null) fields.Append("Original-Recipient: ").Append(delivery.OriginalRecipient).Append("\r\n");
        fields.Append("Final-Recipient: rfc822; ").Append(delivery.Recipient).Append("\r\n");
        fields.Append("Action: ").Append(verdict.Action).Append("\r\n");
        fields.Append("Status: ").Append(verdict.Status).Append("\r\n");
        fields.Append("Diagnostic-Code: smtp; ").Append(verdict.Diagnostic).Append("\r\n");
        fields.Append("Last-Attempt-Date: ").Append(MailDate.Write(now)).Append("\r\n");
        return fields.Append("\r\n").ToString();
    }

    private static string Subject(QueuedDelivery delivery, DeliveryVerdict verdict) => verdict switch
    {
        { Action: "delivered" } => "Message remis",
        { Action: "delayed" } => "Message retardé",
        { Status: "5.3.4" } => "Undelivered Mail Returned to Sender",
        _ when TrustSpace.IsCitizen(delivery.Recipient) => "Message non distribué",
        _ => "Undelivered Mail Returned to Sender",
    };

    private static string Explanation(QueuedDelivery delivery, DeliveryVerdict verdict) => verdict.Action switch
    {
        "delivered" => $"Votre message a été remis dans la boîte aux lettres {delivery.Recipient}.\n",
        "delayed" => $"Votre message pour {delivery.Recipient} n'a pas encore pu être remis. De nouveaux essais sont en cours, il est inutile de le renvoyer.\n",
        _ => $"Votre message n'a pas pu être remis à {delivery.Recipient}.\nMotif : {verdict.Diagnostic}\n",
    };
}
