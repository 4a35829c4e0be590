using System.Diagnostics;

namespace Sidecar.Tests;

/// <summary>
/// The judged sidecar, started by its command beside one application. It may be killed and started again: its ports,
/// its tokens and its folder DATA stay the same.
/// </summary>
internal sealed class CommandedSidecar : IAsyncDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("commanded").FullName;
    private readonly Dictionary<string, string> _environment;
    private ChildProcess? _process;

    public CommandedSidecar(string appId, TestApp app)
    {
        var (ports, token) = (FreePorts.Take(2), SidecarClient.NewToken());
        _environment = new()
        {
            ["APP_ID"] = appId,
            ["APP_PORT"] = app.Port.ToString(),
            ["HTTP_PORT"] = ports[0].ToString(),
            ["GRPC_PORT"] = ports[1].ToString(),
            ["RESOURCES"] = JudgedSidecar.Resources,
            ["DATA"] = _data,
            ["HEALTH_PATH"] = "/healthz",
            ["HEALTH_INTERVAL"] = JudgedSidecar.HealthInterval,
            ["DAPR_API_TOKEN"] = token,
            ["APP_API_TOKEN"] = app.Token ?? "",
            ["DOTNET"] = ChildProcess.DotNet,
            ["SIDECAR_DLL"] = ChildProcess.SidecarDll,
        };
        Client = SidecarClient.On(ports[0], token);
    }

    public HttpClient Client { get; }
    public bool Running => _process is { Running: true };

    /// <summary>Starts and waits until it serves its application; without <paramref name="ready"/>, until its API answers.</summary>
    public async Task<CommandedSidecar> StartAsync(bool ready = true)
    {
        // The shell is replaced by the sidecar, so that signals reach it and its exit code is seen.
        var start = new ProcessStartInfo("sh", ["-c", "exec " + JudgedSidecar.Command]);
        foreach (var (name, value) in _environment) start.Environment[name] = value;
        _process = new(start);
        try
        {
            await Eventually.TrueAsync(async () => !Running || await Client.AnswersAsync(ready ? "v1.0/healthz" : "v1.0/healthz/outbound"));
        }
        catch (OperationCanceledException late)
        {
            throw new InvalidOperationException("The sidecar is not ready: " + _process.Output(), late);
        }

        return Running ? this : throw new InvalidOperationException("The sidecar stopped: " + _process.Output());
    }

    public Task KillAsync() => _process!.KillAsync();

    public void Terminate() => _process!.Terminate();

    public Task<int> ExitAsync() => _process!.ExitAsync();

    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
        Client.Dispose();
        Directory.Delete(_data, recursive: true);
    }
}
