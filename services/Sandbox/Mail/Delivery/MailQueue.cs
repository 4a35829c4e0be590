using Microsoft.Data.Sqlite;
using Sandbox.Mail.Mailboxes;
using Sandbox.Mail.Submission;

namespace Sandbox.Mail.Delivery;

/// <summary>What was accepted and is not delivered yet. Acceptance is one commit: the mail, its recipients, and the copy in the sender's Sent folder.</summary>
public sealed class MailQueue(MailDatabase database, MailboxSignal signal, TimeProvider clock)
{
    private const string Signal = "queue";
    private const string Waiting = "waiting";

    public Guid Accept(string home, Envelope envelope, byte[] mail) => Accept(home, envelope, envelope.Sender, mail);

    /// <summary>Accepts a mail whose author differs from the envelope sender, as for a receipt, whose envelope has none.</summary>
    public Guid Accept(string home, Envelope envelope, string keptBy, byte[] mail)
    {
        var id = database.Write(transaction => Accept(transaction, home, envelope, keptBy, mail));
        Announce(keptBy);
        return id;
    }

    /// <summary>Completes when the queue next changes. Ask for it before looking at the queue.</summary>
    public Task NextChange() => signal.Next(Signal);

    public IReadOnlyList<QueuedDelivery> Due(int most) => database.Read(connection => connection.Query(
        """
        SELECT d.id, d.submission, s.mail, s.operator, s.sender, d.recipient, s.envelope_id, s.full_return, d.original_recipient, d.notify, d.attempts, s.accepted_at
        FROM deliveries d JOIN submissions s ON s.id = d.submission WHERE d.state = $w AND d.next_at <= $n ORDER BY d.id LIMIT $m
        """,
        Row, ("$w", Waiting), ("$n", clock.GetUtcNow()), ("$m", most)));

    public DateTimeOffset? NextAt() => database.Read(connection => connection.Query(
        "SELECT next_at FROM deliveries WHERE state = $w ORDER BY next_at LIMIT 1", row => (DateTimeOffset?)row.Moment(0), ("$w", Waiting))).SingleOrDefault();

    public byte[] Mail(string id) => database.Read(connection => connection.Query("SELECT raw FROM mails WHERE id = $i", row => row.GetFieldValue<byte[]>(0), ("$i", id))).Single();

    /// <summary>Looks again at once at what waits, because the reason of the wait may be gone.</summary>
    public void Hurry()
    {
        database.Write(transaction => transaction.Execute("UPDATE deliveries SET next_at = 0 WHERE state = $w", ("$w", Waiting)));
        signal.Changed(Signal);
    }

    internal static bool Settle(SqliteTransaction transaction, QueuedDelivery delivery, string state) => transaction.Execute(
        "UPDATE deliveries SET state = $s, attempts = attempts + 1 WHERE id = $i AND state = $w", ("$s", state), ("$i", delivery.Id), ("$w", Waiting)) == 1;

    internal static void Postpone(SqliteTransaction transaction, QueuedDelivery delivery, DateTimeOffset until) => transaction.Execute(
        "UPDATE deliveries SET next_at = $n, attempts = attempts + 1 WHERE id = $i AND state = $w", ("$n", until), ("$i", delivery.Id), ("$w", Waiting));

    internal static string Keep(SqliteTransaction transaction, Guid id, byte[] mail)
    {
        transaction.Execute("INSERT INTO mails (id, raw) VALUES ($i, $r)", ("$i", id.ToString()), ("$r", mail));
        return id.ToString();
    }

    internal void Announce(string keptBy)
    {
        if (keptBy.Length > 0) signal.Changed(keptBy);
        signal.Changed(Signal);
    }

    /// <summary>Part of a larger change; <see cref="Announce"/> follows its commit.</summary>
    internal Guid Accept(SqliteTransaction transaction, string home, Envelope envelope, string keptBy, byte[] mail)
    {
        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var kept = Keep(transaction, id, mail);
        transaction.Execute(
            "INSERT INTO submissions (id, mail, operator, sender, envelope_id, full_return, accepted_at) VALUES ($i, $m, $o, $s, $e, $f, $t)",
            ("$i", kept), ("$m", kept), ("$o", home), ("$s", envelope.Sender), ("$e", envelope.EnvelopeId), ("$f", envelope.FullReturn), ("$t", now));
        foreach (var recipient in envelope.Recipients)
        {
            transaction.Execute(
                "INSERT INTO deliveries (submission, recipient, original_recipient, notify, state, next_at, attempts) VALUES ($s, $r, $o, $n, $w, $t, 0)",
                ("$s", kept), ("$r", recipient.Address), ("$o", recipient.OriginalRecipient), ("$n", recipient.Notify), ("$w", Waiting), ("$t", now));
        }

        if (keptBy.Length > 0) Folders.File(transaction, new NewMessage(keptBy, Folders.Sent, kept, "", envelope.Sender, null, "\\Seen"), now);
        return id;
    }

    private static QueuedDelivery Row(SqliteDataReader row) => new(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5))
    {
        EnvelopeId = row.Text(6),
        FullReturn = row.GetBoolean(7),
        OriginalRecipient = row.Text(8),
        Notify = (Notify)row.GetInt32(9),
        Attempts = row.GetInt32(10),
        AcceptedAt = row.Moment(11),
    };
}
