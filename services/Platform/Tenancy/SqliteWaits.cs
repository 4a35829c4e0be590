using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Platform;

/// <summary>
/// Lets SQLite itself wait for another writer, looking again after one millisecond, then two, five… The driver alone sleeps for 150 ms each time it
/// finds the database busy, whatever little the other still had to do.
/// </summary>
internal sealed class SqliteWaits : DbConnectionInterceptor
{
    public static SqliteWaits Instance { get; } = new();

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Set(connection);

    public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Set(connection);
        return Task.CompletedTask;
    }

    private static void Set(DbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA busy_timeout = 30000";
        command.ExecuteNonQuery();
    }
}
