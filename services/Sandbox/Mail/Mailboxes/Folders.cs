using Microsoft.Data.Sqlite;

namespace Sandbox.Mail.Mailboxes;

/// <summary>The folders of every mailbox: INBOX, and Sent where the operator keeps what it accepted from the owner.</summary>
public sealed class Folders(MailDatabase database, MailboxSignal signal)
{
    public const string Inbox = "INBOX";
    public const string Sent = "Sent";

    public static readonly IReadOnlyList<string> Names = [Inbox, Sent];

    public (long UidValidity, long UidNext) State(string address, string folder, DateTimeOffset now) => database.Write(transaction => Open(transaction, address, folder, now));

    public IReadOnlyList<StoredMessage> Messages(string address, string folder) => database.Read(connection => connection.Query(
        $"SELECT {StoredMessage.Columns} FROM messages WHERE address = $a AND folder = $f ORDER BY uid", StoredMessage.From, ("$a", address), ("$f", folder)));

    public StoredMessage? Find(Guid id) => database.Read(connection => connection.Query(
        $"SELECT {StoredMessage.Columns} FROM messages WHERE id = $i", StoredMessage.From, ("$i", id.ToString()))).SingleOrDefault();

    public byte[] Content(Guid id) => database.Read(connection => connection.Query(
        "SELECT m.head, b.raw FROM messages m JOIN mails b ON b.id = m.mail WHERE m.id = $i",
        row => StoredMessage.Join(row.GetString(0), row.GetFieldValue<byte[]>(1)), ("$i", id.ToString()))).Single();

    /// <summary>Adds and removes flags in one step; the flags as they then are, or null when the message is gone.</summary>
    public IReadOnlyList<string>? Mark(Guid id, Func<IReadOnlyList<string>, IEnumerable<string>> change) => database.Write(transaction =>
    {
        var found = transaction.Query("SELECT address, flags FROM messages WHERE id = $i", row => (Address: row.GetString(0), Flags: row.GetString(1)), ("$i", id.ToString()));
        if (found.Count == 0) return null;
        var flags = change(found[0].Flags.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Distinct(StringComparer.OrdinalIgnoreCase).ToArray();
        transaction.Execute("UPDATE messages SET flags = $f WHERE id = $i", ("$f", string.Join(' ', flags)), ("$i", id.ToString()));
        signal.Changed(found[0].Address);
        return flags;
    });

    public void Remove(IEnumerable<Guid> ids, string address)
    {
        database.Write(transaction =>
        {
            foreach (var id in ids) transaction.Execute("DELETE FROM messages WHERE id = $i", ("$i", id.ToString()));
        });
        signal.Changed(address);
    }

    internal static Guid File(SqliteTransaction transaction, NewMessage message, DateTimeOffset now)
    {
        var (_, uid) = Open(transaction, message.Address, message.Folder, now);
        transaction.Execute("UPDATE folders SET uid_next = $u WHERE address = $a AND name = $f", ("$u", uid + 1), ("$a", message.Address), ("$f", message.Folder));
        var id = Guid.CreateVersion7(now);
        transaction.Execute(
            """
            INSERT INTO messages (id, address, folder, uid, mail, head, return_path, original_recipient, size, received_at, flags)
            SELECT $i, $a, $f, $u, $m, $h, $r, $o, length($h) + length(raw), $t, $g FROM mails WHERE id = $m
            """,
            ("$i", id.ToString()), ("$a", message.Address), ("$f", message.Folder), ("$u", uid), ("$m", message.Mail), ("$h", message.Head),
            ("$r", message.ReturnPath), ("$o", message.OriginalRecipient), ("$t", now), ("$g", message.Flags));
        return id;
    }

    private static (long UidValidity, long UidNext) Open(SqliteTransaction transaction, string address, string folder, DateTimeOffset now)
    {
        transaction.Execute(
            "INSERT OR IGNORE INTO folders (address, name, uid_validity, uid_next) VALUES ($a, $f, $v, 1)", ("$a", address), ("$f", folder), ("$v", now.ToUnixTimeSeconds()));
        return transaction.Query(
            "SELECT uid_validity, uid_next FROM folders WHERE address = $a AND name = $f", row => (row.GetInt64(0), row.GetInt64(1)), ("$a", address), ("$f", folder)).Single();
    }
}

/// <summary>What a folder is given: a stored mail, the trace lines put above it, and its first flags.</summary>
internal sealed record NewMessage(string Address, string Folder, string Mail, string Head, string ReturnPath, string? OriginalRecipient, string Flags);
