using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Sandbox.Mail.Mailboxes;

/// <summary>Parameterised statements in one call; values are always parameters.</summary>
internal static class SqliteQueries
{
    public static int Execute(this SqliteTransaction transaction, string sql, params (string Name, object? Value)[] parameters) =>
        transaction.Connection!.Execute(transaction, sql, parameters);

    public static int Execute(this SqliteConnection connection, SqliteTransaction? transaction, string sql, params (string Name, object? Value)[] parameters)
    {
        using var command = Prepare(connection, transaction, sql, parameters);
        return command.ExecuteNonQuery();
    }

    public static List<T> Query<T>(this SqliteTransaction transaction, string sql, Func<SqliteDataReader, T> row, params (string Name, object? Value)[] parameters) =>
        Rows(transaction.Connection!, transaction, sql, row, parameters);

    public static List<T> Query<T>(this SqliteConnection connection, string sql, Func<SqliteDataReader, T> row, params (string Name, object? Value)[] parameters) =>
        Rows(connection, null, sql, row, parameters);

    public static string? Text(this SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    public static DateTimeOffset Moment(this SqliteDataReader reader, int column) => DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(column));

    private static List<T> Rows<T>(SqliteConnection connection, SqliteTransaction? transaction, string sql, Func<SqliteDataReader, T> row, (string, object?)[] parameters)
    {
        using var command = Prepare(connection, transaction, sql, parameters);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read()) rows.Add(row(reader));
        return rows;
    }

    private static SqliteCommand Prepare(SqliteConnection connection, SqliteTransaction? transaction, string sql, (string Name, object? Value)[] parameters)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // every caller passes a constant; values are parameters
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var (name, value) in parameters) command.Parameters.AddWithValue(name, Stored(value));
        return command;
    }

    private static object Stored(object? value) => value switch
    {
        null => DBNull.Value,
        DateTimeOffset moment => moment.ToUnixTimeMilliseconds(),
        Enum choice => Convert.ToInt64(choice, CultureInfo.InvariantCulture),
        _ => value,
    };
}
