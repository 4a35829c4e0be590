using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sidecar.Tests;

/// <summary>The real sidecar, started from its build output as a process that may be killed and started again on its data.</summary>
internal sealed class SidecarProcess : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sidecar").FullName;
    private readonly JsonObject _config;
    private readonly List<string> _options = [];
    private readonly Dictionary<string, HttpClient> _clients = [];
    private ChildProcess? _process;

    public SidecarProcess(params (string AppId, int AppPort)[] apps)
    {
        var ports = FreePorts.Take(apps.Length + 1);
        Apps = [.. apps.Select((app, i) => new JsonObject
        {
            ["appId"] = app.AppId, ["httpPort"] = ports[i], ["appPort"] = app.AppPort, ["apiToken"] = SidecarClient.NewToken(),
        })];
        _config = new()
        {
            ["data"] = Path.Combine(_folder, "sidecar.db"),
            ["apps"] = new JsonArray([.. Apps]),
            ["operator"] = new JsonObject { ["port"] = ports[^1], ["token"] = SidecarClient.NewToken() },
        };
        foreach (var app in Apps) _clients.TryAdd((string)app["appId"]!, SidecarClient.On((int)app["httpPort"]!, (string)app["apiToken"]!));
        Operator = SidecarClient.On(ports[^1], (string)_config["operator"]!["token"]!);
    }

    public IReadOnlyList<JsonObject> Apps { get; }
    public HttpClient Operator { get; }
    public string Resources { get; set; } = JudgedSidecar.OwnResources;
    public string Folder => _folder;
    public bool Running => _process is { Running: true };

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
                await Eventually.TrueAsync(async () => !Running || await client.AnswersAsync(ready ? "v1.0/healthz" : "v1.0/healthz/outbound"));
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
        return (await ExitAsync(), Output());
    }

    public Task KillAsync() => _process!.KillAsync();

    public void Terminate() => _process!.Terminate();

    public Task<int> ExitAsync() => _process!.ExitAsync();

    public string Output() => _process!.Output();

    public async Task<JsonArray> DeadLettersAsync(string query = "") =>
        (await Operator.GetFromJsonAsync<JsonArray>("operator/dead-letters" + query, TestContext.Current.CancellationToken))!;

    public async Task<long> PendingAsync(string appId, string topic)
    {
        var groups = await Operator.GetFromJsonAsync<JsonArray>("operator/groups", TestContext.Current.CancellationToken);
        return (long?)groups!.SingleOrDefault(group => (string?)group!["appId"] == appId && (string?)group["topic"] == topic)?["pending"] ?? -1;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
        foreach (var client in _clients.Values.Append(Operator)) client.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void Launch()
    {
        var config = Path.Combine(_folder, "sidecar.json");
        File.WriteAllText(config, _config.ToJsonString(JsonSerializerOptions.Web));
        Launch(["--config", config, .. _options]);
    }

    private void Launch(IEnumerable<string> options)
    {
        var start = new ProcessStartInfo(ChildProcess.DotNet) { WorkingDirectory = _folder };
        foreach (var argument in (string[])["exec", ChildProcess.SidecarDll, "--resources-path", Resources, .. options]) start.ArgumentList.Add(argument);
        _process = new(start);
    }
}
