using Microsoft.Data.Sqlite;

namespace Sidecar.Storing;

/// <summary>What is written and read of messages and of what is owed to each group. Used by the store's thread only.</summary>
internal sealed class Ledger : IDisposable
{
    private const int LargestKeptBody = 64 * 1024;
    private const string Body = "CASE WHEN length(m.body) <= 65536 THEN m.body END";

    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, Statement> _statements = [];
    private long _lastMessageId;

    public Ledger(string path)
    {
        _connection = Schema.Open(path);
        _lastMessageId = Sql("SELECT max(id) FROM message").Number() ?? 0;
        DeadLetters = new(this);
        Groups = new(this);
    }

    public DeadLetterLedger DeadLetters { get; }
    public GroupLedger Groups { get; }

    /// <summary>All of it reaches the disk, or none.</summary>
    public void Transact(Action<Ledger> changes)
    {
        Sql("BEGIN IMMEDIATE").Run();
        try
        {
            changes(this);
            Sql("COMMIT").Run();
        }
        catch
        {
            if (SQLitePCL.raw.sqlite3_get_autocommit(_connection.Handle) == 0) Sql("ROLLBACK").Run();
            throw;
        }
    }

    public Statement Sql(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement)) _statements[sql] = statement = new(_connection, sql);
        return statement;
    }

    /// <summary>A number is never given twice while the process lives, even when the table is emptied.</summary>
    public long Insert(NewMessage message)
    {
        var id = ++_lastMessageId;
        Sql("INSERT INTO message(id, pubsub, topic, body, accepted_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)").Run(
            id, message.Topic.Pubsub, message.Topic.Topic, message.Body, message.AcceptedAt.ToUnixTimeMilliseconds(), message.ExpiresAt?.ToUnixTimeMilliseconds());
        return id;
    }

    public void Owe(long messageId, long groupId) =>
        Sql("INSERT INTO delivery(message_id, consumer_id, attempts, due_at) VALUES ($1, $2, 0, 0)").Run(messageId, groupId);

    public static Delivery Fresh(long messageId, NewMessage message) =>
        new(messageId, 0, message.Body.Length <= LargestKeptBody ? message.Body : null, message.ExpiresAt);

    public void Settle(long messageId, long groupId, bool keep)
    {
        Sql("DELETE FROM delivery WHERE message_id = $1 AND consumer_id = $2").Run(messageId, groupId);
        if (!keep) Sql("DELETE FROM message WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM delivery WHERE message_id = $1)").Run(messageId);
    }

    public void Postpone(long messageId, long groupId, int attempts, DateTimeOffset due) =>
        Sql("UPDATE delivery SET attempts = $3, due_at = $4 WHERE message_id = $1 AND consumer_id = $2").Run(
            messageId, groupId, attempts, due.ToUnixTimeMilliseconds());

    public List<Delivery> NextFresh(long groupId, long after, int limit) =>
        Sql($"""
            SELECT d.message_id, d.attempts, m.expires_at, {Body} FROM delivery d JOIN message m ON m.id = d.message_id
            WHERE d.message_id > $2 AND d.consumer_id = $1 AND d.attempts = 0 ORDER BY d.message_id LIMIT $3
            """).List(ReadDelivery, groupId, after, limit);

    public List<Delivery> DueRetries(long groupId, DateTimeOffset now, int limit) =>
        Sql($"""
            SELECT d.message_id, d.attempts, m.expires_at, {Body} FROM delivery d JOIN message m ON m.id = d.message_id
            WHERE d.consumer_id = $1 AND d.attempts > 0 AND d.due_at <= $2 ORDER BY d.due_at LIMIT $3
            """).List(ReadDelivery, groupId, now.ToUnixTimeMilliseconds(), limit);

    public DateTimeOffset? NextRetry(long groupId, DateTimeOffset after) =>
        Sql("SELECT min(due_at) FROM delivery WHERE consumer_id = $1 AND attempts > 0 AND due_at > $2").Number(groupId, after.ToUnixTimeMilliseconds()) is { } due
            ? DateTimeOffset.FromUnixTimeMilliseconds(due)
            : null;

    public byte[]? ReadBody(long messageId) =>
        Sql("SELECT body FROM message WHERE id = $1").List(row => row.GetFieldValue<byte[]>(0), messageId).FirstOrDefault();

    /// <summary>Forgets what every group has handled, and what no group has claimed since <paramref name="unclaimedBefore"/>.</summary>
    public int Sweep(DateTimeOffset unclaimedBefore) =>
        Sql("""
            DELETE FROM message WHERE NOT EXISTS (SELECT 1 FROM delivery d WHERE d.message_id = message.id)
            AND (accepted_at < $1 OR EXISTS (SELECT 1 FROM consumer c WHERE c.pubsub = message.pubsub AND c.topic = message.topic))
            """).Run(unclaimedBefore.ToUnixTimeMilliseconds());

    public void Dispose()
    {
        foreach (var statement in _statements.Values) statement.Dispose();
        _connection.Dispose();
    }

    private static Delivery ReadDelivery(SqliteDataReader row) => new(row.GetInt64(0), row.GetInt32(1), row.BytesOrNull(3), row.MomentOrNull(2));
}
