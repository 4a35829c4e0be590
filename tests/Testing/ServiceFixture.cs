using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Testing;

/// <summary>
/// The real service on Kestrel, its own database (SQLite, or PostgreSQL when TEST_DB names a server), a test issuer,
/// a recorded sidecar and a clock that moves when told.
/// </summary>
public class ServiceFixture<TProgram>(string service) : IAsyncLifetime where TProgram : class
{
    private readonly List<IAsyncDisposable> _owned = [];
    private WebApplicationFactory<TProgram>? _factory;
    private RecordedSidecar? _sidecar;
    private TestDatabase? _database;

    /// <summary>More settings for the service; fill before the first call.</summary>
    public Dictionary<string, string?> Settings { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Changes to the service's registrations; fill before the first call.</summary>
    public Action<IServiceCollection>? Services { get; set; }

    public MovableClock Clock { get; } = new();
    public Uri HttpAddress { get; private set; } = null!;
    public Uri GrpcAddress { get; private set; } = null!;
    public IServiceProvider Provider => _factory!.Services;

    /// <summary>What the service has published, in order of arrival at the sidecar.</summary>
    public IReadOnlyList<PublishedEvent> Published => _sidecar!.Published;

    public RecordedSidecar Sidecar => _sidecar!;

    public virtual async ValueTask InitializeAsync()
    {
        var issuer = await TestIssuer.SharedAsync();
        _sidecar = await RecordedSidecar.StartAsync();
        _owned.Add(_sidecar);
        _database = await TestDatabase.CreateAsync(service);
        _owned.Add(_database);
        await ArrangeAsync();
        Start(issuer);
    }

    /// <summary>Starts what the service needs (fakes of other services, sandbox…) and fills <see cref="Settings"/>.</summary>
    protected virtual Task ArrangeAsync() => Task.CompletedTask;

    /// <summary>Disposed with the fixture.</summary>
    protected T Own<T>(T thing) where T : IAsyncDisposable
    {
        _owned.Add(thing);
        return thing;
    }

    /// <summary>Stops the service and starts it again on the same database.</summary>
    public async Task RestartAsync()
    {
        await _factory!.DisposeAsync();
        Start(await TestIssuer.SharedAsync());
    }

    /// <summary>A client with a user's token.</summary>
    public HttpClient As(Guid tenant, Guid? situation = null, string? scopes = null, string kind = "pro", string? sub = null, string clientId = "portal", DateTimeOffset? authTime = null)
    {
        var token = TestIssuer.Current.Token(new()
        {
            Subject = sub ?? $"{kind}-{tenant:N}"[..12],
            Tenant = tenant,
            Situation = situation ?? Demo.Situation(tenant),
            Scopes = scopes ?? $"{service}:read {service}:write",
            Kind = kind,
            ClientId = clientId,
            AuthTime = authTime ?? Clock.GetUtcNow(),
        }, Clock.GetUtcNow());
        return With(token);
    }

    public HttpClient With(string token)
    {
        var client = Anonymous();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    public HttpClient Anonymous() => new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = HttpAddress };

    /// <summary>Brings an event as the sidecar would.</summary>
    /// <returns>The status word of the answer: SUCCESS, RETRY, DROP, or the HTTP status when there is none.</returns>
    public async Task<string> DeliverAsync<T>(string topic, T fact, Guid tenant, Guid? id = null, Guid? subject = null, long sequence = 1, string environment = "test")
    {
        using var client = Anonymous();
        client.DefaultRequestHeaders.Add("dapr-api-token", AppToken);
        var envelope = new
        {
            specversion = "1.0", id = id ?? Guid.CreateVersion7(), source = "/services/test", type = topic, subject = subject ?? Guid.CreateVersion7(), time = Clock.GetUtcNow(),
            datacontenttype = "application/json", tenant, sequence, environment, data = fact,
        };
        using var content = JsonContent.Create(envelope, new MediaTypeHeaderValue("application/cloudevents+json"), new(JsonSerializerDefaults.Web));
        using var reply = await client.PostAsync($"/events/{topic}", content, TestContext.Current.CancellationToken);
        var text = await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        if (!reply.IsSuccessStatusCode) return ((int)reply.StatusCode).ToString();
        using var answer = JsonDocument.Parse(text);
        return answer.RootElement.GetProperty("status").GetString()!;
    }

    /// <summary>Waits until a fact of the topic has left (10 s at most).</summary>
    public Task<PublishedEvent> WaitForAsync(string topic, Func<PublishedEvent, bool>? where = null) => _sidecar!.WaitForAsync(topic, where);

    /// <summary>Waits for the fact and checks that there is one only.</summary>
    public async Task<PublishedEvent> WaitForOneAsync(string topic, Func<PublishedEvent, bool>? where = null)
    {
        await WaitForAsync(topic, where);
        var come = Published.Where(published => published.Topic == topic && (where is null || where(published))).ToList();
        return come.Count == 1 ? come[0] : throw new InvalidOperationException($"{topic} left {come.Count} times.");
    }

    public virtual async ValueTask DisposeAsync()
    {
        if (_factory is not null) await _factory.DisposeAsync();
        foreach (var thing in Enumerable.Reverse(_owned)) await thing.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private const string AppToken = "test-app-token";

    private void Start(TestIssuer issuer)
    {
        var settings = new Dictionary<string, string?>(Settings, StringComparer.OrdinalIgnoreCase);
        settings.TryAdd("Platform:HttpPort", "0");
        settings.TryAdd("Platform:GrpcPort", "0");
        settings.TryAdd("Platform:Issuer", issuer.Issuer);
        settings.TryAdd("Platform:MetadataAddress", issuer.MetadataAddress);
        settings.TryAdd("Platform:Environment", "test");
        settings.TryAdd("Platform:ClientKeyFile", issuer.ClientKeyFile);
        settings.TryAdd("Dapr:HttpEndpoint", _sidecar!.Address.ToString());
        settings.TryAdd("Dapr:ApiToken", RecordedSidecar.Token);
        settings.TryAdd("Dapr:AppToken", AppToken);
        settings.TryAdd($"ConnectionStrings:{char.ToUpperInvariant(service[0])}{service[1..]}", _database!.ConnectionString);

        _factory = new WebApplicationFactory<TProgram>().WithWebHostBuilder(host =>
        {
            foreach (var (name, value) in settings) host.UseSetting(name, value);
            host.UseEnvironment("Testing");
            host.ConfigureLogging(logging => logging.SetMinimumLevel(LogLevel.Warning));
            host.ConfigureServices(services =>
            {
                services.RemoveAll<TimeProvider>();
                services.AddSingleton<TimeProvider>(Clock);
                Services?.Invoke(services);
            });
        });
        _factory.UseKestrel();
        _factory.StartServer();
        var addresses = _factory.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.ToList();
        HttpAddress = new(addresses[0]);
        GrpcAddress = new(addresses[^1]);
    }
}
