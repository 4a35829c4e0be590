using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Bench.Measuring;
using Bench.Servers;

namespace Bench.Goals;

/// <summary>From the outbox through the sidecar into a subscriber's inbox: drained as fast as it goes, and at a steady rate.</summary>
internal sealed class DeliveryGoal() : Goal("P12", "outbox → subscriber, drained ÷ PostgreSQL SKIP LOCKED; end to end at 1 000/s")
{
    private const int Backlog = 3000, SteadyPerSecond = 1000, StepsPerSecond = 20;

    protected override async Task<Measured> MeasureAsync(BenchRun bench)
    {
        var issuer = bench.Own(await Issuer.StartAsync());
        var (port, sidecarPort) = (ServedProcess.FreePort(), ServedProcess.FreePort());
        bench.Own(await SidecarAsync(bench.Folder, port, sidecarPort));
        var settings = new Dictionary<string, string>(issuer.Settings)
        {
            ["Dapr__HttpEndpoint"] = $"http://127.0.0.1:{sidecarPort}", ["Bench__Subscribe"] = "true",
            ["ConnectionStrings__Rows"] = $"Data Source={Path.Combine(bench.Folder, "rows.db")}",
        };
        await bench.ServeAsync("rows", port, new($"http://127.0.0.1:{port}/health/live"), settings, $"{port}");
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromMinutes(2) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", issuer.Token("bench:write", Guid.CreateVersion7().ToString(), "pro"));
        var queue = bench.Own(await PostgresQueue.StartAsync(bench.Folder));

        await DrainAsync(http, 200);
        await queue.DrainAsync(1000);
        var (drained, anchor) = (new List<double>(), new List<double>());
        for (var round = 1; round <= bench.Settings.Rounds; round++)
        {
            anchor.Add(await queue.DrainAsync(Backlog * 5));
            drained.Add(await DrainAsync(http, Backlog));
            await Console.Error.WriteLineAsync($"  round {round} SKIP LOCKED {anchor[^1]:F0}/s, outbox to subscriber {drained[^1]:F0}/s");
        }
        var (p50, p99, rate) = await SteadyAsync(http, bench.Settings.Shot * 2);
        return new(new Dictionary<string, Shot>(),
        [
            Finding.Noted("SKIP LOCKED, messages/s", Middle(anchor)),
            Finding.Noted("outbox → subscriber, messages/s", Middle(drained)),
            Finding.Higher("drained", Middle(drained) / Middle(anchor), 0.25, 0.5),
            Finding.Noted("steady rate reached, messages/s", rate),
            Finding.Noted("end to end p50, ms", p50),
            Finding.Noted("end to end p99, ms (bar: 2 × RabbitMQ quorum, not in this run)", p99),
        ]);
    }

    private static async Task<ServedProcess> SidecarAsync(string folder, int appPort, int port)
    {
        await Startable.BuildAsync(Path.Combine(Startable.Root, "services", "Sidecar", "Sidecar.csproj"));
        var (config, resources) = (Path.Combine(folder, "sidecar.json"), Directory.CreateDirectory(Path.Combine(folder, "components")).FullName);
        await File.WriteAllTextAsync(config, JsonSerializer.Serialize(new
        {
            data = Path.Combine(folder, "sidecar.db"),
            apps = new[] { new { appId = "bench", httpPort = port, appPort, apiToken = "bench", appToken = "bench" } },
        }));
        await File.WriteAllTextAsync(Path.Combine(resources, "pubsub.yaml"), "apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata:\n  name: pubsub\nspec:\n  type: pubsub.in-memory\n  version: v1\n");
        return await ServedProcess.StartAsync(
            "dotnet", [Path.Combine(Startable.Root, "artifacts", "bin", "Sidecar", "release", "Sidecar.dll"), "--config", config, "--resources-path", resources], null, port, null, folder);
    }

    private static async Task<double> DrainAsync(HttpClient http, int count)
    {
        var before = (await LookAsync(http)).GetProperty("total").GetInt32();
        using (var filled = await http.PostAsync($"/fill?count={count}", null)) filled.EnsureSuccessStatusCode();
        var already = (await LookAsync(http)).GetProperty("total").GetInt32();
        var startedAt = Stopwatch.GetTimestamp();
        await UntilAsync(http, before + count);
        return (before + count - already) / Stopwatch.GetElapsedTime(startedAt).TotalSeconds;
    }

    private static async Task<(double P50, double P99, double Rate)> SteadyAsync(HttpClient http, TimeSpan length)
    {
        var total = (await LookAsync(http)).GetProperty("total").GetInt32();
        var startedAt = Stopwatch.GetTimestamp();
        using var tick = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / StepsPerSecond));
        while (Stopwatch.GetElapsedTime(startedAt) < length && await tick.WaitForNextTickAsync())
        {
            using var filled = await http.PostAsync($"/fill?count={SteadyPerSecond / StepsPerSecond}", null);
            filled.EnsureSuccessStatusCode();
            total += SteadyPerSecond / StepsPerSecond;
        }
        await UntilAsync(http, total, keep: true);
        var took = Stopwatch.GetElapsedTime(startedAt);
        var seen = await LookAsync(http);
        return (seen.GetProperty("p50").GetDouble(), seen.GetProperty("p99").GetDouble(), seen.GetProperty("count").GetInt32() / took.TotalSeconds);
    }

    private static async Task UntilAsync(HttpClient http, int total, bool keep = false)
    {
        var startedAt = Stopwatch.GetTimestamp();
        for (var seen = 0; seen < total; await Task.Delay(20))
        {
            seen = (await LookAsync(http, keep)).GetProperty("total").GetInt32();
            if (Stopwatch.GetElapsedTime(startedAt) > TimeSpan.FromMinutes(1)) throw new TimeoutException($"After a minute {total - seen} of the messages had not arrived.");
        }
    }

    private static async Task<JsonElement> LookAsync(HttpClient http, bool keep = false) => await http.GetFromJsonAsync<JsonElement>($"/arrivals?keep={keep}");

    private static double Middle(List<double> all)
    {
        var sorted = all.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
