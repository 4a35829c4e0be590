using Sandbox.Mail.Delivery;
using Sandbox.Mail.Mailboxes;
using Sandbox.Mail.Mime;
using Sandbox.Mail.Operators;
using Sandbox.Mail.Submission;

namespace Sandbox.Mail.Receipts;

/// <summary>An answer of a reader to a mail: to Reply-To when there is one, in the same thread.</summary>
public sealed class Reply(Folders folders, MailQueue queue, TimeProvider clock)
{
    /// <summary>Sends the answer and returns its Message-ID, or null when the mail has no author to answer.</summary>
    public string? Send(StoredMessage message, Mailbox author, string text)
    {
        var original = MimePart.Read(folders.Content(message.Id));
        var to = AddressList.Read(original.Header("Reply-To") ?? original.Header("From"));
        if (to.Count == 0) return null;
        var now = clock.GetUtcNow();
        var id = $"<{Guid.CreateVersion7(now):N}@{MailAddress.DomainOf(author.Address)}>";
        var mail = new MailWriter()
            .Address("From", author.Name, author.Address)
            .Line("To: " + string.Join(", ", to.Select(one => $"<{one.Address}>")))
            .Header("Subject", Subject(original.Text("Subject") ?? ""))
            .Line("Date: " + MailDate.Write(now))
            .Line("Message-ID: " + id);
        if (original.Header("Message-ID") is { } about)
        {
            mail.Line("In-Reply-To: " + about);
            mail.Line("References: " + string.Join("\r\n ", $"{original.Header("References")} {about}".Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        }

        var envelope = new Envelope(author.Address);
        foreach (var one in to) envelope.Add(new EnvelopeRecipient(MailAddress.Fold(one.Address), Notify.Unspecified, null));
        queue.Accept(author.Kind == Mailbox.Citizen ? OperatorDirectory.Citizens : author.Operators[0], envelope, mail.Line("MIME-Version: 1.0").Text(text).ToArray());
        folders.Mark(message.Id, flags => [.. flags, "\\Seen", "\\Answered"]);
        return id;
    }

    private static string Subject(string subject) => subject.StartsWith("Re:", StringComparison.OrdinalIgnoreCase) ? subject : "Re: " + subject;
}
