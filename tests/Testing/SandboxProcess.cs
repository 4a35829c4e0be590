using System.Diagnostics;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Xunit;

namespace Testing;

/// <summary>The national services' stand-in, as the process it is, reached over TLS only. A suite that starts it refers to its project, so that it is built.</summary>
public sealed class SandboxProcess : IAsyncDisposable
{
    private static readonly string[] MailPorts = ["alpha__SmtpPort", "alpha__ImapPort", "beta__SmtpPort", "beta__ImapPort"];
    private readonly Process _process;

    private SandboxProcess(Process process, Uri address, string authority)
    {
        (_process, Address) = (process, address);
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(authority);
        Control = new(new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy }, AllowAutoRedirect = false }) { BaseAddress = address };
    }

    public Uri Address { get; }

    /// <summary>Its control pages: faults, what it holds, what others do.</summary>
    public HttpClient Control { get; }

    /// <summary>The authority that it makes for itself when it is given no certificate.</summary>
    public static string OwnAuthority(string folder) => Path.Combine(folder, "sandbox", "pki", "ca.pem");

    /// <param name="folder">Where it keeps its data.</param>
    /// <param name="settings">Below « Sandbox », with two underscores between the parts of a name.</param>
    /// <param name="authority">Who signed the certificate among the settings.</param>
    public static async Task<SandboxProcess> StartAsync(string folder, IReadOnlyDictionary<string, string> settings, string? authority = null)
    {
        var start = new ProcessStartInfo("dotnet", [Binary()]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        foreach (var name in (string[])["HttpPort", "HttpsPort", .. MailPorts.Select(port => "Mail__Operators__" + port)]) start.Environment["Sandbox__" + name] = "0";
        start.Environment["Sandbox__DataPath"] = Path.Combine(folder, "sandbox");
        foreach (var (name, value) in settings) start.Environment["Sandbox__" + name] = value;
        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        var heard = await HeardAddress.OfAsync(process, "https://");
        var address = new UriBuilder(heard) { Host = "localhost" }.Uri;
        return new(process, address, authority ?? OwnAuthority(folder));
    }

    public async ValueTask DisposeAsync()
    {
        Control.Dispose();
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
