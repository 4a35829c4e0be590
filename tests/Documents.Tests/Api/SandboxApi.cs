using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;

namespace Documents.Tests.Api;

/// <summary>The service with the sandbox's DMP at the other end, as a process of its own that checks what the national server would.</summary>
public sealed class SandboxApi : DocumentsApi
{
    private Process? _process;
    private HttpClient? _control;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async Task FaultAsync(string mode, int? count = null) => (await _control!.PutAsJsonAsync("/control/faults/dmp", new { mode, count }, Ct)).EnsureSuccessStatusCode();

    public async Task<List<JsonNode>> HeldAsync(string uniqueId) =>
        [.. (await _control!.GetFromJsonAsync<JsonArray>("/control/dmp/documents", Ct))!.Where(d => d!["uniqueId"]!.GetValue<string>() == uniqueId).Select(d => d!)];

    public Task<byte[]> ContentAsync(string uniqueId) => _control!.GetByteArrayAsync($"/control/dmp/documents/{uniqueId}/content", Ct);

    public async Task CloseAsync(string matricule) =>
        (await _control!.PutAsJsonAsync("/control/dmp/records", new { matricule, oid = "1.2.250.1.213.1.4.8", status = "FERME", authorisation = "VALIDE" }, Ct)).EnsureSuccessStatusCode();

    public override async ValueTask DisposeAsync()
    {
        _control?.Dispose();
        if (_process is { } process)
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            process.Dispose();
        }

        await base.DisposeAsync();
    }

    protected override async Task ArrangeAsync()
    {
        await base.ArrangeAsync();
        var address = await StartAsync();
        Settings["National:Dmp:Address"] = new Uri(address, "/dmp/").ToString();
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(_pki.Authority);
        _control = new(new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy } }) { BaseAddress = address };
    }

    private async Task<Uri> StartAsync()
    {
        var start = new ProcessStartInfo("dotnet", [Binary()]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _pki.Folder };
        var settings = new Dictionary<string, string>
        {
            ["HttpPort"] = "0", ["HttpsPort"] = "0", ["DataPath"] = Path.Combine(_pki.Folder, "sandbox"), ["TrustedCa"] = _pki.Authority,
            ["Certificate"] = _pki.Certificate("server"), ["CertificateKey"] = _pki.Certificate("server"),
        };
        foreach (var port in (string[])["alpha__SmtpPort", "alpha__ImapPort", "beta__SmtpPort", "beta__ImapPort"]) settings["Mail__Operators__" + port] = "0";
        foreach (var (name, value) in settings) start.Environment["Sandbox__" + name] = value;
        _process = Process.Start(start)!;
        var found = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var said = new System.Collections.Concurrent.ConcurrentQueue<string>();
        void Hear(string? line)
        {
            if (line is null) return;
            said.Enqueue(line);
            if (line.Contains("listening", StringComparison.Ordinal) && line.IndexOf("https://", StringComparison.Ordinal) is > 0 and var at) found.TrySetResult(new(line[at..].Trim().Replace("127.0.0.1", "localhost")));
        }

        _process.OutputDataReceived += (_, e) => Hear(e.Data);
        _process.ErrorDataReceived += (_, e) => Hear(e.Data);
        _process.EnableRaisingEvents = true;
        _process.Exited += (_, _) => found.TrySetException(new InvalidOperationException("The sandbox stopped: " + string.Join('\n', said)));
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        return await found.Task.WaitAsync(TimeSpan.FromSeconds(60), Ct);
    }

    // Beside the tests' own binary, in the configuration they were built in.
    private static string Binary()
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var path = Path.Combine(own.Parent!.Parent!.FullName, "Sandbox", own.Name, "Sandbox.dll");
        return File.Exists(path) ? path : throw new FileNotFoundException("The sandbox is not built.", path);
    }
}
