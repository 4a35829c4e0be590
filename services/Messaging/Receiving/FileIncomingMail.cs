using Contracts.Messaging;
using Messaging.Acknowledgements;
using Messaging.Addressing;
using Messaging.Mail;
using Messaging.Operators;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Receiving;

/// <summary>Handles one mail of a mailbox once: its effect, its mark and the cursor are one save.</summary>
public sealed partial class FileIncomingMail(MessagingDbContext db, FileReports reports, FileMessage messages, TimeProvider clock, ILogger<FileIncomingMail> log)
{
    /// <returns>False when a person must open the mail at the operator's: it stays unread there.</returns>
    public async Task<bool> RunAsync(TeamMailbox box, uint validity, uint uid, byte[]? bytes, string unread, CancellationToken ct)
    {
        var address = box.Mailbox.Address.ToLowerInvariant();
        if (await db.IncomingMails.AnyAsync(m => m.Mailbox == address && m.Validity == validity && m.Uid == uid, ct)) return false;
        var handled = await HandleAsync(box, address, bytes, unread, ct);
        var now = clock.GetUtcNow();
        var mail = new IncomingMail { Id = Guid.CreateVersion7(now), TenantId = db.TenantId, Mailbox = address, Validity = validity, Uid = uid, MailMessageId = handled.MailMessageId, Kind = handled.Kind, Note = handled.Note, HandledAt = now };
        db.IncomingMails.Add(mail);
        if (!handled.Readable) db.Publish(MessageUnreadable.Topic, new MessageUnreadable(mail.Id, box.Mailbox.Establishment, handled.Note, now), mail.Id);
        await MoveCursorAsync(address, validity, uid + 1, now, ct);
        await db.SaveChangesAsync(ct);
        if (!handled.Readable) LogUnreadable(log, mail.Id, address, uid, handled.Note);
        return handled.Readable;
    }

    private async Task<Handled> HandleAsync(TeamMailbox box, string address, byte[]? bytes, string unread, CancellationToken ct)
    {
        if (bytes is null && unread == "mail-gone") return new(IncomingKind.Unreadable, unread);      // somebody took it out meanwhile: there is nothing left to open
        MailPart mail;
        try
        {
            mail = bytes is null ? throw new UnreadableMailException(unread, "The mail was not fetched.") : MailReader.Read(bytes);
        }
        catch (UnreadableMailException e)
        {
            return new(IncomingKind.Unreadable, e.Code) { Readable = false };
        }
        var id = mail.MessageId;
        if (id is not null && await db.IncomingMails.AnyAsync(m => m.Mailbox == address && m.MailMessageId == id, ct)) return new(IncomingKind.Duplicate, "", id);
        return await DispatchAsync(mail, box, address, ct) with { MailMessageId = id };
    }

    // A failure that we cannot tie to a mail, or cannot read, may be that of a document: a person looks.
    private async Task<Handled> DispatchAsync(MailPart mail, TeamMailbox box, string address, CancellationToken ct)
    {
        if (mail.From?.Address == address && mail.MessageId is { } own) return await OwnCopyAsync(own, ct);
        if (ReadReport.Read(mail) is { } read)
            return await reports.FileAsync(read, ct) ? new(IncomingKind.ReadReport, read.Outcome.ToString()) : new(IncomingKind.Unmatched, read.Outcome.ToString()) { Readable = read.Outcome != ReadOutcome.Refused };
        if (DeliveryReport.Read(mail) is { } delivered)
            return await reports.FileAsync(delivered, ct) ? new(IncomingKind.DeliveryReport, "delivery-report") : new(IncomingKind.Unmatched, "delivery-report") { Readable = delivered.Recipients.All(r => r.Action != DeliveryAction.Failed) };
        if (mail.ContentType.Value == "multipart/report") return new(IncomingKind.Unmatched, "unreadable-report") { Readable = false };
        if (mail.From is null || !TrustSpace.Holds(mail.From.Address)) return new(IncomingKind.Unmatched, "outside-trust-space") { Readable = false };
        return new(IncomingKind.Message, await messages.FileAsync(mail, box, ct));
    }

    /// <summary>Our own mail, come back as the copy that proves the operator took it.</summary>
    private async Task<Handled> OwnCopyAsync(string messageId, CancellationToken ct)
    {
        if (await reports.FindAsync(null, [messageId], ct) is not { } delivery) return new(IncomingKind.OwnCopy, "unknown");
        reports.TellSent(delivery, clock.GetUtcNow());
        return new(IncomingKind.OwnCopy, "");
    }

    private async Task MoveCursorAsync(string address, long validity, long next, DateTimeOffset now, CancellationToken ct)
    {
        var cursor = await db.MailboxCursors.SingleOrDefaultAsync(c => c.Mailbox == address, ct);
        if (cursor is null) db.MailboxCursors.Add(cursor = new() { Mailbox = address, TenantId = db.TenantId });
        if (cursor.Validity != validity) (cursor.Validity, cursor.NextUid) = (validity, 1);
        cursor.NextUid = Math.Max(cursor.NextUid, next);
        cursor.ReadUntil = now;
    }

    /// <param name="Note">Why it went no further, if it did not.</param>
    private sealed record Handled(IncomingKind Kind, string Note, string? MailMessageId = null)
    {
        public bool Readable { get; init; } = true;
    }

    [LoggerMessage(6121, LogLevel.Warning, "The mail {MailId} ({Mailbox}, uid {Uid}) could not be read ({Note}): a task asks the team to open it at the operator's")]
    private static partial void LogUnreadable(ILogger log, Guid mailId, string mailbox, uint uid, string note);
}
