using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sandbox.Certificates;

namespace Sandbox.Tests;

/// <summary>The real sandbox on free ports, its own authority and folder, and a clock we move.</summary>
public sealed class SandboxApi : IAsyncDisposable
{
    public const string PscSecret = "un secret / de test + accentué é";
    private readonly string _folder = Directory.CreateTempSubdirectory("sandbox-tests-").FullName;
    private readonly Dictionary<string, string?> _settings = [];
    private readonly List<IDisposable> _clients = [];
    private WebApplication? _app;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private SandboxApi() { }

    /// <summary>One that the sandbox does not know; its keys go with the process.</summary>
    public static ThrowawayAuthority AnotherAuthority()
    {
        var folder = Directory.CreateTempSubdirectory("sandbox-pki-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        return ThrowawayAuthority.In(folder);
    }

    /// <summary>One authority for the whole run: making keys costs more than the tests.</summary>
    public static ThrowawayAuthority Authority { get; } = AnotherAuthority();

    private static readonly ConcurrentDictionary<string, Lazy<string>> Issued = new();

    /// <summary>The certificate file of an organisation of that common name.</summary>
    public static string Certificate(string commonName) => Issued.GetOrAdd(commonName, name => new(() =>
        Authority.Issue(name, $"CN={name}, OU=1990000028, O=EHPAD LES SAULES BLANCS, C=FR"))).Value;

    public MovableClock Clock { get; } = new();
    public Uri Address { get; private set; } = null!;
    public Uri PlainAddress { get; private set; } = null!;

    public static async Task<SandboxApi> StartAsync(params (string Key, string Value)[] settings)
    {
        var api = new SandboxApi();
        var secret = Path.Combine(api._folder, "psc.secret");
        await File.WriteAllTextAsync(secret, PscSecret, Ct);
        api._settings["Sandbox:HttpPort"] = api._settings["Sandbox:HttpsPort"] = "0";
        foreach (var mail in (string[])["alpha:SmtpPort", "alpha:ImapPort", "beta:SmtpPort", "beta:ImapPort"]) api._settings["Sandbox:Mail:Operators:" + mail] = "0";
        api._settings["Sandbox:DataPath"] = Path.Combine(api._folder, "data");
        api._settings["Sandbox:Certificate"] = Certificate("localhost");
        api._settings["Sandbox:CertificateKey"] = Path.ChangeExtension(Certificate("localhost"), ".key");
        api._settings["Sandbox:TrustedCa"] = Authority.File;
        api._settings["Sandbox:Psc:Clients:0:ClientId"] = "plateforme";
        api._settings["Sandbox:Psc:Clients:0:SecretFile"] = secret;
        api._settings["Sandbox:Psc:Clients:0:RedirectUris:0"] = "https://localhost:7443/oauth/psc/callback";
        api._settings["Sandbox:Psc:Clients:0:PostLogoutRedirectUris:0"] = "https://localhost:7443/";
        foreach (var (key, value) in settings) api._settings[key] = value;
        await api.StartAgainAsync();
        return api;
    }

    /// <summary>Stops without any farewell to the store and starts on the same folder.</summary>
    public async Task StartAgainAsync()
    {
        if (_app is not null) await _app.DisposeAsync();
        _app = SandboxHost.Build([], builder =>
        {
            builder.Configuration.AddInMemoryCollection(_settings);
            builder.Services.AddSingleton<TimeProvider>(Clock);
            builder.Logging.ClearProviders();
        });
        await _app.StartAsync(Ct);
        Address = new(_app.Urls.Single(u => u.StartsWith("https")).Replace("127.0.0.1", "localhost"));
        PlainAddress = new(_app.Urls.Single(u => u.StartsWith("http:")));
    }

    /// <summary>A caller, with an organisation certificate of that name when one is given.</summary>
    public HttpClient Caller(string? commonName = null, string? certificateFile = null)
    {
        var options = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = TrustedBy(() => Authority.File) };
        if (commonName is not null || certificateFile is not null)
        {
            var pem = certificateFile ?? Certificate(commonName!);
            options.ClientCertificates = [X509Certificate2.CreateFromPemFile(pem, Path.ChangeExtension(pem, ".key"))];
        }

        var client = new HttpClient(new SocketsHttpHandler { SslOptions = options, AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = Address, Timeout = TimeSpan.FromSeconds(30),
        };
        _clients.Add(client);
        return client;
    }

    public T Part<T>() where T : notnull => _app!.Services.GetRequiredService<T>();

    public async Task SetFaultAsync(string teleservice, string mode, int? count = null, int? seconds = null) =>
        (await Caller().PutAsJsonAsync($"/control/faults/{teleservice}", new { mode, count, seconds }, Ct)).EnsureSuccessStatusCode();

    public async Task<IReadOnlyList<JsonNode>> JournalAsync(string teleservice) =>
        [.. (await Caller().GetFromJsonAsync<JsonArray>($"/control/journal?teleservice={teleservice}", Ct))!.Select(n => n!)];

    public async Task<JsonElement> JsonAsync(string path) => await Caller().GetFromJsonAsync<JsonElement>(path, Ct);

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients) client.Dispose();
        if (_app is not null) await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Accepts a server whose certificate comes from that authority and bears the name called.</summary>
    public static RemoteCertificateValidationCallback TrustedBy(Func<string> authorityFile) => (_, certificate, _, errors) =>
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.ImportFromPemFile(authorityFile());
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return (errors & SslPolicyErrors.RemoteCertificateNameMismatch) == 0 && chain.Build(new X509Certificate2(certificate!));
    };
}

public sealed class MovableClock : TimeProvider
{
    private TimeSpan _ahead;

    public void Advance(TimeSpan by) => _ahead += by;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + _ahead;
}
