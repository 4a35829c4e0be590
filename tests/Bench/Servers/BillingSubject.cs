using System.Data.Common;
using System.Net.Http.Headers;
using Bench.Measuring;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Bench.Servers;

/// <summary>Billing's release build on a database of its own, with houses full of residents, and whatever runs for it.</summary>
internal sealed class BillingSubject : IDisposable
{
    public const int ResidentsEach = 100;

    private readonly ServedProcess _service;
    private readonly PostgresServer? _postgres;

    private BillingSubject(ServedProcess service, PostgresServer? postgres, HttpClient http, IReadOnlyList<Guid> houses) => (_service, _postgres, Http, Houses) = (service, postgres, http, houses);

    public HttpClient Http { get; }
    public IReadOnlyList<Guid> Houses { get; }

    public TimeSpan Cpu => _service.Cpu;

    /// <summary>What the server of the database has used, when there is one.</summary>
    public TimeSpan DatabaseCpu => _postgres?.Cpu ?? TimeSpan.Zero;

    /// <param name="neighbours">Port of <see cref="BillingNeighbours"/>.</param>
    public static async Task<BillingSubject> StartAsync(BenchRun bench, Issuer issuer, int neighbours, int houses, bool onPostgres)
    {
        var port = ServedProcess.FreePort();
        var settings = new Dictionary<string, string> { ["Services__directory__Grpc"] = $"http://127.0.0.1:{neighbours}", ["Services__consent__Grpc"] = $"http://127.0.0.1:{neighbours}" };
        var postgres = onPostgres ? await PostgresServer.StartAsync(bench.Folder) : null;
        if (postgres is not null) settings["ConnectionStrings__Billing"] = await DatabaseAsync(postgres);
        var service = await new Startable("Billing", "").StartAsync(bench.Folder, issuer, port, null, settings);
        await using DbConnection database = postgres is null
            ? new SqliteConnection($"Data Source={Path.Combine(bench.Folder, $"Billing-{port}", "service.db")};Pooling=False")
            : new NpgsqlConnection(postgres.ConnectionString("billing"));
        var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromMinutes(2) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer",
            issuer.Token("billing:read billing:write", BillingNeighbours.Tenant.ToString(), "pro", BillingNeighbours.Situation.ToString()));
        return new(service, postgres, http, await FillAsync(database, houses));
    }

    public void Dispose()
    {
        Http.Dispose();
        _service.Dispose();
        _postgres?.Dispose();
    }

    private static async Task<string> DatabaseAsync(PostgresServer server)
    {
        await using var owner = server.Open();
        foreach (var statement in new[] { "CREATE ROLE billing LOGIN NOSUPERUSER NOBYPASSRLS", "CREATE DATABASE billing OWNER billing" })
        {
            await using var command = owner.CreateCommand(statement);
            await command.ExecuteNonQueryAsync();
        }
        return server.ConnectionString("billing", "billing");
    }

    private static async Task<List<Guid>> FillAsync(DbConnection database, int count)
    {
        await database.OpenAsync();
        await using var transaction = await database.BeginTransactionAsync();
        var houses = Enumerable.Range(0, count).Select(_ => Guid.CreateVersion7()).ToList();
        var (decided, created) = (new DateOnly(2020, 1, 1), new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        foreach (var house in houses)
        {
            foreach (var (code, price) in new[] { ("HEB", 65.0m), ("DEP-GIR56", 5.6m), ("RDAS", 6.5m) })
                await WriteAsync(transaction, "PriceTables", ("Id", Guid.CreateVersion7()), ("TenantId", BillingNeighbours.Tenant), ("EstablishmentId", house), ("Code", code), ("UnitPrice", price), ("ValidFrom", decided),
                    ("DecidedOn", decided), ("Revision", 1), ("AuthorSituationId", BillingNeighbours.Situation), ("CreatedAt", created), ("Version", 1));
            for (var n = 0; n < ResidentsEach; n++)
                await WriteAsync(transaction, "Stays", ("Id", Guid.CreateVersion7()), ("TenantId", BillingNeighbours.Tenant), ("UsagerId", Guid.CreateVersion7()), ("EstablishmentId", house), ("Regime", "EhpadClassic"),
                    ("AdmittedOn", new DateOnly(2025, 1, 1)), ("Terms", "{}"), ("CreatedAt", created), ("Version", 1));
        }
        await transaction.CommitAsync();
        return houses;
    }

    private static async Task WriteAsync(DbTransaction transaction, string table, params (string Column, object Value)[] row)
    {
        await using var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = $"""INSERT INTO "{table}" ({string.Join(", ", row.Select(r => $"\"{r.Column}\""))}) VALUES ({string.Join(", ", row.Select(r => "@" + r.Column))})""";
        foreach (var (column, value) in row)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (column, value);
            command.Parameters.Add(parameter);
        }
        await command.ExecuteNonQueryAsync();
    }
}
