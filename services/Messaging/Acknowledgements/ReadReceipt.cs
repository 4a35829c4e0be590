using Messaging.Mail;
using Messaging.Receipts;

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

    public static byte[] Write(MailAddress reader, MailAddress asker, OwedReceipt owed, string messageId, string productNumber, DateTimeOffset at)
    {
        if (!MessageIds.IsSafe(messageId)) throw new FormatException("The message identifier cannot be written.");
        var subject = owed.ErrorCode is { } code ? $"[KO Intégration système !][{code}] {owed.Subject}" : owed.Subject;
        var writer = new MimeWriter().Field("From", reader.ToHeader()).Field("To", asker.ToHeader())
            .Unstructured("Subject", subject).Date(at).Field("Message-ID", messageId).Field("X-MSS-NIL", productNumber);
        var original = MessageIds.IsSafe(owed.OriginalMessageId) ? owed.OriginalMessageId : null;
        if (original is not null) writer.Field("In-Reply-To", original).Field("References", original);
        var fields = new List<string>
        {
            $"Reporting-UA: {reader.Domain}; Platform messaging",
            $"Original-Recipient: rfc822;{reader.Address}",
            $"Final-Recipient: rfc822;{reader.Address}",
        };
        if (original is not null) fields.Add($"Original-Message-ID: {original}");
        fields.Add("Disposition: " + Disposition(owed));
        return writer.Body("multipart/report; report-type=disposition-notification", messageId,
        [
            MimePart.Text(owed switch
            {
                { ErrorCode: { } error } => IntegrationError.Name(error),
                { ByPerson: true } => "Votre message a été lu.",
                _ => "Le document reçu a été intégré au dossier de la personne.",
            }),
            MimePart.Fields("message/disposition-notification", fields),
        ]);
    }

    private static string Disposition(OwedReceipt owed) => owed switch
    {
        { ErrorCode: { } code } => $"automatic-action/MDN-sent-automatically; processed/Error: {code}^{Addressing.Unaccented.Of(IntegrationError.Name(code))}",
        { ByPerson: true } => "manual-action/MDN-sent-manually; displayed",
        _ => "automatic-action/MDN-sent-automatically; processed",
    };
}
