using System.Diagnostics;
using Bench.Measuring;
using Bench.Rows;
using Npgsql;

namespace Bench.Servers;

/// <summary>A table taken from by SKIP LOCKED, a hundred at a time by two takers, on a PostgreSQL of this run.</summary>
internal sealed class PostgresQueue : IDisposable
{
    private readonly ServedProcess _server;
    private readonly NpgsqlDataSource _source;

    private PostgresQueue(ServedProcess server, NpgsqlDataSource source) => (_server, _source) = (server, source);

    public static async Task<PostgresQueue> StartAsync(string folder)
    {
        var (data, port) = (Path.Combine(folder, "postgres"), ServedProcess.FreePort());
        Directory.CreateDirectory(data);
        // PostgreSQL refuses to run as root; the folder of the run must let its user through.
        var asRoot = Environment.UserName == "root";
        if (asRoot)
        {
            await RunAsync("chmod", ["755", folder]);
            await RunAsync("chown", ["postgres", data]);
        }
        await RunAsync(asRoot ? "runuser" : "initdb", [.. AsPostgres(asRoot, "initdb"), "-D", data, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]);
        var server = await ServedProcess.StartAsync(
            asRoot ? "runuser" : "postgres", [.. AsPostgres(asRoot, "postgres"), "-D", data, "-p", $"{port}", "-c", "listen_addresses=127.0.0.1", "-c", $"unix_socket_directories={data}"], null, port, null, data);
        var source = NpgsqlDataSource.Create($"Host=127.0.0.1;Port={port};Username={(asRoot ? "postgres" : Environment.UserName)};Database=postgres");
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

    private static string[] AsPostgres(bool asRoot, string program) => asRoot ? ["-u", "postgres", "--", program] : [];

    private static async Task RunAsync(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var said = process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync();
        await said;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} failed: {errors}");
    }
}
