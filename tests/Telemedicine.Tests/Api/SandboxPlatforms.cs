using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;

namespace Telemedicine.Tests.Api;

/// <summary>The service linked to the sandbox's two regional platforms, as a process of its own over TLS: one by its API, one by a pushed context.</summary>
public sealed class SandboxPlatforms : TelemedicineApi
{
    private readonly ECDsa _platformKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private Process? _process;

    public HttpClient Control { get; private set; } = null!;

    private string Pki => Path.Combine(Folder, "sandbox", "pki", "ca.pem");

    public async Task FaultAsync(string platform, string mode, int? count = null) => (await Control.PutAsJsonAsync($"/control/faults/{platform}", new { mode, count }, Ct)).EnsureSuccessStatusCode();

    /// <summary>What the first platform holds of a request.</summary>
    public async Task<JsonNode?> HeldThereAsync(Guid request) => (await Control.GetFromJsonAsync<JsonArray>("/control/telea/requests", Ct))!.FirstOrDefault(r => r!["requestId"]!.GetValue<Guid>() == request);

    /// <summary>Makes the first platform tell something, and brings its signed news to the service as the gateway would.</summary>
    public async Task<HttpResponseMessage> TellAsync(Guid request, object news, string path = "events")
    {
        var held = await HeldThereAsync(request) ?? throw new InvalidOperationException("The platform does not know the request.");
        var told = await OkAsync(await Control.PostAsJsonAsync($"/control/telea/requests/{held["reference"]}/{path}", news, Ct));
        return await HookAsync(told["token"]!.GetValue<string>());
    }

    public async Task<HttpResponseMessage> HookAsync(string token)
    {
        using var client = Anonymous();
        using var content = new StringContent(token, System.Text.Encoding.ASCII, "application/jose");
        return await client.PostAsync("/hooks/telea", content, Ct);
    }

    public override async ValueTask DisposeAsync()
    {
        Control?.Dispose();
        if (_process is { } process)
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            process.Dispose();
        }
        _platformKey.Dispose();
        await base.DisposeAsync();
    }

    protected override async Task ArrangeAsync()
    {
        await base.ArrangeAsync();
        using var caller = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var closing = RSA.Create(2048);
        var apiKey = Written("api.key", Convert.ToHexString(RandomNumberGenerator.GetBytes(16)));
        Written("signing.pem", caller.ExportPkcs8PrivateKeyPem());
        var address = await StartAsync(new()
        {
            ["ApiKeyFile"] = apiKey, ["CallerKeyFile"] = Written("caller.pub", caller.ExportSubjectPublicKeyInfoPem()), ["SigningKeyFile"] = Written("platform.pem", _platformKey.ExportPkcs8PrivateKeyPem()),
            ["DecryptionKeyFile"] = Written("closing.pem", closing.ExportPkcs8PrivateKeyPem()),
        });
        var (status, encryption) = (Written("platform.pub", _platformKey.ExportSubjectPublicKeyInfoPem()), Written("closing.pub", closing.ExportSubjectPublicKeyInfoPem()));
        Platform("telea", "Plateforme A", "Api", new(address, "/telea/"), "99", "CreateRequest, ReadSlots, StatusWebhook, FetchReport, Book", apiKey, status, encryption, entitled: true);
        Platform("teleb", "Plateforme B", "Context", new(address, "/teleb/"), "53", "PushContext, JoinUrl", apiKey, status, encryption, entitled: false);
        // The sandbox posts nowhere: the test carries the news itself, through the same door.
        Settings["Telemedicine:PublicAddress"] = "";
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(Pki);
        Control = new(new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy }, AllowAutoRedirect = false }) { BaseAddress = address };
    }

    private void Platform(string code, string name, string link, Uri address, string region, string capabilities, string apiKey, string status, string encryption, bool entitled)
    {
        foreach (var (key, value) in new (string, string)[]
        {
            ("Name", name), ("Link", link), ("Address", address.ToString()), ("Regions:0", region), ("Capabilities", capabilities), ("ApiKeyFile", apiKey), ("StatusKeyFile", status), ("EncryptionKeyFile", encryption),
            ("EntitledToIns", entitled.ToString()), ("TrustedRoots", Pki),
        }) Settings[$"Telemedicine:Platforms:{code}:{key}"] = value;
    }

    private string Written(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private async Task<Uri> StartAsync(Dictionary<string, string> keys)
    {
        var start = new ProcessStartInfo("dotnet", [Binary()]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Folder };
        var settings = new Dictionary<string, string> { ["HttpPort"] = "0", ["HttpsPort"] = "0", ["DataPath"] = Path.Combine(Folder, "sandbox") };
        foreach (var (name, value) in keys) settings["Teleplatforms__" + name] = value;
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
