using System.Net.Http.Headers;
using Bench.Load;
using Bench.Measuring;
using Bench.Rows;
using Bench.Servers;

namespace Bench.Goals;

/// <summary>A command writes its row and its fact in one transaction. SQLite has one writer, so one caller writes.</summary>
internal sealed class CommandGoal() : Goal("P9", "command (row + outbox) ÷ raw row + outbox, SQLite")
{
    private static readonly Guid Tenant = Guid.CreateVersion7();

    protected override async Task<Measured> MeasureAsync(BenchRun bench)
    {
        var issuer = bench.Own(await Issuer.StartAsync());
        var raw = bench.Own(new RawSqlite(Path.Combine(bench.Folder, "raw.db")));
        await using var inside = await InProcess.StartAsync(issuer, Path.Combine(bench.Folder, "inside.db"));
        var port = ServedProcess.FreePort();
        var settings = new Dictionary<string, string>(issuer.Settings)
        {
            ["Dapr__HttpEndpoint"] = issuer.Address, ["ConnectionStrings__Rows"] = $"Data Source={Path.Combine(bench.Folder, "served.db")}",
        };
        var served = await bench.ServeAsync("rows", port, new($"http://127.0.0.1:{port}/health/live"), settings, $"{port}");
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new($"http://127.0.0.1:{port}") };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", issuer.Token("bench:write", Tenant.ToString(), "pro"));

        var shots = await bench.RoundsAsync(
            new("raw driver", length => Callers.ShootAsync(1, length, () => TimeSpan.Zero, () => Write(raw))),
            new("handler, in process", length => Callers.ShootAsync(1, length, () => TimeSpan.Zero, () => inside.InTenantAsync(Tenant, (db, clock) => RowsEndpoints.Write(db, clock, default)))),
            new("POST over HTTP, 4 callers", length => Callers.ShootAsync(4, length, () => served.Cpu, () => PostAsync(http))));
        return new(shots,
        [
            Finding.Higher("commands/s, handler", shots["handler, in process"].PerSecond / shots["raw driver"].PerSecond, 0.35, 0.6),
            Finding.Noted("commands/s, whole request over HTTP", shots["POST over HTTP, 4 callers"].PerSecond / shots["raw driver"].PerSecond),
        ]);
    }

    private static Task Write(RawSqlite raw)
    {
        raw.Write(Tenant.ToString());
        return Task.CompletedTask;
    }

    private static async Task PostAsync(HttpClient http)
    {
        using var answer = await http.PostAsync("/rows", null);
        answer.EnsureSuccessStatusCode();
    }
}
