using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;

namespace Platform;

/// <summary>
/// Inserts a few new rows of several tables and commits, on one way to PostgreSQL. The statement of a table and a number of rows is put together once;
/// nothing is compared, sorted or read back, as EF has to for what may have changed.
/// </summary>
internal abstract class NewRows
{
    /// <summary>More rows of one table are another matter (<see cref="PostgresRows"/>): each number of rows is a statement to prepare.</summary>
    public const int Most = 8;

    private static readonly ConditionalWeakTable<IEntityType, NewRows> Known = [];

    public static async Task CommitAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, IEnumerable<IGrouping<IEntityType, object>> tables, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection, transaction);
        foreach (var table in tables) batch.BatchCommands.Add(Of(table.Key).Insert([.. table]));
        // One end for all: when a row is refused, PostgreSQL passes over what follows and the transaction is rolled back.
        batch.BatchCommands.Add(new("COMMIT"));
        await batch.ExecuteNonQueryAsync(ct);
    }

    protected abstract NpgsqlBatchCommand Insert(IReadOnlyList<object> rows);

    private static NewRows Of(IEntityType type) => Known.GetValue(type, static type => (NewRows)Activator.CreateInstance(typeof(NewRows<>).MakeGenericType(type.ClrType), type)!);
}

internal sealed class NewRows<T>(IEntityType type) : NewRows where T : class
{
    // What the database counts is left to it: the sequence of a fact.
    private readonly List<BulkColumn<T>> _columns = [.. BulkColumn<T>.Of(type).Where(column => !type.GetProperties().Any(p => p.GetColumnName() == column.Name && p.ClrType == typeof(long) && p.ValueGenerated == ValueGenerated.OnAdd))];
    private readonly ConcurrentDictionary<int, string> _statements = new();

    protected override NpgsqlBatchCommand Insert(IReadOnlyList<object> rows)
    {
        var command = new NpgsqlBatchCommand(_statements.GetOrAdd(rows.Count, Statement));
        foreach (var row in rows)
            foreach (var column in _columns) command.Parameters.Add(column.One((T)row));
        return command;
    }

    private string Statement(int rows)
    {
        var values = Enumerable.Range(0, rows).Select(row => $"({string.Join(", ", _columns.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"${row * _columns.Count + i + 1}")))})");
        return $"""INSERT INTO "{type.GetTableName()}" ({string.Join(", ", _columns.Select(column => $"\"{column.Name}\""))}) VALUES {string.Join(", ", values)}""";
    }
}
