using Microsoft.Data.Sqlite;
using Sandbox.Mail.Delivery;
using Sandbox.Mail.Faults;
using Sandbox.Mail.Mailboxes;
using Sandbox.Mail.Mime;
using Sandbox.Mail.Operators;
using Sandbox.Mail.Submission;

namespace Sandbox.Mail.Receipts;

/// <summary>What became of the receipt after an act of the reader.</summary>
public enum ReceiptFate
{
    Sent,
    SentAsMail,
    NotAsked,
    AlreadySent,

    /// <summary>The receipt should go elsewhere than to the sender: RFC 8098 §2.1 asks the reader to confirm.</summary>
    ToConfirm,
    WithheldOnDemand,
}

/// <summary>A reader outside the platform: opens, files or deletes a mail, and returns the receipt that was asked, once.</summary>
public sealed class Reader(Folders folders, MailDatabase database, MailQueue queue, MailFaults faults, TimeProvider clock)
{
    public ReceiptFate Act(StoredMessage message, Mailbox reader, Disposition disposition, bool confirmed)
    {
        var home = reader.Kind == Mailbox.Citizen ? OperatorDirectory.Citizens : reader.Operators[0];
        var original = MimePart.Read(folders.Content(message.Id));
        var fate = Return(message, original, reader, home, disposition, confirmed);
        if (disposition.Kind == "deleted") folders.Remove([message.Id], message.Address);
        else folders.Mark(message.Id, flags => fate is ReceiptFate.Sent ? [.. flags, "\\Seen", "$MDNSent"] : [.. flags, "\\Seen"]);
        return fate;
    }

    private ReceiptFate Return(StoredMessage message, MimePart original, Mailbox reader, string home, Disposition disposition, bool confirmed)
    {
        var asked = AddressList.Read(original.Header("Disposition-Notification-To"));
        // Never answer a report or a receipt: two automatic readers would go on for ever.
        if (message.ReturnPath.Length == 0 || original.Type.Value == "multipart/report") return ReceiptFate.NotAsked;
        if (asked.Count == 0 && !disposition.AlwaysAnswered) return ReceiptFate.NotAsked;
        if (message.Receipt is not null) return ReceiptFate.AlreadySent;
        var to = asked.Count > 0 ? MailAddress.Fold(asked[0].Address) : message.ReturnPath;
        if (to != message.ReturnPath && !confirmed) return ReceiptFate.ToConfirm;
        if (faults.OnMailbox(home, "smtp", reader.Address, FaultMode.NoReceipt) is not null || faults.OnOperator(home, "smtp", FaultMode.NoReceipt) is not null)
            return ReceiptFate.WithheldOnDemand;

        var now = clock.GetUtcNow();
        var mail = asked.Count > 0
            ? ReadReceipt.Write(message, original, reader, to, disposition, now)
            : ReadReceipt.WritePlain(original, reader, to, disposition, now);
        var envelope = new Envelope("");
        envelope.Add(new EnvelopeRecipient(to, Notify.Never, null));
        var first = database.Write(transaction =>
        {
            if (!Claim(transaction, message.Id, disposition)) return false;
            queue.Accept(transaction, home, envelope, reader.Address, mail);
            return true;
        });
        if (!first) return ReceiptFate.AlreadySent;
        queue.Announce(reader.Address);
        return asked.Count > 0 ? ReceiptFate.Sent : ReceiptFate.SentAsMail;
    }

    private static bool Claim(SqliteTransaction transaction, Guid id, Disposition disposition) => transaction.Execute(
        "UPDATE messages SET receipt = $r WHERE id = $i AND receipt IS NULL", ("$r", disposition.ToString()), ("$i", id.ToString())) == 1;
}
