using Microsoft.Data.Sqlite;
using Sidecar.Setup;

namespace Sidecar.Storing;

/// <summary>The database file: opened by one process only, each commit flushed to the disk.</summary>
internal static class Schema
{
    private const string Tables = """
        CREATE TABLE IF NOT EXISTS message(
            id INTEGER PRIMARY KEY, pubsub TEXT NOT NULL, topic TEXT NOT NULL, body BLOB NOT NULL,
            accepted_at INTEGER NOT NULL, expires_at INTEGER);
        CREATE TABLE IF NOT EXISTS consumer(
            id INTEGER PRIMARY KEY, app_id TEXT NOT NULL, pubsub TEXT NOT NULL, topic TEXT NOT NULL,
            UNIQUE(pubsub, topic, app_id));
        CREATE TABLE IF NOT EXISTS delivery(
            message_id INTEGER NOT NULL, consumer_id INTEGER NOT NULL, attempts INTEGER NOT NULL, due_at INTEGER NOT NULL,
            PRIMARY KEY(message_id, consumer_id)) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS delivery_retry ON delivery(consumer_id, due_at) WHERE attempts > 0;
        CREATE TABLE IF NOT EXISTS dead_letter(
            id INTEGER PRIMARY KEY AUTOINCREMENT, consumer_id INTEGER NOT NULL, event_id TEXT, body BLOB NOT NULL,
            reason TEXT NOT NULL, attempts INTEGER NOT NULL, failed_at INTEGER NOT NULL, replayed_at INTEGER);
        CREATE TABLE IF NOT EXISTS known_app(app_id TEXT PRIMARY KEY) WITHOUT ROWID;
        """;

    public static SqliteConnection Open(string path)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder) Directory.CreateDirectory(folder);
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 2 }.ToString());
        try
        {
            connection.Open();
            Run(connection, "PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-8192;");
            Run(connection, Tables);
            return connection;
        }
        catch (SqliteException busy) when (busy.SqliteErrorCode == 5)
        {
            connection.Dispose();
            throw new BadSetupException($"Another sidecar holds {path}.");
        }
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
