using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Platform;

/// <summary>
/// Inserts row after row by one statement of SQLite's own interface. A value stays bound from one row to the next, so what
/// rows share (organisation, establishment, month, author) is handed over once.
/// </summary>
internal static class SqliteRows
{
    // What a transaction has changed stays in memory up to here, in KiB; then SQLite writes pages to its log, some of them over and over.
    private const int Cache = 65_536, UsualCache = 2_000, Many = 500;

    public static void Insert<T>(SqliteConnection connection, string table, IReadOnlyList<BulkColumn<T>> columns, IReadOnlyList<T> rows, CancellationToken ct) where T : class
    {
        var database = connection.Handle!;
        var names = string.Join(", ", columns.Select(column => $"\"{column.Name}\""));
        if (rows.Count > Many) SqliteCell.Check(raw.sqlite3_exec(database, $"PRAGMA cache_size = -{Cache}"), database);
        SqliteCell.Check(raw.sqlite3_prepare_v2(database, $"""INSERT INTO "{table}" ({names}) VALUES ({string.Join(", ", columns.Select(_ => "?"))})""", out var statement), database);
        try
        {
            for (var at = 0; at < rows.Count; at++)
            {
                ct.ThrowIfCancellationRequested();
                for (var i = 0; i < columns.Count; i++)
                    if (at == 0 || !columns[i].Same(rows[at - 1], rows[at])) columns[i].Bind(statement, i + 1, rows[at]);
                SqliteCell.Check(raw.sqlite3_step(statement), database);
                SqliteCell.Check(raw.sqlite3_reset(statement), database);
            }
        }
        finally
        {
            statement.Dispose();
            if (rows.Count > Many) SqliteCell.Check(raw.sqlite3_exec(database, $"PRAGMA cache_size = -{UsualCache}"), database);
        }
    }
}
