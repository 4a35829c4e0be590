using Microsoft.Data.Sqlite;
using Npgsql;

namespace Testing;

/// <summary>A database of the fixture's own: a SQLite file, or a database on the server TEST_DB names, owned by a role that row-level security binds.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private const string Role = "platform_test";
    private readonly Func<ValueTask> _drop;

    private TestDatabase(string connectionString, Func<ValueTask> drop) => (ConnectionString, _drop) = (connectionString, drop);

    public string ConnectionString { get; }

    public static async Task<TestDatabase> CreateAsync(string service) =>
        Environment.GetEnvironmentVariable("TEST_DB") is { Length: > 0 } server ? await OnServerAsync(server, service) : InFile(service);

    public ValueTask DisposeAsync() => _drop();

    private static TestDatabase InFile(string service)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"{service}-{Guid.NewGuid():N}");
        Directory.CreateDirectory(folder);
        return new($"Data Source={Path.Combine(folder, $"{service}.db")}", () =>
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
            return ValueTask.CompletedTask;
        });
    }

    private static async Task<TestDatabase> OnServerAsync(string server, string service)
    {
        var name = $"{service}_{Guid.NewGuid():N}";
        await using var admin = new NpgsqlConnection(server);
        await admin.OpenAsync();
        await RunAsync(admin, $"DO $$ BEGIN CREATE ROLE {Role} LOGIN PASSWORD '{Role}' NOSUPERUSER NOBYPASSRLS; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$");
        await RunAsync(admin, $"CREATE DATABASE \"{name}\" OWNER {Role}");
        var connection = new NpgsqlConnectionStringBuilder(server) { Database = name, Username = Role, Password = Role, MaxPoolSize = 20 };
        return new(connection.ToString(), async () =>
        {
            NpgsqlConnection.ClearAllPools();
            await using var last = new NpgsqlConnection(server);
            await last.OpenAsync();
            await RunAsync(last, $"DROP DATABASE IF EXISTS \"{name}\" WITH (FORCE)");
        });
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
