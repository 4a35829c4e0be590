using Bench.Rows;
using Microsoft.Data.Sqlite;

namespace Bench.Servers;

/// <summary>Row and outbox twin in one transaction with nothing above the driver: WAL, every commit synchronised, as the services have it.</summary>
internal sealed class RawSqlite : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _row, _twin;

    public RawSqlite(string file)
    {
        _connection = new($"Data Source={file}");
        _connection.Open();
        using var setup = _connection.CreateCommand();
        setup.CommandText = """
            PRAGMA journal_mode=WAL;
            PRAGMA synchronous=FULL;
            CREATE TABLE rows (id TEXT PRIMARY KEY, tenant TEXT NOT NULL, kind TEXT NOT NULL, at TEXT NOT NULL, payload TEXT NOT NULL) WITHOUT ROWID;
            CREATE INDEX page ON rows (tenant, at);
            CREATE TABLE outbox (sequence INTEGER PRIMARY KEY, payload TEXT NOT NULL);
            """;
        setup.ExecuteNonQuery();
        _row = Command("INSERT INTO rows VALUES ($id, $tenant, 'visit', $at, $payload)", "$id", "$tenant", "$at", "$payload");
        _twin = Command("INSERT INTO outbox (payload) VALUES ($payload)", "$payload");
    }

    public void Write(string tenant)
    {
        using var transaction = _connection.BeginTransaction();
        (_row.Transaction, _twin.Transaction) = (transaction, transaction);
        _row.Parameters["$id"].Value = Guid.CreateVersion7().ToString();
        _row.Parameters["$tenant"].Value = tenant;
        _row.Parameters["$at"].Value = TimeProvider.System.GetUtcNow().UtcDateTime;
        _row.Parameters["$payload"].Value = _twin.Parameters["$payload"].Value = RowWritten.Filler;
        _row.ExecuteNonQuery();
        _twin.ExecuteNonQuery();
        transaction.Commit();
    }

    public void Dispose()
    {
        _row.Dispose();
        _twin.Dispose();
        _connection.Dispose();
    }

    private SqliteCommand Command(string text, params string[] parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = text;
        foreach (var name in parameters) command.Parameters.Add(name, SqliteType.Text);
        return command;
    }
}
