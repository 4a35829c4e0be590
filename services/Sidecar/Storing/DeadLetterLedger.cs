namespace Sidecar.Storing;

/// <summary>What was given up, with the reason that the event itself does not carry.</summary>
internal sealed class DeadLetterLedger(Ledger ledger)
{
    private const string Columns = "SELECT l.id, c.app_id, c.pubsub, c.topic, l.event_id, l.reason, l.attempts, l.failed_at, l.replayed_at FROM dead_letter l JOIN consumer c ON c.id = l.consumer_id";

    public void Add(long groupId, string? eventId, byte[] body, string reason, int attempts, DateTimeOffset now) =>
        ledger.Sql("INSERT INTO dead_letter(consumer_id, event_id, body, reason, attempts, failed_at) VALUES ($1, $2, $3, $4, $5, $6)").Run(
            groupId, eventId, body, reason, attempts, now.ToUnixTimeMilliseconds());

    public List<DeadLetter> List(string? appId, string? topic, bool replayed, long after, int limit) =>
        ledger.Sql($"{Columns} WHERE l.id > $1 AND ($2 IS NULL OR c.app_id = $2) AND ($3 IS NULL OR c.topic = $3) AND ($4 OR l.replayed_at IS NULL) ORDER BY l.id LIMIT $5")
            .List(Read, after, appId, topic, replayed, limit);

    public DeadLetter? Find(long id) => ledger.Sql($"{Columns} WHERE l.id = $1").List(Read, id).FirstOrDefault();

    public byte[]? Body(long id) =>
        ledger.Sql("SELECT body FROM dead_letter WHERE id = $1").List(row => row.GetFieldValue<byte[]>(0), id).FirstOrDefault();

    public void MarkReplayed(long id, DateTimeOffset now) =>
        ledger.Sql("UPDATE dead_letter SET replayed_at = $2 WHERE id = $1").Run(id, now.ToUnixTimeMilliseconds());

    public int Discard(long id) => ledger.Sql("DELETE FROM dead_letter WHERE id = $1").Run(id);

    private static DeadLetter Read(Microsoft.Data.Sqlite.SqliteDataReader row) => new(
        row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), row.TextOrNull(4), row.GetString(5), row.GetInt32(6), row.Moment(7), row.MomentOrNull(8));
}
