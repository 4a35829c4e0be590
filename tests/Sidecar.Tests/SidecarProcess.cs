using System.Diagnostics;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sidecar.Tests;

/// <summary>The real sidecar, started from its build output as a process that may be killed and started again on its data.</summary>
internal sealed class SidecarProcess : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sidecar").FullName;
    private readonly JsonObject _config;
    private readonly List<string> _options = [];
    private readonly List<string> _lines = [];
    private readonly Dictionary<string, HttpClient> _clients = [];
    private Process? _process;

    public SidecarProcess(params (string AppId, int AppPort)[] apps)
    {
        var ports = FreePorts.Take(apps.Length + 1);
        Apps = [.. apps.Select((app, i) => new JsonObject
        {
            ["appId"] = app.AppId, ["httpPort"] = ports[i], ["appPort"] = app.AppPort, ["apiToken"] = NewToken(),
        })];
        _config = new()
        {
            ["data"] = Path.Combine(_folder, "sidecar.db"),
            ["apps"] = new JsonArray([.. Apps]),
            ["operator"] = new JsonObject { ["port"] = ports[^1], ["token"] = NewToken() },
        };
        foreach (var app in Apps) _clients.TryAdd((string)app["appId"]!, Client((int)app["httpPort"]!, (string)app["apiToken"]!));
        Operator = Client(ports[^1], (string)_config["operator"]!["token"]!);
    }

    public IReadOnlyList<JsonObject> Apps { get; }
    public HttpClient Operator { get; }
    public string Resources { get; set; } = Path.Combine(AppContext.BaseDirectory, "resources");
    public string Folder => _folder;
    public bool Running => _process is { HasExited: false };

    public HttpClient For(string appId) => _clients[appId];

    public SidecarProcess With(Action<JsonObject> change)
    {
        change(_config);
        return this;
    }

    public SidecarProcess Option(params string[] options)
    {
        _options.AddRange(options);
        return this;
    }

    /// <summary>Started with options alone, as daprd beside a single application.</summary>
    public static SidecarProcess Alone(params string[] options)
    {
        var sidecar = new SidecarProcess();
        sidecar.Launch(["--data", Path.Combine(sidecar._folder, "sidecar.db"), .. options]);
        return sidecar;
    }

    /// <summary>Starts and waits until each application's port answers; with <paramref name="ready"/>, until each is served.</summary>
    public async Task<SidecarProcess> StartAsync(bool ready = true)
    {
        Launch();
        try
        {
            foreach (var client in _clients.Values)
                await Eventually.TrueAsync(async () => !Running || await AnswersAsync(client, ready ? "v1.0/healthz" : "v1.0/healthz/outbound"));
        }
        catch (OperationCanceledException late)
        {
            throw new InvalidOperationException("The sidecar is not ready: " + Output(), late);
        }

        return Running ? this : throw new InvalidOperationException("The sidecar stopped: " + Output());
    }

    public async Task<(int ExitCode, string Output)> RunToEndAsync()
    {
        Launch();
        await _process!.WaitForExitAsync(TestContext.Current.CancellationToken);
        _process.WaitForExit();
        return (_process.ExitCode, Output());
    }

    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    public void Terminate() => Process.Start("kill", ["-TERM", _process!.Id.ToString()]).WaitForExit();

    public async Task<int> ExitAsync()
    {
        await _process!.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    public async Task<JsonArray> DeadLettersAsync(string query = "") =>
        (await Operator.GetFromJsonAsync<JsonArray>("operator/dead-letters" + query, TestContext.Current.CancellationToken))!;

    public async Task<long> PendingAsync(string appId, string topic)
    {
        var groups = await Operator.GetFromJsonAsync<JsonArray>("operator/groups", TestContext.Current.CancellationToken);
        return (long?)groups!.SingleOrDefault(group => (string?)group!["appId"] == appId && (string?)group["topic"] == topic)?["pending"] ?? -1;
    }

    public string Output()
    {
        lock (_lines) return string.Join('\n', _lines);
    }

    public async ValueTask DisposeAsync()
    {
        if (Running) await KillAsync();
        _process?.Dispose();
        foreach (var client in _clients.Values.Append(Operator)) client.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static string NewToken() => Convert.ToHexString(RandomNumberGenerator.GetBytes(16));

    private static HttpClient Client(int port, string token)
    {
        var client = new HttpClient { BaseAddress = new($"http://127.0.0.1:{port}/"), Timeout = TimeSpan.FromSeconds(20) };
        client.DefaultRequestHeaders.Add("dapr-api-token", token);
        return client;
    }

    public static async Task<bool> AnswersAsync(HttpClient client, string path)
    {
        try
        {
            using var answer = await client.GetAsync(path, TestContext.Current.CancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private void Launch()
    {
        var config = Path.Combine(_folder, "sidecar.json");
        File.WriteAllText(config, _config.ToJsonString(JsonSerializerOptions.Web));
        Launch(["--config", config, .. _options]);
    }

    private void Launch(IEnumerable<string> options)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _folder,
        };
        foreach (var argument in (string[])["exec", Path.Combine(AppContext.BaseDirectory, "Sidecar.dll"), "--resources-path", Resources, .. options])
            start.ArgumentList.Add(argument);
        _process?.Dispose();
        _process = new() { StartInfo = start };
        _process.OutputDataReceived += Keep;
        _process.ErrorDataReceived += Keep;
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (_lines) _lines.Add(line.Data ?? "");
    }
}
