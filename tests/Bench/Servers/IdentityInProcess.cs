using Identity;
using Identity.Matching;
using Platform;

namespace Bench.Servers;

/// <summary>Identity's own search in its own container and database, without its HTTP and without rights, which are consent's time.</summary>
internal sealed class IdentityInProcess : IAsyncDisposable
{
    private readonly WebApplication _app;

    private IdentityInProcess(WebApplication app) => _app = app;

    public static async Task<IdentityInProcess> StartAsync(Issuer issuer, string connectionString)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Configuration.AddInMemoryCollection(issuer.Settings.ToDictionary(setting => setting.Key.Replace("__", ":", StringComparison.Ordinal), setting => (string?)setting.Value));
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Platform:HttpPort"] = "0", ["Platform:GrpcPort"] = "0", ["Dapr:HttpEndpoint"] = issuer.Address, ["ConnectionStrings:Identity"] = connectionString,
        });
        builder.AddPlatform("identity");
        builder.AddTenantDatabase<IdentityDbContext, PostgresIdentity>("Identity");
        builder.Services.AddSingleton<Lookalikes>();
        var app = builder.Build();
        await app.StartAsync();   // migrates
        return new(app);
    }

    /// <summary>The ten best, as POST /usagers/search ranks them.</summary>
    public async Task<IReadOnlyList<Guid>> SearchAsync(Fingerprint typed)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        using var entered = scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(KnownPeople.Tenant);
        var similar = new SimilarUsagers(scope.ServiceProvider.GetRequiredService<IdentityDbContext>(), scope.ServiceProvider.GetRequiredService<Lookalikes>(), rights: null!);
        return [.. (await similar.FindAsync(typed, default)).Take(SimilarUsagers.Most).Select(one => one.Who.UsagerId)];
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
