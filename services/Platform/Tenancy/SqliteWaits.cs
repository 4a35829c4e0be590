using System.Data.Common;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using SQLitePCL;

namespace Platform;

/// <summary>
/// Lets SQLite itself wait for another writer and look again each millisecond. Its own timeout looks after 1, 2, 5, 10, 15 ms and so on, so that under
/// load who waits finds the database taken by those who came later; the driver alone sleeps for 150 ms, whatever little the other still had to do.
/// </summary>
internal sealed class SqliteWaits : DbConnectionInterceptor
{
    private const int MostLooks = 30_000;
    // Held as long as the process: SQLite keeps its address.
    private static readonly Busy Again = static (_, looks) =>
    {
        Thread.Sleep(1);
        return looks < MostLooks ? 1 : 0;
    };

    public static SqliteWaits Instance { get; } = new();

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int Busy(nint nothing, int looks);

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Set(connection);

    public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Set(connection);
        return Task.CompletedTask;
    }

    private static void Set(DbConnection connection)
    {
        var database = ((SqliteConnection)connection).Handle!;
        SqliteCell.Check(HandleBusy(database, Again, 0), database);
    }

    [DllImport("e_sqlite3", EntryPoint = "sqlite3_busy_handler")]
    private static extern int HandleBusy(sqlite3 database, Busy handler, nint nothing);
}
