using Messaging.Acknowledgements;
using Messaging.Addressing;
using Messaging.Mail;
using Messaging.Operators;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Receiving;

/// <summary>Handles one mail of a mailbox once: its effect, its mark and the cursor are one save.</summary>
public sealed class FileIncomingMail(MessagingDbContext db, FileReports reports, FileMessage messages, TimeProvider clock)
{
    public async Task RunAsync(TeamMailbox box, uint validity, uint uid, byte[]? bytes, string unread, CancellationToken ct)
    {
        var address = box.Mailbox.Address.ToLowerInvariant();
        if (await db.IncomingMails.AnyAsync(m => m.Mailbox == address && m.Validity == validity && m.Uid == uid, ct)) return;
        var (kind, note, messageId) = await HandleAsync(box, address, bytes, unread, ct);
        var now = clock.GetUtcNow();
        db.IncomingMails.Add(new() { Id = Guid.CreateVersion7(now), TenantId = db.TenantId, Mailbox = address, Validity = validity, Uid = uid, MailMessageId = messageId, Kind = kind, Note = note, HandledAt = now });
        await MoveCursorAsync(address, validity, uid + 1, now, ct);
        await db.SaveChangesAsync(ct);
    }

    private async Task<(IncomingKind Kind, string Note, string? MessageId)> HandleAsync(TeamMailbox box, string address, byte[]? bytes, string unread, CancellationToken ct)
    {
        MailPart mail;
        try
        {
            mail = bytes is null ? throw new UnreadableMailException(unread, "The mail was not fetched.") : MailReader.Read(bytes);
        }
        catch (UnreadableMailException e)
        {
            return (IncomingKind.Unreadable, e.Code, null);
        }
        var id = mail.MessageId;
        if (id is not null && await db.IncomingMails.AnyAsync(m => m.Mailbox == address && m.MailMessageId == id, ct)) return (IncomingKind.Duplicate, "", id);
        var (kind, note) = await DispatchAsync(mail, box, address, ct);
        return (kind, note, id);
    }

    private async Task<(IncomingKind Kind, string Note)> DispatchAsync(MailPart mail, TeamMailbox box, string address, CancellationToken ct)
    {
        if (mail.From?.Address == address && mail.MessageId is { } own) return await OwnCopyAsync(own, ct);
        if (ReadReport.Read(mail) is { } read) return (await reports.FileAsync(read, ct) ? IncomingKind.ReadReport : IncomingKind.Unmatched, read.Outcome.ToString());
        if (DeliveryReport.Read(mail) is { } delivered) return (await reports.FileAsync(delivered, ct) ? IncomingKind.DeliveryReport : IncomingKind.Unmatched, "delivery-report");
        if (mail.ContentType.Value == "multipart/report") return (IncomingKind.Unmatched, "unreadable-report");
        if (mail.From is null || !TrustSpace.Holds(mail.From.Address)) return (IncomingKind.Unmatched, "outside-trust-space");
        return (IncomingKind.Message, await messages.FileAsync(mail, box, ct));
    }

    /// <summary>Our own mail, come back as the copy that proves the operator took it.</summary>
    private async Task<(IncomingKind Kind, string Note)> OwnCopyAsync(string messageId, CancellationToken ct)
    {
        if (await reports.FindAsync(null, [messageId], ct) is not { } delivery) return (IncomingKind.OwnCopy, "unknown");
        reports.TellSent(delivery, clock.GetUtcNow());
        return (IncomingKind.OwnCopy, "");
    }

    private async Task MoveCursorAsync(string address, long validity, long next, DateTimeOffset now, CancellationToken ct)
    {
        var cursor = await db.MailboxCursors.SingleOrDefaultAsync(c => c.Mailbox == address, ct);
        if (cursor is null) db.MailboxCursors.Add(cursor = new() { Mailbox = address, TenantId = db.TenantId });
        if (cursor.Validity != validity) (cursor.Validity, cursor.NextUid) = (validity, 1);
        cursor.NextUid = Math.Max(cursor.NextUid, next);
        cursor.ReadUntil = now;
    }
}
