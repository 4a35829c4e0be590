using Microsoft.Data.Sqlite;
using Npgsql;

namespace Platform.Problems;

/// <summary>Recognises the refusal of a unique index on either database.</summary>
public static class UniqueIndex
{
    private const int SqliteConstraintUnique = 2067;
    private const int SqliteConstraintPrimaryKey = 1555;

    public static bool IsViolatedBy(Exception cause) => cause switch
    {
        SqliteException e => e.SqliteExtendedErrorCode is SqliteConstraintUnique or SqliteConstraintPrimaryKey,
        PostgresException e => e.SqlState == PostgresErrorCodes.UniqueViolation,
        _ => false,
    };
}
