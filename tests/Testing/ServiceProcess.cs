using System.Diagnostics;
using System.Net.Http.Headers;

namespace Testing;

/// <summary>A service as the process it is, which may be killed, on a database that outlives it. The suite refers to its project, so that it lies beside the tests.</summary>
public sealed class ServiceProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Uri _address;

    private ServiceProcess(Process process, Uri address) => (_process, _address) = (process, address);

    /// <param name="service">Its name, as in its assembly.</param>
    /// <param name="database">Where it reads and writes.</param>
    /// <param name="sidecar">Where it publishes.</param>
    /// <param name="settings">Others, with two underscores between the parts of a name.</param>
    public static async Task<ServiceProcess> StartAsync(string service, TestDatabase database, RecordedSidecar sidecar, IReadOnlyDictionary<string, string> settings)
    {
        var issuer = await TestIssuer.SharedAsync();
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, $"{service}.dll")])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetTempPath(),
            Environment =
            {
                ["DOTNET_ENVIRONMENT"] = "Production", ["Logging__LogLevel__Default"] = "Information", ["Platform__HttpPort"] = "0", ["Platform__GrpcPort"] = "0", ["Platform__Environment"] = "test",
                ["Platform__Issuer"] = issuer.Issuer, ["Platform__MetadataAddress"] = issuer.MetadataAddress, ["Platform__ClientKeyFile"] = issuer.ClientKeyFile,
                ["Dapr__HttpEndpoint"] = sidecar.Address.ToString(), ["Dapr__ApiToken"] = RecordedSidecar.Token, ["Dapr__AppToken"] = "test-app-token", [$"ConnectionStrings__{service}"] = database.ConnectionString,
            },
        };
        foreach (var (name, value) in settings) start.Environment[name] = value;
        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        return new(process, await HeardAddress.OfAsync(process, "http://"));   // that of HTTP comes first, then that of gRPC
    }

    public HttpClient With(string token) => new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = _address, DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };

    /// <summary>kill -9: nothing more is run of it.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }
}
