using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Testing;
using Xunit;

namespace Gateway.Tests;

/// <summary>The real gateway on https, with a provider, its sessions and one service behind it.</summary>
public class GatewayApi : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gateway-tests").FullName;
    private WebApplicationFactory<Program>? _factory;
    private FakeGrpc<FakeSessions>? _grpc;

    public MovableClock Clock { get; } = new();
    public FakeSessions Sessions { get; }
    public FakeProvider Provider { get; }
    public Backend Backend { get; } = new();
    public Uri Address { get; private set; } = null!;
    protected Dictionary<string, string?> Settings { get; } = [];

    public GatewayApi() => (Sessions, Provider) = (new(Clock), new(Clock));

    public IServiceProvider Services => _factory!.Services;

    public async ValueTask InitializeAsync()
    {
        var issuer = await TestIssuer.SharedAsync();
        await Provider.StartAsync();
        await Backend.StartAsync();
        _grpc = await FakeGrpc<FakeSessions>.StartAsync(Sessions);
        var (certificate, key) = MakeCertificate();
        foreach (var limit in new[] { "Tenant", "Client", "Address" }) Settings.TryAdd($"Gateway:Limits:{limit}PerSecond", "100000");
        var settings = new Dictionary<string, string?>(Settings)
        {
            ["Platform:Issuer"] = issuer.Issuer, ["Platform:MetadataAddress"] = Provider.MetadataAddress, ["Platform:ClientKeyFile"] = issuer.ClientKeyFile,
            ["Gateway:Port"] = "0", ["Gateway:CertificateFile"] = certificate, ["Gateway:CertificateKeyFile"] = key, ["Gateway:Sandbox"] = Backend.Address,
            ["Services:sso:Grpc"] = _grpc.Address, ["Services:sso:Http"] = Backend.Address, ["Services:identity:Http"] = Backend.Address,
            ["Services:documents:Http"] = "http://127.0.0.1:9", ["ReverseProxy:Clusters:identity:HttpRequest:ActivityTimeout"] = "00:00:01",
        };
        _factory = new WebApplicationFactory<Program>().WithWebHostBuilder(host =>
        {
            foreach (var (name, value) in settings) host.UseSetting(name, value);
            host.ConfigureLogging(logging => logging.SetMinimumLevel(LogLevel.Warning));
            host.ConfigureServices(services =>
            {
                services.RemoveAll<TimeProvider>();
                services.AddSingleton<TimeProvider>(Clock);
            });
        });
        _factory.UseKestrel();
        _factory.StartServer();
        Address = new(_factory.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    public HttpClient Anonymous() => new(new SocketsHttpHandler
    {
        UseProxy = false, UseCookies = false, AllowAutoRedirect = false,
        SslOptions = { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.Subject == "CN=gateway under test" },
    })
    { BaseAddress = Address };

    public HttpClient Editor(string? scopes = null, Guid? tenant = null, Action<TokenClaims>? look = null, TimeSpan? life = null)
    {
        var claims = new TokenClaims { Tenant = tenant ?? Demo.Brume, Situation = Demo.Editor, Scopes = scopes ?? "identity:read identity:write", ClientId = "facturation", Kind = "system", SessionId = null, Life = life ?? TimeSpan.FromMinutes(5) };
        look?.Invoke(claims);
        return With(TestIssuer.Current.Token(claims, Clock.GetUtcNow()));
    }

    public HttpClient With(string token)
    {
        var client = Anonymous();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>A page of the portal: the cookie, and what our own scripts add.</summary>
    public HttpClient Page(string cookie)
    {
        var client = Anonymous();
        client.DefaultRequestHeaders.Add("Cookie", $"__Host-sid={cookie}; other=1");
        client.DefaultRequestHeaders.Add("X-CSRF", "1");
        return client;
    }

    public static async Task<(HttpStatusCode Status, JsonElement Body, HttpResponseMessage Reply)> GetAsync(HttpClient client, string path)
    {
        var reply = await client.GetAsync(path, TestContext.Current.CancellationToken);
        var text = await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return (reply.StatusCode, text.StartsWith('{') ? JsonSerializer.Deserialize<JsonElement>(text) : default, reply);
    }

    /// <summary>Asks until the answer is as expected, five seconds at most.</summary>
    public static async Task<TimeSpan> UntilAsync(HttpClient client, string path, HttpStatusCode expected)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var reply = await client.GetAsync(path, TestContext.Current.CancellationToken);
            var waited = TimeProvider.System.GetElapsedTime(started);
            if (reply.StatusCode == expected) return waited;
            Assert.True(waited < TimeSpan.FromSeconds(5), $"Still {reply.StatusCode} after {waited}.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_factory is not null) await _factory.DisposeAsync();
        if (_grpc is not null) await _grpc.DisposeAsync();
        await Provider.DisposeAsync();
        await Backend.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    private (string Certificate, string Key) MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=gateway under test", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(90));
        var (file, keyFile) = (Path.Combine(_folder, "tls.pem"), Path.Combine(_folder, "tls.key"));
        File.WriteAllText(file, certificate.ExportCertificatePem());
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
        return (file, keyFile);
    }
}
