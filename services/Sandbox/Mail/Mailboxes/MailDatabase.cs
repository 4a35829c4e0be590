using Microsoft.Data.Sqlite;

namespace Sandbox.Mail.Mailboxes;

/// <summary>The one file that holds every mail. A commit is on disk before it returns: after a 250 nothing is lost.</summary>
public sealed class MailDatabase
{
    private const string Schema = """
        PRAGMA journal_mode=WAL;
        CREATE TABLE IF NOT EXISTS mails (id TEXT PRIMARY KEY, raw BLOB NOT NULL);
        CREATE TABLE IF NOT EXISTS submissions (id TEXT PRIMARY KEY, mail TEXT NOT NULL, operator TEXT NOT NULL, sender TEXT NOT NULL,
            envelope_id TEXT, full_return INTEGER NOT NULL, accepted_at INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS deliveries (id INTEGER PRIMARY KEY AUTOINCREMENT, submission TEXT NOT NULL, recipient TEXT NOT NULL,
            original_recipient TEXT, notify INTEGER NOT NULL, state TEXT NOT NULL, next_at INTEGER NOT NULL, attempts INTEGER NOT NULL);
        CREATE INDEX IF NOT EXISTS deliveries_due ON deliveries (state, next_at);
        CREATE TABLE IF NOT EXISTS folders (address TEXT NOT NULL, name TEXT NOT NULL, uid_validity INTEGER NOT NULL, uid_next INTEGER NOT NULL,
            PRIMARY KEY (address, name));
        CREATE TABLE IF NOT EXISTS messages (id TEXT PRIMARY KEY, address TEXT NOT NULL, folder TEXT NOT NULL, uid INTEGER NOT NULL, mail TEXT NOT NULL,
            head TEXT NOT NULL, return_path TEXT NOT NULL, original_recipient TEXT, size INTEGER NOT NULL, received_at INTEGER NOT NULL,
            flags TEXT NOT NULL, receipt TEXT, UNIQUE (address, folder, uid));
        CREATE TABLE IF NOT EXISTS citizens (address TEXT PRIMARY KEY, open INTEGER NOT NULL);
        """;

    private readonly string _connection;

    public MailDatabase(string file)
    {
        System.IO.Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        _connection = new SqliteConnectionStringBuilder { DataSource = file, DefaultTimeout = 30 }.ToString();
        using var connection = Open();
        connection.Execute(null, Schema);
    }

    public T Read<T>(Func<SqliteConnection, T> query)
    {
        using var connection = Open();
        return query(connection);
    }

    public T Write<T>(Func<SqliteTransaction, T> change)
    {
        using var connection = Open();
        using var transaction = connection.BeginTransaction();
        var result = change(transaction);
        transaction.Commit();
        return result;
    }

    public void Write(Action<SqliteTransaction> change) => Write(transaction =>
    {
        change(transaction);
        return 0;
    });

    /// <summary>Empties every mailbox and queue.</summary>
    public void Empty() => Write(transaction =>
    {
        transaction.Execute("DELETE FROM deliveries; DELETE FROM submissions; DELETE FROM messages; DELETE FROM folders; DELETE FROM mails; DELETE FROM citizens;");
    });

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(_connection);
        connection.Open();
        connection.Execute(null, "PRAGMA synchronous=FULL;");
        return connection;
    }
}
