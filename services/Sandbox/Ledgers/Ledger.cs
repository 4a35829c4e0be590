using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace Sandbox.Ledgers;

/// <summary>
/// Everything the sandbox has acknowledged. With Sandbox:DataPath it is a SQLite file and outlives kill -9;
/// without, it lives in memory.
/// </summary>
public sealed class Ledger : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Lock _gate = new();

    public Ledger(string? folder)
    {
        if (folder is not null) Directory.CreateDirectory(folder);
        _connection = new($"Data Source={(folder is null ? ":memory:" : Path.Combine(folder, "sandbox.db"))};Pooling=False");
        _connection.Open();
        Run("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=5000;");
        Run("CREATE TABLE IF NOT EXISTS Entries (Number INTEGER PRIMARY KEY AUTOINCREMENT, Shelf TEXT NOT NULL, Id TEXT NOT NULL, Body TEXT NOT NULL, Bytes BLOB NULL, UNIQUE (Shelf, Id))");
    }

    /// <summary>Raised after everything was forgotten, for those who keep something outside.</summary>
    public event Action? Forgotten;

    /// <summary>Saves what happens inside as one: all of it or nothing.</summary>
    public void Together(Action act)
    {
        lock (_gate)
        {
            using var transaction = _connection.BeginTransaction();
            act();
            transaction.Commit();
        }
    }

    /// <summary>Writes an entry; one that is already there keeps its place.</summary>
    public void Put<T>(string shelf, string id, T body, byte[]? bytes = null) => Run(
        "INSERT INTO Entries (Shelf, Id, Body, Bytes) VALUES ($shelf, $id, $body, $bytes) ON CONFLICT (Shelf, Id) DO UPDATE SET Body = $body, Bytes = COALESCE($bytes, Bytes)",
        ("$shelf", shelf), ("$id", id), ("$body", JsonSerializer.Serialize(body, EmbeddedFile.Json)), ("$bytes", (object?)bytes ?? DBNull.Value));

    public T? Get<T>(string shelf, string id) where T : class =>
        Read<T>("SELECT Body FROM Entries WHERE Shelf = $shelf AND Id = $id", ("$shelf", shelf), ("$id", id)).SingleOrDefault();

    /// <summary>The entries of a shelf in the order in which they were first written.</summary>
    public IReadOnlyList<T> All<T>(string shelf) where T : class =>
        Read<T>("SELECT Body FROM Entries WHERE Shelf = $shelf ORDER BY Number", ("$shelf", shelf));

    public byte[]? Bytes(string shelf, string id)
    {
        lock (_gate)
        {
            using var command = Command("SELECT Bytes FROM Entries WHERE Shelf = $shelf AND Id = $id", ("$shelf", shelf), ("$id", id));
            return command.ExecuteScalar() as byte[];
        }
    }

    /// <summary>Takes an entry away; false when it was not there, so that two takers never both succeed.</summary>
    public bool Remove(string shelf, string id) => Run("DELETE FROM Entries WHERE Shelf = $shelf AND Id = $id", ("$shelf", shelf), ("$id", id)) > 0;

    /// <summary>Keeps the newest entries of a shelf.</summary>
    public void Trim(string shelf, int keep) => Run(
        "DELETE FROM Entries WHERE Shelf = $shelf AND Number <= (SELECT Number FROM Entries WHERE Shelf = $shelf ORDER BY Number DESC LIMIT 1 OFFSET $keep)",
        ("$shelf", shelf), ("$keep", keep));

    public void Clear(string shelf) => Run("DELETE FROM Entries WHERE Shelf = $shelf", ("$shelf", shelf));

    /// <summary>Forgets everything but the signing keys.</summary>
    public void Forget()
    {
        Run("DELETE FROM Entries WHERE Shelf <> 'keys'");
        Forgotten?.Invoke();
    }

    public void Dispose() => _connection.Dispose();

    private List<T> Read<T>(string sql, params (string Name, object Value)[] parameters)
    {
        lock (_gate)
        {
            using var command = Command(sql, parameters);
            using var reader = command.ExecuteReader();
            var found = new List<T>();
            while (reader.Read()) found.Add(JsonSerializer.Deserialize<T>(reader.GetString(0), EmbeddedFile.Json)!);
            return found;
        }
    }

    private int Run(string sql, params (string Name, object Value)[] parameters)
    {
        lock (_gate)
        {
            using var command = Command(sql, parameters);
            return command.ExecuteNonQuery();
        }
    }

#pragma warning disable CA2100 // every statement is a constant of this file; values travel as parameters
    private SqliteCommand Command(string sql, params (string Name, object Value)[] parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters) command.Parameters.AddWithValue(name, value);
        return command;
    }
#pragma warning restore CA2100
}
