namespace Messaging.Mail;

/// <summary>A file that goes with a mail.</summary>
public sealed record Attachment(string FileName, string ContentType, byte[] Content);

/// <summary>A mail to one recipient, ready to be written.</summary>
public sealed record OutgoingMail(MailAddress From, MailAddress To, string Subject, string Text, string MessageId, DateTimeOffset Date)
{
    public string? InReplyTo { get; init; }
    public IReadOnlyList<string> References { get; init; } = [];
    public string? ReplyTo { get; init; }
    public bool AsksReadReceipt { get; init; }
    public IReadOnlyList<KeyValuePair<string, string>> MssHeaders { get; init; } = [];
    public IReadOnlyList<Attachment> Attachments { get; init; } = [];

    public byte[] Write()
    {
        if (!MessageIds.IsSafe(MessageId)) throw new FormatException("The message identifier cannot be written.");
        var writer = new MimeWriter().Field("From", From.ToHeader()).Field("To", To.ToHeader()).Unstructured("Subject", Subject).Date(Date).Field("Message-ID", MessageId);
        if (ReplyTo is not null) writer.Field("Reply-To", new MailAddress("", ReplyTo).ToHeader());
        if (InReplyTo is { } parent && MessageIds.IsSafe(parent)) writer.Field("In-Reply-To", parent);
        var references = References.Where(MessageIds.IsSafe).TakeLast(20).ToList();
        if (references.Count > 0) writer.Field("References", string.Join(' ', references));
        if (AsksReadReceipt) writer.Field("Disposition-Notification-To", new MailAddress("", From.Address).ToHeader());
        foreach (var (name, value) in MssHeaders) writer.Field(name, value);
        return writer.Body("multipart/mixed", MessageId, [MimePart.Text(Text), .. Attachments.Select(a => MimePart.File(a.FileName, a.ContentType, a.Content))]);
    }
}
