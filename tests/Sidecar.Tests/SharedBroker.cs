namespace Sidecar.Tests;

/// <summary>
/// Several applications on one broker. Ours serves them all in one process; of another sidecar each application has a
/// process of its own, on the broker that the components name.
/// </summary>
internal sealed class SharedBroker : IAsyncDisposable
{
    private readonly SidecarProcess? _one;
    private readonly List<CommandedSidecar> _many = [];

    private SharedBroker(SidecarProcess? one) => _one = one;

    /// <summary>The API as the last application sees it.</summary>
    public HttpClient Client { get; private set; } = null!;

    public static async Task<SharedBroker> StartAsync(params (string AppId, TestApp App)[] apps)
    {
        JudgedSidecar.MustBeStartable();
        JudgedSidecar.MustShareABroker();
        var broker = new SharedBroker(JudgedSidecar.HasCommand ? null : new([.. apps.Select(app => (app.AppId, app.App.Port))]));
        try
        {
            broker.Client = await broker.OpenAsync(apps);
            return broker;
        }
        catch
        {
            await broker.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var sidecar in _many) await sidecar.DisposeAsync();
        if (_one is not null) await _one.DisposeAsync();
    }

    private async Task<HttpClient> OpenAsync((string AppId, TestApp App)[] apps)
    {
        if (_one is not null) return (await _one.StartAsync()).For(apps[^1].AppId);
        foreach (var (appId, app) in apps)
        {
            _many.Add(new(appId, app));
            await _many[^1].StartAsync();
        }

        return _many[^1].Client;
    }
}
