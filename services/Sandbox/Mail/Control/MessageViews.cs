using Sandbox.Mail.Mailboxes;
using Sandbox.Mail.Mime;

namespace Sandbox.Mail.Control;

/// <summary>A message as a list shows it.</summary>
public sealed record MessageView(Guid Id, long Uid, string From, IReadOnlyList<string> To, string Subject, string? MessageId, DateTimeOffset ReceivedAt, long Size)
{
    public required IReadOnlyList<string> Flags { get; init; }

    public required string ReturnPath { get; init; }

    public string? ReplyTo { get; init; }

    public string? InReplyTo { get; init; }

    public string? ReceiptAskedBy { get; init; }

    /// <summary>The disposition already returned, if any.</summary>
    public string? Receipt { get; init; }

    public required IReadOnlyDictionary<string, string> MssHeaders { get; init; }

    public required IReadOnlyList<AttachmentView> Attachments { get; init; }

    public required string Text { get; init; }

    internal static MessageView Of(StoredMessage message, byte[] content)
    {
        var mail = MimePart.Read(content);
        var from = mail.Text("From") ?? "";
        var to = AddressList.Read(mail.Header("To")).Select(one => one.Address).ToArray();
        return new(message.Id, message.Uid, from, to, mail.Text("Subject") ?? "", mail.Header("Message-ID"), message.ReceivedAt, message.Size)
        {
            Flags = message.Flags,
            ReturnPath = message.ReturnPath,
            ReplyTo = mail.Text("Reply-To"),
            InReplyTo = mail.Header("In-Reply-To"),
            ReceiptAskedBy = mail.Header("Disposition-Notification-To"),
            Receipt = message.Receipt,
            MssHeaders = mail.Headers
                .Where(field => field.Name.StartsWith("X-MSS-", StringComparison.OrdinalIgnoreCase))
                .GroupBy(field => field.Name.ToUpperInvariant(), StringComparer.Ordinal)
                .ToDictionary(group => group.Key, group => string.Join(", ", group.Select(field => field.Text)), StringComparer.Ordinal),
            Attachments = MailSummary.Attachments(mail),
            Text = MailSummary.Body(mail),
        };
    }
}
