using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Bench.Measuring;
using Bench.Servers;
using Microsoft.Data.Sqlite;

namespace Bench.Goals;

/// <summary>A month of a large group, house after house: two lines a day and resident, worked out, chained and written.</summary>
internal sealed class BillingMonthGoal() : Goal("BIL", "billing a month of 5 500 residents, and at twice and four times")
{
    private const int Houses = 55, ResidentsEach = 100, Days = 30;
    private const string Month = "2026-04";

    protected override async Task<Measured> MeasureAsync(BenchRun bench)
    {
        var issuer = bench.Own(await Issuer.StartAsync());
        await Startable.BuildAsync(Path.Combine(Startable.Root, "services", "Billing", "Billing.csproj"));
        var neighbours = ServedProcess.FreePort();
        await bench.ServeAsync("billing-neighbours", neighbours, null, null, $"{neighbours}");

        var took = new Dictionary<int, double>();
        foreach (var times in new[] { 1, 2, 4 })
        {
            took[times] = await BillAsync(bench, issuer, neighbours, times);
            await Console.Error.WriteLineAsync($"  {times} × {Houses * ResidentsEach} residents: {took[times]:F2} s");
        }
        var lines = Houses * ResidentsEach * Days * 2.0;
        return new(new Dictionary<string, Shot>(),
        [
            Finding.Lower("seconds for 5 500 residents", took[1], 10, 10),
            Finding.Noted("ledger lines a second", lines / took[1]),
            Finding.Lower("twice as many, ÷ once", took[2] / took[1], 2.4, 2.1),
            Finding.Lower("four times as many, ÷ once", took[4] / took[1], 4.8, 4.2),
        ]);
    }

    private static async Task<double> BillAsync(BenchRun bench, Issuer issuer, int neighbours, int times)
    {
        var port = ServedProcess.FreePort();
        using var billing = await new Startable("Billing", "").StartAsync(bench.Folder, issuer, port, null, new Dictionary<string, string>
        {
            ["Services__directory__Grpc"] = $"http://127.0.0.1:{neighbours}", ["Services__consent__Grpc"] = $"http://127.0.0.1:{neighbours}",
        });
        var file = Path.Combine(bench.Folder, $"Billing-{port}", "service.db");
        var houses = Fill(file, Houses * times);
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromMinutes(2) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", issuer.Token("billing:read billing:write", BillingNeighbours.Tenant.ToString(), "pro", BillingNeighbours.Situation.ToString()));
        await ConfirmAsync(http, houses[^1]);

        var startedAt = Stopwatch.GetTimestamp();
        foreach (var house in houses[..^1]) await ConfirmAsync(http, house);
        var took = Stopwatch.GetElapsedTime(startedAt).TotalSeconds;
        billing.Dispose();
        SqliteConnection.ClearAllPools();
        File.Delete(file);
        return took;
    }

    // A bill that is not what it should be would be fast for the wrong reason.
    private static async Task ConfirmAsync(HttpClient http, Guid house)
    {
        using var answer = await http.PostAsJsonAsync($"/establishments/{house}/periods/{Month}/confirm", new { });
        var text = await answer.Content.ReadAsStringAsync();
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException(text);
        var confirmed = JsonDocument.Parse(text).RootElement;
        if (confirmed.GetProperty("lines").GetInt32() != ResidentsEach * Days * 2 || confirmed.GetProperty("amount").GetDecimal() != ResidentsEach * Days * 70.60m) throw new InvalidOperationException($"Billed {text}");
    }

    // One house more than is measured: the first confirmation warms the service up.
    private static List<Guid> Fill(string file, int count)
    {
        using var connection = new SqliteConnection($"Data Source={file}");
        connection.Open();
        using var transaction = connection.BeginTransaction();
        var houses = Enumerable.Range(0, count + 1).Select(_ => Guid.CreateVersion7()).ToList();
        foreach (var house in houses)
        {
            foreach (var (code, price) in new[] { ("HEB", "65.0"), ("DEP-GIR56", "5.6"), ("RDAS", "6.5") })
                Write(connection, transaction, "INSERT INTO PriceTables (Id, TenantId, EstablishmentId, Code, UnitPrice, ValidFrom, DecidedOn, Revision, AuthorSituationId, CreatedAt, Version) VALUES ($id, $tenant, $house, $a, $b, '2020-01-01', '2020-01-01', 1, $id, '2026-01-01 00:00:00', 1)", house, code, price);
            for (var n = 0; n < ResidentsEach; n++)
                Write(connection, transaction, "INSERT INTO Stays (Id, TenantId, UsagerId, EstablishmentId, Regime, AdmittedOn, Terms, CreatedAt, Version) VALUES ($id, $tenant, $a, $house, $b, '2025-01-01', '{}', '2026-01-01 00:00:00', 1)", house, Guid.CreateVersion7(), "EhpadClassic");
        }
        transaction.Commit();
        return houses;
    }

    private static void Write(SqliteConnection connection, SqliteTransaction transaction, string text, Guid house, object a, object b)
    {
        using var command = connection.CreateCommand();
        (command.CommandText, command.Transaction) = (text, transaction);
        command.Parameters.AddWithValue("$id", Guid.CreateVersion7());
        command.Parameters.AddWithValue("$tenant", BillingNeighbours.Tenant);
        command.Parameters.AddWithValue("$house", house);
        command.Parameters.AddWithValue("$a", a);
        command.Parameters.AddWithValue("$b", b);
        command.ExecuteNonQuery();
    }
}
