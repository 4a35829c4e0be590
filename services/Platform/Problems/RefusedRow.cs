using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Platform.Problems;

/// <summary>Tells a row that the database will not take from a database that is away: the one fails for itself and for good, the other is waited for.</summary>
public static class RefusedRow
{
    // SQLITE_TOOBIG, SQLITE_CONSTRAINT, SQLITE_MISMATCH, SQLITE_RANGE.
    private static readonly int[] SqliteCodes = [18, 19, 20, 25];

    /// <summary>A value that its column cannot take, or a constraint (SQLSTATE 22 and 23).</summary>
    public static bool Is(Exception cause) => cause switch
    {
        DbUpdateException { InnerException: { } inner } => Is(inner),
        PostgresException e => e.SqlState is ['2', '2' or '3', ..],
        SqliteException e => SqliteCodes.Contains(e.SqliteErrorCode),
        _ => false,
    };
}
