using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Platform.Events;
using Xunit;

namespace Platform.Tests;

/// <summary>Rows of several requests in one commit, one of which cannot be written.</summary>
public sealed class SharedCommitTests
{
    [Fact]
    public async Task A_row_that_cannot_be_written_fails_for_itself_alone()
    {
        var lots = new ConcurrentQueue<int>();
        var commit = new SharedCommit<int, string>(rows =>
        {
            lots.Enqueue(rows.Count);
            return rows.Contains(13) ? throw new DbUpdateException("Not written.", new SqliteException("13 has bad luck.", 19)) : Task.FromResult<IReadOnlyList<string>>([.. rows.Select(row => $"{row} written")]);
        });
        using var over = new CancellationTokenSource();
        var writes = Enumerable.Range(0, 50).Select(row => commit.WriteAsync(row, TestContext.Current.CancellationToken)).ToList();
        var running = commit.RunAsync(over.Token);

        foreach (var (row, write) in writes.Index().Where(one => one.Index != 13)) Assert.Equal($"{row} written", await write);
        await Assert.ThrowsAsync<DbUpdateException>(() => writes[13]);

        // All at once, then one by one.
        Assert.Equal([50, .. Enumerable.Repeat(1, 50)], lots);
        await over.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task A_database_that_is_away_is_asked_once_for_all()
    {
        var lots = new ConcurrentQueue<int>();
        var commit = new SharedCommit<int, string>(rows =>
        {
            lots.Enqueue(rows.Count);
            throw new DbUpdateException("Not written.", new NpgsqlException("The connection is refused."));
        });
        using var over = new CancellationTokenSource();
        var writes = Enumerable.Range(0, 50).Select(row => commit.WriteAsync(row, TestContext.Current.CancellationToken)).ToList();
        var running = commit.RunAsync(over.Token);

        foreach (var write in writes) await Assert.ThrowsAsync<DbUpdateException>(() => write);

        Assert.Equal([50], lots);
        await over.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }
}
