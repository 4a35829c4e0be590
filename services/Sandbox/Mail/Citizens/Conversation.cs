using Sandbox.Mail.Mailboxes;
using Sandbox.Mail.Mime;

namespace Sandbox.Mail.Citizens;

/// <summary>
/// Whether a citizen may still answer a mail. <c>X-MSS-MES: FIN</c> on the last mail closes its conversation; a subject that is exactly
/// <c>[FIN]</c> closes all that the same correspondent wrote before. A later mail of the professional opens the conversation again.
/// </summary>
public sealed class Conversation(Folders folders)
{
    private sealed record Line(StoredMessage Message, string Author, string Subject, bool Closes, IReadOnlyList<string> Ids);

    public bool MayAnswer(StoredMessage message)
    {
        var received = folders.Messages(message.Address, Folders.Inbox).Select(Read).ToList();
        var asked = received.Single(line => line.Message.Id == message.Id);
        if (received.Exists(line => line.Subject == "[FIN]" && line.Author == asked.Author && line.Message.Uid >= asked.Message.Uid)) return false;
        var last = Thread(asked, [.. received, .. folders.Messages(message.Address, Folders.Sent).Select(Read)])
            .Where(line => line.Message.Folder == Folders.Inbox)
            .MaxBy(line => line.Message.Uid)!;
        return !last.Closes;
    }

    private static List<Line> Thread(Line start, List<Line> all)
    {
        var (thread, ids) = (new List<Line> { start }, new HashSet<string>(start.Ids, StringComparer.Ordinal));
        for (var grown = true; grown;)
        {
            var joined = all.Where(line => !thread.Contains(line) && line.Ids.Any(ids.Contains)).ToList();
            foreach (var id in joined.SelectMany(line => line.Ids)) ids.Add(id);
            thread.AddRange(joined);
            grown = joined.Count > 0;
        }

        return thread;
    }

    private Line Read(StoredMessage message)
    {
        var mail = MimePart.Read(folders.Content(message.Id));
        var author = AddressList.Read(mail.Header("From")) is [var first, ..] ? first.Address : "";
        var ids = $"{mail.Header("Message-ID")} {mail.Header("In-Reply-To")} {mail.Header("References")}".Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        return new(message, MailAddress.Fold(author), (mail.Text("Subject") ?? "").Trim(), mail.Header("X-MSS-MES")?.Trim() == "FIN", ids);
    }
}
