using System.Diagnostics;

namespace Sandbox.Tests.Mail;

/// <summary>The sandbox as a process of its own, which can be killed without warning and started again on the same folder.</summary>
public sealed class KilledSandbox : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sandbox-killed-").FullName;
    private Process? _process;
    private Task _rest = Task.CompletedTask;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public int SmtpPort { get; private set; }

    public int ImapPort { get; private set; }

    public async Task StartAsync()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "Sandbox.dll")]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _folder };
        var certificate = SandboxApi.Certificate("localhost");
        foreach (var (key, value) in new Dictionary<string, string>
        {
            ["HttpPort"] = "0", ["HttpsPort"] = "0", ["DataPath"] = _folder, ["Certificate"] = certificate, ["CertificateKey"] = Path.ChangeExtension(certificate, ".key"),
            ["TrustedCa"] = SandboxApi.Authority.File, ["Mail__Operators__alpha__SmtpPort"] = "0", ["Mail__Operators__alpha__ImapPort"] = "0",
            ["Mail__Operators__beta__SmtpPort"] = "0", ["Mail__Operators__beta__ImapPort"] = "0",
        }) start.Environment["Sandbox__" + key] = value;
        start.Environment["Logging__LogLevel__Default"] = "Information";
        _process = Process.Start(start)!;
        _process.BeginErrorReadLine();
        await ReadPortsAsync(_process.StandardOutput);
    }

    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        await _rest;
        _process.Dispose();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await KillAsync();
        Directory.Delete(_folder, recursive: true);
    }

    // The log says on which free ports the operator listens.
    private async Task ReadPortsAsync(StreamReader output)
    {
        while (await output.ReadLineAsync(Ct).AsTask().WaitAsync(TimeSpan.FromSeconds(60), Ct) is { } line)
        {
            if (!line.Contains("Operator alpha listens", StringComparison.Ordinal)) continue;
            var numbers = line.Split(' ').Select(word => word.TrimEnd(',', '.')).Where(word => int.TryParse(word, out _)).Select(int.Parse).ToArray();
            (SmtpPort, ImapPort) = (numbers[0], numbers[1]);
            _rest = output.ReadToEndAsync(CancellationToken.None); // keeps the pipe from filling
            return;
        }

        throw new InvalidOperationException("The sandbox ended before it listened.");
    }
}
