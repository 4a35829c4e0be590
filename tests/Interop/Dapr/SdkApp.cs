using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Peers;
using Xunit;

namespace Interop.Dapr;

/// <summary>The local sidecar as a process, and beside it an application made with npm's <c>@dapr/dapr</c>.</summary>
public sealed class SdkApp : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("interop-dapr").FullName;
    private readonly List<JsonObject> _kept = [];
    private Process? _sidecar;
    private NodePeer? _app;

    public async ValueTask InitializeAsync()
    {
        var (daprPort, appPort) = (FreePort(), FreePort());
        var token = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        await File.WriteAllTextAsync(Path.Combine(_folder, "resources.yaml"), """
            apiVersion: dapr.io/v1alpha1
            kind: Component
            metadata: {name: pubsub}
            spec: {type: pubsub.rabbitmq, version: v1, metadata: []}
            ---
            apiVersion: dapr.io/v1alpha1
            kind: Resiliency
            metadata: {name: quick}
            spec:
              policies: {retries: {quick: {policy: constant, duration: 20ms, maxRetries: 5}}}
              targets: {components: {pubsub: {inbound: {retry: quick}}}}
            """);
        _sidecar = Sidecar(appPort, daprPort, token);
        _app = NodePeer.Start("Dapr/app.mjs", new Dictionary<string, string> { ["DAPR_API_TOKEN"] = token }, $"{appPort}", $"{daprPort}");
        await HearAsync("started");
    }

    public async Task<JsonObject> AskAsync(object question)
    {
        var answer = await _app!.AskAsync(question, TestContext.Current.CancellationToken);
        Assert.Null((string?)answer["error"]);
        return answer;
    }

    /// <summary>The next thing heard on this callback, whatever else is heard meanwhile.</summary>
    public async Task<JsonObject> HearAsync(string on)
    {
        while (true)
        {
            var known = _kept.Find(one => (string?)one["on"] == on);
            if (known is not null)
            {
                _kept.Remove(known);
                return known;
            }

            _kept.Add(await _app!.HearAsync(TestContext.Current.CancellationToken));
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null) await _app.DisposeAsync();
        if (_sidecar is not null)
        {
            _sidecar.Kill();
            await _sidecar.WaitForExitAsync(CancellationToken.None);
            _sidecar.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private Process Sidecar(int appPort, int daprPort, string token)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "Sidecar.dll"),
            "--app-id", "sdk", "--app-port", $"{appPort}", "--dapr-http-port", $"{daprPort}", "--resources-path", _folder, "--data", Path.Combine(_folder, "sidecar.db")])
        {
            WorkingDirectory = _folder,
        };
        start.Environment["DAPR_API_TOKEN"] = token;
        return Process.Start(start)!;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
