using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Xunit;

namespace Identity.Tests;

/// <summary>The national services' stand-in, as the process it is, reached over TLS only.</summary>
internal sealed class SandboxProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly HttpClient _control;

    private SandboxProcess(Process process, Uri address, string authority)
    {
        (_process, Address) = (process, address);
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(authority);
        _control = new(new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy } }) { BaseAddress = address };
    }

    public Uri Address { get; }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<SandboxProcess> StartAsync(TestAuthority authority, string folder)
    {
        var server = authority.Issue("localhost", "CN=localhost");
        var start = new ProcessStartInfo("dotnet", [Binary()]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        var settings = new Dictionary<string, string>
        {
            ["Sandbox__HttpPort"] = "0", ["Sandbox__HttpsPort"] = "0", ["Sandbox__DataPath"] = Path.Combine(folder, "sandbox"),
            ["Sandbox__Certificate"] = server, ["Sandbox__CertificateKey"] = Path.ChangeExtension(server, ".key"), ["Sandbox__TrustedCa"] = authority.AuthorityFile,
            ["Sandbox__Insi__Authorisations__0"] = "LPS000000001",
        };
        foreach (var mail in (string[])["alpha__SmtpPort", "alpha__ImapPort", "beta__SmtpPort", "beta__ImapPort"]) settings["Sandbox__Mail__Operators__" + mail] = "0";
        foreach (var (name, value) in settings) start.Environment[name] = value;

        var process = Process.Start(start)!;
        var found = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var said = new List<string>();
        void Hear(string? line)
        {
            if (line is null) return;
            lock (said) said.Add(line);
            if (line.IndexOf("https://", StringComparison.Ordinal) is > 0 and var at && line.Contains("listening", StringComparison.Ordinal)) found.TrySetResult(new(line[at..].Trim().Replace("127.0.0.1", "localhost")));
        }
        process.OutputDataReceived += (_, e) => Hear(e.Data);
        process.ErrorDataReceived += (_, e) => Hear(e.Data);
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => found.TrySetException(new InvalidOperationException("The sandbox stopped: " + string.Join('\n', said)));
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new(process, await found.Task.WaitAsync(TimeSpan.FromSeconds(40), Ct), authority.AuthorityFile);
    }

    public async Task InjectAsync(object injection) => (await _control.PostAsJsonAsync("/control/insi/injections", injection, Ct)).EnsureSuccessStatusCode();

    public async Task FaultAsync(string mode, int? count = null) => (await _control.PutAsJsonAsync("/control/faults/insi", new { mode, count }, Ct)).EnsureSuccessStatusCode();

    public async Task AddIdentityAsync(object individual) => (await _control.PostAsJsonAsync("/control/insi/identities", individual, Ct)).EnsureSuccessStatusCode();

    public async Task<JsonElement> JournalAsync() => await _control.GetFromJsonAsync<JsonElement>("/control/journal?teleservice=insi", Ct);

    public async ValueTask DisposeAsync()
    {
        _control.Dispose();
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    // Beside the tests' own binary, in the configuration they were built in.
    private static string Binary()
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var path = Path.Combine(own.Parent!.Parent!.FullName, "Sandbox", own.Name, "Sandbox.dll");
        return File.Exists(path) ? path : throw new FileNotFoundException("The sandbox is not built.", path);
    }
}
