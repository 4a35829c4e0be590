using Sidecar.Setup;

namespace Sidecar.Delivering;

/// <summary>
/// Keeps every application served. When asked to stop it takes no new delivery, lets the handlers finish while the
/// API still answers them, and only then lets the server close.
/// </summary>
internal sealed class DeliveryService(IReadOnlyList<AppLink> apps, Broker broker, SidecarSettings settings, TimeProvider clock) : IHostedLifecycleService, IDisposable
{
    private static readonly TimeSpan BetweenSweeps = TimeSpan.FromHours(1);
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _abort = new();
    private Task _serving = Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => broker.OpenAsync();

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        _serving = Task.WhenAll([SweepAsync(_stop.Token), .. apps.Select(app => app.RunAsync(_stop.Token, _abort.Token))]);
        return Task.CompletedTask;
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _abort.CancelAfter(TimeSpan.FromSeconds(settings.GracefulShutdownSeconds));
        await _stop.CancelAsync();
        await _serving;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        _stop.Dispose();
        _abort.Dispose();
    }

    private async Task SweepAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(BetweenSweeps, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stop)) await broker.SweepAsync();
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return;
        }
    }
}
