namespace Sidecar.Storing;

/// <summary>The groups of consumers, which outlive the applications' processes, and the applications already met.</summary>
internal sealed class GroupLedger(Ledger ledger)
{
    /// <summary>A group that is new is owed every message of its topic still held.</summary>
    public long Join(string appId, TopicName topic)
    {
        if (Find(appId, topic) is { } known) return known;
        ledger.Sql("INSERT INTO consumer(app_id, pubsub, topic) VALUES ($1, $2, $3)").Run(appId, topic.Pubsub, topic.Topic);
        var id = Find(appId, topic)!.Value;
        ledger.Sql("INSERT INTO delivery(message_id, consumer_id, attempts, due_at) SELECT id, $1, 0, 0 FROM message WHERE pubsub = $2 AND topic = $3")
            .Run(id, topic.Pubsub, topic.Topic);
        return id;
    }

    public IReadOnlyList<(long Id, string AppId, TopicName Topic)> All() =>
        ledger.Sql("SELECT id, app_id, pubsub, topic FROM consumer").List(row => (row.GetInt64(0), row.GetString(1), new TopicName(row.GetString(2), row.GetString(3))));

    public IReadOnlyList<GroupState> States() =>
        ledger.Sql("""
            SELECT c.id, c.app_id, c.pubsub, c.topic, count(d.message_id), coalesce(sum(d.attempts > 0), 0)
            FROM consumer c LEFT JOIN delivery d ON d.consumer_id = c.id GROUP BY c.id ORDER BY c.id
            """).List(row => new GroupState(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetInt64(4), row.GetInt64(5)));

    public void Remove(long id)
    {
        ledger.Sql("DELETE FROM delivery WHERE consumer_id = $1").Run(id);
        ledger.Sql("DELETE FROM dead_letter WHERE consumer_id = $1").Run(id);
        ledger.Sql("DELETE FROM consumer WHERE id = $1").Run(id);
    }

    public void Meet(string appId) => ledger.Sql("INSERT OR IGNORE INTO known_app(app_id) VALUES ($1)").Run(appId);

    public IReadOnlyList<string> Met() => ledger.Sql("SELECT app_id FROM known_app").List(row => row.GetString(0));

    private long? Find(string appId, TopicName topic) =>
        ledger.Sql("SELECT id FROM consumer WHERE app_id = $1 AND pubsub = $2 AND topic = $3").Number(appId, topic.Pubsub, topic.Topic);
}
