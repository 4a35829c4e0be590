using System.Diagnostics;
using Bench.Rows;
using Npgsql;

namespace Bench.Servers;

/// <summary>A table taken from by SKIP LOCKED, a hundred at a time by two takers, on a PostgreSQL of this run.</summary>
internal sealed class PostgresQueue : IDisposable
{
    private readonly PostgresServer _server;
    private readonly NpgsqlDataSource _source;

    private PostgresQueue(PostgresServer server, NpgsqlDataSource source) => (_server, _source) = (server, source);

    public static async Task<PostgresQueue> StartAsync(string folder)
    {
        var server = await PostgresServer.StartAsync(folder);
        var source = server.Open();
        await using var table = source.CreateCommand("CREATE TABLE outbox (sequence bigserial PRIMARY KEY, payload jsonb NOT NULL)");
        await table.ExecuteNonQueryAsync();
        return new(server, source);
    }

    public async Task<double> DrainAsync(int count)
    {
        await using (var fill = _source.CreateCommand("INSERT INTO outbox (payload) SELECT $1::jsonb FROM generate_series(1, $2)"))
        {
            fill.Parameters.AddWithValue(RowWritten.Filler);
            fill.Parameters.AddWithValue(count);
            await fill.ExecuteNonQueryAsync();
        }
        var startedAt = Stopwatch.GetTimestamp();
        var taken = await Task.WhenAll(TakeAllAsync(), TakeAllAsync());
        if (taken.Sum() != count) throw new InvalidOperationException("The takers did not take each row once.");
        return count / Stopwatch.GetElapsedTime(startedAt).TotalSeconds;
    }

    public void Dispose()
    {
        _source.Dispose();
        _server.Dispose();
    }

    private async Task<int> TakeAllAsync()
    {
        await using var connection = await _source.OpenConnectionAsync();
        await using var take = new NpgsqlCommand("DELETE FROM outbox WHERE sequence IN (SELECT sequence FROM outbox ORDER BY sequence LIMIT 100 FOR UPDATE SKIP LOCKED) RETURNING payload", connection);
        await take.PrepareAsync();
        for (var taken = 0; ;)
        {
            var lot = 0;
            await using var reader = await take.ExecuteReaderAsync();
            while (await reader.ReadAsync()) lot += reader.GetString(0).Length > 0 ? 1 : 0;
            if (lot == 0) return taken;
            taken += lot;
        }
    }
}
