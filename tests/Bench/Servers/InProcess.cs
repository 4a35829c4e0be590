using Bench.Rows;
using Platform;

namespace Bench.Servers;

/// <summary>The service's own container and database without its HTTP, to call a handler as its endpoint would.</summary>
internal sealed class InProcess : IAsyncDisposable
{
    private readonly WebApplication _app;

    private InProcess(WebApplication app) => _app = app;

    public static async Task<InProcess> StartAsync(Issuer issuer, string file)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(issuer.Settings.ToDictionary(setting => setting.Key.Replace("__", ":", StringComparison.Ordinal), setting => (string?)setting.Value));
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Platform:HttpPort"] = "0", ["Platform:GrpcPort"] = "0", ["Dapr:HttpEndpoint"] = issuer.Address, ["ConnectionStrings:Rows"] = $"Data Source={file}",
        });
        var app = RowsSubject.Build(builder);
        await app.StartAsync();
        return new(app);
    }

    public async Task InTenantAsync(Guid tenant, Func<RowsDbContext, TimeProvider, Task> act)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        using var entered = scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(tenant);
        await act(scope.ServiceProvider.GetRequiredService<RowsDbContext>(), scope.ServiceProvider.GetRequiredService<TimeProvider>());
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
