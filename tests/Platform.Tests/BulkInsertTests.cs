using System.Data;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Testing;
using Xunit;

namespace Platform.Tests;

/// <summary>Rows written in bulk are what EF would have written, letter for letter, on either database.</summary>
public sealed class BulkInsertTests(NotebookApi api) : IClassFixture<NotebookApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_stored_is_what_a_tracked_save_stores()
    {
        var tracked = Guid.CreateVersion7();
        await api.InAsync(Demo.Brume, async db =>
        {
            db.Readings.AddRange(Readings(tracked));
            return await db.SaveChangesAsync(Ct);
        });

        var bulk = Guid.CreateVersion7();
        await InsertAsync(Readings(bulk));

        var (expected, found) = (await StoredAsync(tracked), await StoredAsync(bulk));
        Assert.Equal(Readings(bulk).Count, found.Count);
        Assert.Equal(expected, found);
    }

    [Fact]
    public async Task Rows_come_back_in_their_order_and_without_loss_beyond_a_lot()
    {
        var series = Guid.CreateVersion7();
        var rows = Enumerable.Range(0, 9_000).Select(n => new Reading { Id = Guid.CreateVersion7(), TenantId = Demo.Brume, Series = series, Place = n, Label = "même", Value = n / 100m, Kind = ReadingKind.Weight, Taken = At }).ToList();

        await InsertAsync(rows);

        var read = await api.InAsync(Demo.Brume, db => db.Readings.AsNoTracking().Where(r => r.Series == series).OrderBy(r => r.Place).ToListAsync(Ct));
        Assert.Equal(rows.Select(r => (r.Id, r.Place, r.Value)), read.Select(r => (r.Id, r.Place, r.Value)));
    }

    [Fact]
    public async Task A_row_of_another_organisation_is_refused_and_none_is_written()
    {
        var series = Guid.CreateVersion7();
        List<Reading> rows = [.. Readings(series), new() { Id = Guid.CreateVersion7(), TenantId = Demo.Rivieres, Series = series, Kind = ReadingKind.Weight, Taken = At }];

        await Assert.ThrowsAsync<InvalidOperationException>(() => InsertAsync(rows));

        Assert.Equal(0, await api.InAsync(Demo.Brume, db => db.Readings.CountAsync(r => r.Series == series, Ct)));
    }

    [Fact]
    public async Task A_key_that_is_taken_undoes_the_whole_lot()
    {
        var rows = Readings(Guid.CreateVersion7());
        await InsertAsync(rows);

        await Assert.ThrowsAsync<DbUpdateException>(() => InsertAsync([.. Readings(rows[0].Series), rows[^1]]));

        Assert.Equal(rows.Count, await api.InAsync(Demo.Brume, db => db.Readings.CountAsync(r => r.Series == rows[0].Series, Ct)));
    }

    [Fact]
    public async Task What_is_saved_as_new_is_what_a_tracked_save_stores_and_its_facts_leave_at_the_commit()
    {
        var (tracked, series) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await InsertAsync(Readings(tracked));

        await CommitNewAsync(Readings(series));

        Assert.Equal(await StoredAsync(tracked), await StoredAsync(series));
        var fact = await api.Sidecar.WaitForAsync(NoteTaken.Topic, published => published.Subject == series.ToString());
        Assert.Equal(series, fact.Data.GetProperty("noteId").GetGuid());
    }

    [Fact]
    public async Task New_rows_of_another_organisation_or_under_a_key_that_is_taken_leave_nothing()
    {
        var (series, known) = (Guid.CreateVersion7(), Readings(Guid.CreateVersion7()));
        await InsertAsync(known);

        await Assert.ThrowsAsync<InvalidOperationException>(() => CommitNewAsync([.. Readings(series), new() { Id = Guid.CreateVersion7(), TenantId = Demo.Rivieres, Series = series, Kind = ReadingKind.Weight, Taken = At }]));
        await Assert.ThrowsAsync<DbUpdateException>(() => CommitNewAsync([.. Readings(series), known[0]]));

        Assert.Equal(0, await api.InAsync(Demo.Brume, db => db.Readings.CountAsync(r => r.Series == series, Ct)));
    }

    private static DateTimeOffset At { get; } = new(2026, 2, 28, 23, 30, 15, 250, TimeSpan.Zero);

    // Empty, missing, long, accented, negative, more decimals than usual: and each value again, since what does not change is not bound again.
    private static List<Reading> Readings(Guid series) =>
    [
        new() { Id = Guid.CreateVersion7(), TenantId = Demo.Brume, Series = series, Place = 1, Label = "", Kind = ReadingKind.Weight, Taken = At },
        new() { Id = Guid.CreateVersion7(), TenantId = Demo.Brume, Series = series, Place = 2, Label = "", Kind = ReadingKind.Weight, Taken = At },
        new() { Id = Guid.CreateVersion7(), TenantId = Demo.Brume, Series = series, Place = 3, Label = "Pesée à l'été, 72,5 kg", Value = 72.50m, Kind = ReadingKind.Pressure, Other = ReadingKind.Weight, Day = new(2026, 2, 28), Parent = series, Confirmed = true, Count = long.MaxValue, Rank = -3, Taken = At, Seen = At },
        new() { Id = Guid.CreateVersion7(), TenantId = Demo.Brume, Series = series, Place = 4, Label = "Pesée à l'été, 72,5 kg", Value = -0.0001m, Kind = ReadingKind.Pressure, Day = new(2024, 2, 29), Parent = series, Confirmed = true, Count = 0, Rank = 0, Taken = At.AddMilliseconds(750) },
        new() { Id = Guid.CreateVersion7(), TenantId = Demo.Brume, Series = series, Place = 5, Label = new string('é', 400), Value = 12_345_678m, Kind = ReadingKind.Weight, Taken = At.AddSeconds(45) },
    ];

    private Task InsertAsync(List<Reading> rows) => api.InAsync(Demo.Brume, async db =>
    {
        await using var transaction = await db.Database.BeginTransactionAsync(Ct);
        await db.BulkInsertAsync(rows, Ct);
        await transaction.CommitAsync(Ct);
        return true;
    });

    private Task CommitNewAsync(List<Reading> rows) => api.InAsync(Demo.Brume, async db =>
    {
        await using var transaction = await db.Database.BeginTransactionAsync(Ct);
        db.Readings.AddRange(rows);
        db.Publish(NoteTaken.Topic, new NoteTaken(rows[0].Series), rows[0].Series);
        await db.CommitNewAsync(transaction, Ct);
        Assert.Empty(db.ChangeTracker.Entries());
        return true;
    });

    // As the database holds it: types and letters, without EF between.
    private Task<List<string>> StoredAsync(Guid series) => api.InAsync(Demo.Brume, async db =>
    {
        await db.Database.OpenConnectionAsync(Ct);
        await using DbCommand command = db.Database.GetDbConnection().CreateCommand();
        var type = api.OnPostgres ? "pg_typeof" : "typeof";
        string[] columns = ["Label", "Value", "Kind", "Other", "Day", "Parent", "Confirmed", "Count", "Rank", "Taken", "Seen", "TenantId"];
        command.CommandText = $"SELECT {string.Join(", ", columns.Select(c => $"CAST({type}(\"{c}\") AS TEXT), CAST(\"{c}\" AS TEXT)"))} FROM \"Readings\" WHERE \"Series\" = @series ORDER BY \"Place\"";
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = ("series", series);
        command.Parameters.Add(parameter);
        await using var reader = await command.ExecuteReaderAsync(Ct);
        var stored = new List<string>();
        while (await reader.ReadAsync(Ct)) stored.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "∅" : reader.GetString(i).Replace(series.ToString(), "series", StringComparison.OrdinalIgnoreCase))));
        return stored;
    });
}
