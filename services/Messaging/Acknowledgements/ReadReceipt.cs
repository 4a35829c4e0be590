using Messaging.Mail;

namespace Messaging.Acknowledgements;

/// <summary>The MDN we return when the sender of a mail asks for it (RFC 8098, ECO.3.1.6).</summary>
public static class ReadReceipt
{
    /// <summary>Who must be told; null when nothing is asked or when the address asked for is not the sender's (it could be a trap).</summary>
    public static string? AskedBy(MailPart mail)
    {
        var asked = MailAddress.ReadList(mail.Header["Disposition-Notification-To"]);
        if (asked.Count != 1) return null;
        var path = MailAddress.ReadFirst(mail.Header["Return-Path"])?.Address ?? mail.From?.Address;
        return asked[0].Address == path ? path : null;
    }

    public static byte[] Write(MailAddress reader, MailAddress asker, MailPart original, bool byPerson, string messageId, string productNumber, DateTimeOffset at)
    {
        if (!MessageIds.IsSafe(messageId)) throw new FormatException("The message identifier cannot be written.");
        var writer = new MimeWriter().Field("From", reader.ToHeader()).Field("To", asker.ToHeader())
            .Unstructured("Subject", original.Subject).Date(at).Field("Message-ID", messageId).Field("X-MSS-NIL", productNumber);
        var originalId = original.MessageId is { } id && MessageIds.IsSafe(id) ? id : null;
        if (originalId is not null) writer.Field("In-Reply-To", originalId).Field("References", originalId);
        var fields = new List<string>
        {
            $"Reporting-UA: {reader.Domain}; Platform messaging",
            $"Original-Recipient: rfc822;{reader.Address}",
            $"Final-Recipient: rfc822;{reader.Address}",
        };
        if (originalId is not null) fields.Add($"Original-Message-ID: {originalId}");
        fields.Add("Disposition: " + (byPerson ? "manual-action/MDN-sent-manually; displayed" : "automatic-action/MDN-sent-automatically; processed"));
        return writer.Body("multipart/report; report-type=disposition-notification", messageId,
        [
            MimePart.Text(byPerson ? "Votre message a été lu." : "Le document reçu a été intégré au dossier de la personne."),
            MimePart.Fields("message/disposition-notification", fields),
        ]);
    }
}
