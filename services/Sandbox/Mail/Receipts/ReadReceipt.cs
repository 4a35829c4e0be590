using System.Text;
using Sandbox.Mail.Mailboxes;
using Sandbox.Mail.Mime;

namespace Sandbox.Mail.Receipts;

/// <summary>The receipt a reader returns: RFC 8098 inside multipart/report, or a plain mail when none was asked.</summary>
internal static class ReadReceipt
{
    public static byte[] Write(StoredMessage message, MimePart original, Mailbox reader, string to, Disposition disposition, DateTimeOffset now)
    {
        var id = Guid.CreateVersion7(now).ToString("N");
        var boundary = "receipt-" + id;
        return Head(original, reader, to, disposition, id, now)
            .Line($"Content-Type: multipart/report; report-type=disposition-notification; boundary=\"{boundary}\"")
            .Line()
            .Line("--" + boundary)
            .Text(Explanation(original, reader, disposition))
            .Line("--" + boundary)
            .Line("Content-Type: message/disposition-notification")
            .Line()
            .Bytes(Encoding.ASCII.GetBytes(Fields(message, original, reader, disposition)))
            .Line("--" + boundary)
            .Original(original.Source.ToArray(), whole: disposition.AlwaysAnswered)
            .Line($"--{boundary}--")
            .ToArray();
    }

    public static byte[] WritePlain(MimePart original, Mailbox reader, string to, Disposition disposition, DateTimeOffset now) =>
        Head(original, reader, to, disposition, Guid.CreateVersion7(now).ToString("N"), now).Text(Explanation(original, reader, disposition)).ToArray();

    private static MailWriter Head(MimePart original, Mailbox reader, string to, Disposition disposition, string id, DateTimeOffset now)
    {
        var head = new MailWriter()
            .Address("From", reader.Name, reader.Address)
            .Line($"To: <{to}>")
            .Header("Subject", Subject(original, disposition))
            .Line("Date: " + MailDate.Write(now))
            .Line($"Message-ID: <{id}@{MailAddress.DomainOf(reader.Address)}>");
        if (original.Header("Message-ID") is { } about) head.Line("In-Reply-To: " + about).Line("References: " + about);
        return head.Line("Auto-Submitted: auto-replied").Line("MIME-Version: 1.0");
    }

    private static string Subject(MimePart original, Disposition disposition)
    {
        var subject = original.Text("Subject") ?? "";
        return disposition switch
        {
            { ErrorCode: { } code } => FormattableString.Invariant($"[KO Intégration système !][{code}] {subject}"),
            { Kind: "processed" } => subject,
            { Kind: "deleted" } => "Non lu : " + subject,
            _ => "Lu : " + subject,
        };
    }

    private static string Explanation(MimePart original, Mailbox reader, Disposition disposition)
    {
        var what = disposition switch
        {
            { ErrorText: { } reason } => "n'a pas pu être intégré : " + reason,
            { Kind: "processed" } => "a été intégré",
            { Kind: "deleted" } => "a été supprimé ; il n'est pas possible de savoir s'il a été lu",
            _ => "a été affiché",
        };
        return $"Votre message « {original.Text("Subject")} » adressé à {reader.Address} {what}.\n";
    }

    private static string Fields(StoredMessage message, MimePart original, Mailbox reader, Disposition disposition)
    {
        var fields = new StringBuilder().Append("Reporting-UA: ").Append(MailAddress.DomainOf(reader.Address)).Append("; lecteur\r\n");
        fields.Append("Original-Recipient: ").Append(message.OriginalRecipient ?? "rfc822;" + reader.Address).Append("\r\n");
        fields.Append("Final-Recipient: rfc822;").Append(reader.Address).Append("\r\n");
        if (original.Header("Message-ID") is { } id) fields.Append("Original-Message-ID: ").Append(id).Append("\r\n");
        return fields.Append("Disposition: ").Append(disposition).Append("\r\n\r\n").ToString();
    }
}
