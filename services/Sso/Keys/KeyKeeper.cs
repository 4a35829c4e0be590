namespace Sso.Keys;

/// <summary>Loads the ring before the first request, then looks each half minute for what another replica did and for what is due.</summary>
internal sealed class KeyKeeper(IServiceScopeFactory scopes, TimeProvider clock, ILogger<KeyKeeper> log) : BackgroundService
{
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await KeepAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(30), clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await KeepAsync(stoppingToken);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                KeyLog.KeepFailed(log, failure);   // the ring in memory still signs and verifies; the next tick tries again
            }
        }
    }

    private async Task KeepAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<KeyRotation>().KeepAsync(ct);
    }
}

internal static partial class KeyLog
{
    [LoggerMessage(1101, LogLevel.Error, "The signing keys could not be read again.")]
    public static partial void KeepFailed(ILogger logger, Exception failure);
}
