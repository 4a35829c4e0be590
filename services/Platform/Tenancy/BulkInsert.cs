using System.Data.Common;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Platform;

/// <summary>Writes thousands of new rows without tracking them: a prepared statement on SQLite, arrays on PostgreSQL (COPY knows no row-level security).</summary>
public static class BulkInsert
{
    private const int Lot = 4000;

    /// <summary>Inserts in the transaction that is open on the context; the rows are of its tenant and of one table.</summary>
    public static async Task BulkInsertAsync<T>(this TenantDbContext db, IReadOnlyList<T> rows, CancellationToken ct) where T : class, ITenantOwned
    {
        if (rows.Count == 0) return;
        var tenant = db.TenantId;
        if (rows.Any(row => row.TenantId != tenant)) throw new InvalidOperationException($"A {typeof(T).Name} of another tenant cannot be saved.");
        var transaction = db.Database.CurrentTransaction?.GetDbTransaction() ?? throw new InvalidOperationException("A bulk insert needs an open transaction.");
        var type = db.Model.FindEntityType(typeof(T))!;
        var columns = type.GetProperties().Select(property => new Column<T>(property)).ToArray();
        try
        {
            if (transaction.Connection is NpgsqlConnection postgres) await IntoPostgresAsync(postgres, (NpgsqlTransaction)transaction, type.GetTableName()!, columns, rows, ct);
            else await OneByOneAsync(transaction, type.GetTableName()!, columns, rows, ct);
        }
        catch (DbException cause)
        {
            throw new DbUpdateException($"The rows of {typeof(T).Name} were not written.", cause);
        }
    }

    private static async Task OneByOneAsync<T>(DbTransaction transaction, string table, Column<T>[] columns, IReadOnlyList<T> rows, CancellationToken ct)
    {
        await using var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = $"""INSERT INTO "{table}" ({Names(columns)}) VALUES ({string.Join(", ", columns.Select((_, i) => $"$p{i}"))})""";
        for (var i = 0; i < columns.Length; i++)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = $"$p{i}";
            command.Parameters.Add(parameter);
        }
        for (var at = 0; at < rows.Count; at++)
        {
            for (var i = 0; i < columns.Length; i++) command.Parameters[i].Value = columns[i].Read(rows[at]) ?? DBNull.Value;
            if (at == 0) await command.PrepareAsync(ct);
            await command.ExecuteNonQueryAsync(ct);
        }
    }

    private static async Task IntoPostgresAsync<T>(NpgsqlConnection connection, NpgsqlTransaction transaction, string table, Column<T>[] columns, IReadOnlyList<T> rows, CancellationToken ct)
    {
        for (var from = 0; from < rows.Count; from += Lot)
        {
            var count = Math.Min(Lot, rows.Count - from);
            await using var command = new NpgsqlCommand(null, connection, transaction);
            command.CommandText = $"""INSERT INTO "{table}" ({Names(columns)}) SELECT * FROM unnest({string.Join(", ", columns.Select((c, i) => $"${i + 1}::{c.StoreType}[]"))})""";
            foreach (var column in columns) command.Parameters.Add(new() { Value = column.Array(rows, from, count), DataTypeName = column.StoreType + "[]" });
            await command.ExecuteNonQueryAsync(ct);
        }
    }

    private static string Names<T>(Column<T>[] columns) => string.Join(", ", columns.Select(column => $"\"{column.Name}\""));

    private sealed class Column<T>
    {
        private readonly Func<T, object?> _get;
        private readonly Func<object?, object?>? _convert;
        private readonly Type _element;

        public Column(IProperty property)
        {
            var mapping = property.GetRelationalTypeMapping();
            var row = Expression.Parameter(typeof(T));
            _get = Expression.Lambda<Func<T, object?>>(Expression.Convert(Expression.Property(row, property.PropertyInfo!), typeof(object)), row).Compile();
            _convert = mapping.Converter?.ConvertToProvider;
            var held = mapping.Converter?.ProviderClrType ?? property.ClrType;
            _element = held.IsValueType && Nullable.GetUnderlyingType(held) is null ? typeof(Nullable<>).MakeGenericType(held) : held;
            Name = property.GetColumnName();
            StoreType = mapping.StoreTypeNameBase;
        }

        public string Name { get; }
        public string StoreType { get; }

        public object? Read(T row) => _get(row) is { } value ? _convert is null ? value : _convert(value) : null;

        public Array Array(IReadOnlyList<T> rows, int from, int count)
        {
            var array = System.Array.CreateInstance(_element, count);
            for (var i = 0; i < count; i++) array.SetValue(Read(rows[from + i]), i);
            return array;
        }
    }
}
