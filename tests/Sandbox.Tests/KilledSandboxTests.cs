using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;

namespace Sandbox.Tests;

/// <summary>The real process, killed without warning: what it acknowledged must be there when it comes back.</summary>
public sealed class KilledSandboxTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sandbox-kill-").FullName;
    private readonly HttpClient _http;
    private Process? _process;
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public KilledSandboxTests() => _http = new(new SocketsHttpHandler
    {
        SslOptions = { RemoteCertificateValidationCallback = SandboxApi.TrustedBy(() => Path.Combine(_folder, "pki", "ca.pem")) },
    });

    [Fact]
    public async Task What_was_acknowledged_survives_kill_9()
    {
        var address = await StartAsync();
        (await _http.PutAsJsonAsync(address + "/control/faults/dmp", new { mode = "down", count = 7 }, Ct)).EnsureSuccessStatusCode();
        for (var i = 0; i < 20; i++)
            (await _http.PostAsJsonAsync(address + "/control/insi/injections", new { code = "01", traits = new { birthName = "NOM-" + i } }, Ct)).EnsureSuccessStatusCode();

        _process!.Kill();   // SIGKILL
        await _process.WaitForExitAsync(Ct);
        var again = await StartAsync();

        var fault = await _http.GetFromJsonAsync<JsonElement>(again + "/control/faults/dmp", Ct);
        Assert.Equal(("down", 7), (fault.GetProperty("mode").GetString(), fault.GetProperty("count").GetInt32()));
        Assert.Equal(20, (await _http.GetFromJsonAsync<JsonElement>(again + "/control/insi/injections", Ct)).GetArrayLength());
    }

    public void Dispose()
    {
        if (_process is { HasExited: false }) _process.Kill();
        _process?.Dispose();
        _http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Starts the binary with nothing but a data folder, as someone who tries it alone would.</summary>
    private async Task<string> StartAsync()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet") { RedirectStandardOutput = true };
        foreach (var argument in new[] { typeof(SandboxHost).Assembly.Location, "--Sandbox:HttpPort=0", "--Sandbox:HttpsPort=0", $"--Sandbox:DataPath={_folder}", "--Sandbox:Mail:Operators:alpha:SmtpPort=0", "--Sandbox:Mail:Operators:alpha:ImapPort=0", "--Sandbox:Mail:Operators:beta:SmtpPort=0", "--Sandbox:Mail:Operators:beta:ImapPort=0" })
            start.ArgumentList.Add(argument);
        _process = Process.Start(start)!;
        string? line;
        do line = await _process.StandardOutput.ReadLineAsync(Ct) ?? throw new InvalidOperationException("The sandbox stopped.");
        while (!line.Contains("listening on: https://", StringComparison.Ordinal));
        return line[line.IndexOf("https://", StringComparison.Ordinal)..].Trim().Replace("127.0.0.1", "localhost");
    }
}
