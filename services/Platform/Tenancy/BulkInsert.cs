using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Platform;

/// <summary>Writes thousands of new rows without tracking them: one prepared statement on SQLite, arrays on PostgreSQL (COPY knows no row-level security).</summary>
public static class BulkInsert
{
    /// <summary>Inserts in the transaction that is open on the context; the rows are of its tenant and of one table.</summary>
    public static async Task BulkInsertAsync<T>(this TenantDbContext db, IReadOnlyList<T> rows, CancellationToken ct) where T : class, ITenantOwned
    {
        if (rows.Count == 0) return;
        var tenant = db.TenantId;
        if (rows.Any(row => row.TenantId != tenant)) throw new InvalidOperationException($"A {typeof(T).Name} of another tenant cannot be saved.");
        await db.InsertManyAsync(rows, ct);
    }

    /// <summary>Inserts rows of any table, save for the column that the database fills.</summary>
    internal static async Task InsertManyAsync<T>(this TenantDbContext db, IReadOnlyList<T> rows, CancellationToken ct, string? filledByDatabase = null) where T : class
    {
        if (rows.Count == 0) return;
        var transaction = db.Database.CurrentTransaction?.GetDbTransaction() ?? throw new InvalidOperationException("A bulk insert needs an open transaction.");
        var type = db.Model.FindEntityType(typeof(T))!;
        var (table, columns) = (type.GetTableName()!, BulkColumn<T>.Of(type));
        if (filledByDatabase is not null) columns = [.. columns.Where(column => column.Name != filledByDatabase)];
        try
        {
            if (transaction.Connection is NpgsqlConnection postgres) await PostgresRows.InsertAsync(postgres, (NpgsqlTransaction)transaction, table, columns, rows, ct);
            else SqliteRows.Insert((SqliteConnection)transaction.Connection!, table, columns, rows, ct);
        }
        catch (DbException cause)
        {
            throw new DbUpdateException($"The rows of {typeof(T).Name} were not written.", cause);
        }
    }
}
