using Npgsql;

namespace Platform;

/// <summary>Inserts lots of rows by one statement: a parameter for what all rows of the lot share, an array for each column that differs.</summary>
internal static class PostgresRows
{
    private const int Lot = 8000;

    public static async Task InsertAsync<T>(NpgsqlConnection connection, NpgsqlTransaction transaction, string table, IReadOnlyList<BulkColumn<T>> columns, IReadOnlyList<T> rows, CancellationToken ct) where T : class
    {
        for (var from = 0; from < rows.Count; from += Lot)
        {
            var count = Math.Min(Lot, rows.Count - from);
            var differing = columns.Where((column, i) => i == 0 || !Shared(column, rows, from, count)).ToList();
            await using var command = new NpgsqlCommand(null, connection, transaction);
            foreach (var column in differing) command.Parameters.Add(column.Many(rows, from, count));
            var values = new List<string>(columns.Count);
            foreach (var column in columns)
            {
                if (differing.IndexOf(column) is >= 0 and var place) values.Add($"u.c{place}");
                else
                {
                    command.Parameters.Add(column.One(rows[from]));
                    values.Add($"${command.Parameters.Count}::{column.StoreType}");
                }
            }
            command.CommandText = $"""
                INSERT INTO "{table}" ({string.Join(", ", columns.Select(column => $"\"{column.Name}\""))}) SELECT {string.Join(", ", values)}
                FROM unnest({string.Join(", ", differing.Select((column, i) => $"${i + 1}::{column.StoreType}[]"))}) AS u({string.Join(", ", differing.Select((_, i) => $"c{i}"))})
                """;
            await command.ExecuteNonQueryAsync(ct);
        }
    }

    private static bool Shared<T>(BulkColumn<T> column, IReadOnlyList<T> rows, int from, int count) where T : class
    {
        for (var i = 1; i < count; i++)
            if (!column.Same(rows[from], rows[from + i])) return false;
        return true;
    }
}
