using System.Diagnostics;
using Bench.Measuring;
using Npgsql;

namespace Bench.Servers;

/// <summary>A PostgreSQL of this run, in the run's folder, on a free port.</summary>
internal sealed class PostgresServer : IDisposable
{
    private readonly ServedProcess _server;
    private readonly string _root;

    private PostgresServer(ServedProcess server, string root) => (_server, _root) = (server, root);

    public static async Task<PostgresServer> StartAsync(string folder, params string[] settings)
    {
        var port = ServedProcess.FreePort();
        var data = Path.Combine(folder, $"postgres-{port}");
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
            asRoot ? "runuser" : "postgres", [.. AsPostgres(asRoot, "postgres"), "-D", data, "-p", $"{port}", "-c", "listen_addresses=127.0.0.1", "-c", $"unix_socket_directories={data}", .. settings.SelectMany(one => new[] { "-c", one })],
            null, port, null, data);
        var started = new PostgresServer(server, $"Host=127.0.0.1;Port={port};Command Timeout=600;Username={(asRoot ? "postgres" : Environment.UserName)};Database=postgres");
        await started.WaitAsync();
        return started;
    }

    public NpgsqlDataSource Open(string database = "postgres") => NpgsqlDataSource.Create(ConnectionString(database));

    /// <summary>As the superuser, or as <paramref name="role"/>.</summary>
    public string ConnectionString(string database, string? role = null)
    {
        var said = new NpgsqlConnectionStringBuilder(_root) { Database = database };
        if (role is not null) said.Username = role;
        return said.ConnectionString;
    }

    public TimeSpan Cpu => _server.Cpu;

    public void Dispose() => _server.Dispose();

    // The port accepts before the databases do.
    private async Task WaitAsync()
    {
        await using var source = Open();
        for (var tries = 1; ; tries++)
        {
            try
            {
                await using var connection = await source.OpenConnectionAsync();
                return;
            }
            catch (PostgresException starting) when (starting.SqlState == PostgresErrorCodes.CannotConnectNow && tries < 600)
            {
                await Task.Delay(50);
            }
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
