using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Bench.Measuring;
using Bench.Servers;

namespace Bench.Goals;

/// <summary>A month of a large group, house after house: two lines a day and resident, worked out, chained and written.</summary>
internal sealed class BillingMonthGoal() : Goal("BIL", "billing a month of 5 500 residents, and at twice and four times")
{
    private const int Houses = 55, Days = 30, LinesEach = BillingSubject.ResidentsEach * Days * 2;
    private const int WarmUp = 6;
    private const string Month = "2026-04";

    protected override async Task<Measured> MeasureAsync(BenchRun bench)
    {
        var issuer = bench.Own(await Issuer.StartAsync());
        await Startable.BuildAsync(Path.Combine(Startable.Root, "services", "Billing", "Billing.csproj"));
        var neighbours = ServedProcess.FreePort();
        await bench.ServeAsync("billing-neighbours", neighbours, null, null, $"{neighbours}");

        var findings = new List<Finding>();
        foreach (var (onPostgres, name) in new[] { (false, "SQLite"), (true, "PostgreSQL") })
        {
            var took = new Dictionary<int, Cost>();
            foreach (var times in new[] { 1, 2, 4 })
            {
                took[times] = await BillAsync(bench, issuer, neighbours, times, onPostgres);
                await Console.Error.WriteLineAsync($"  {name}, {times} × {Houses * BillingSubject.ResidentsEach} residents: {took[times].Seconds:F2} s, {took[times].Cpu:F2} s of processor, {took[times].Database:F2} s in the database's server");
            }
            findings.AddRange(
            [
                Finding.Lower($"{name}: seconds for 5 500 residents", took[1].Seconds, 10, 10),
                Finding.Noted($"{name}: seconds of processor for them", took[1].Cpu + took[1].Database),
                Finding.Noted($"{name}: ledger lines a second", Houses * LinesEach / took[1].Seconds),
                Finding.Lower($"{name}: twice as many, ÷ once", took[2].Seconds / took[1].Seconds, 2.4, 2.1),
                Finding.Lower($"{name}: four times as many, ÷ once", took[4].Seconds / took[1].Seconds, 4.8, 4.2),
            ]);
        }
        return new(new Dictionary<string, Shot>(), findings);
    }

    // Some houses more than are measured: they warm the service up until the compiler has seen what is hot.
    private static async Task<Cost> BillAsync(BenchRun bench, Issuer issuer, int neighbours, int times, bool onPostgres)
    {
        using var billing = await BillingSubject.StartAsync(bench, issuer, neighbours, Houses * times + WarmUp, onPostgres);
        foreach (var house in billing.Houses.TakeLast(WarmUp)) await ConfirmAsync(billing.Http, house);

        var (startedAt, cpu, database) = (Stopwatch.GetTimestamp(), billing.Cpu, billing.DatabaseCpu);
        foreach (var house in billing.Houses.SkipLast(WarmUp)) await ConfirmAsync(billing.Http, house);
        return new(Stopwatch.GetElapsedTime(startedAt).TotalSeconds, (billing.Cpu - cpu).TotalSeconds, (billing.DatabaseCpu - database).TotalSeconds);
    }

    // A bill that is not what it should be would be fast for the wrong reason.
    private static async Task ConfirmAsync(HttpClient http, Guid house)
    {
        using var answer = await http.PostAsJsonAsync($"/establishments/{house}/periods/{Month}/confirm", new { });
        var text = await answer.Content.ReadAsStringAsync();
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException(text);
        var confirmed = JsonDocument.Parse(text).RootElement;
        if (confirmed.GetProperty("lines").GetInt32() != LinesEach || confirmed.GetProperty("amount").GetDecimal() != BillingSubject.ResidentsEach * Days * 70.60m) throw new InvalidOperationException($"Billed {text}");
    }

    private sealed record Cost(double Seconds, double Cpu, double Database);
}
