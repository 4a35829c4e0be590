using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Platform;

/// <summary>
/// What a demonstration shows. It is put in place once the service answers, so that nobody waits for it, and tried again until all of it is
/// there; who needs it asks the service.
/// </summary>
public abstract partial class DemonstrationSeed(IServiceScopeFactory scopes, IHostApplicationLifetime lifetime, ILogger log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    protected abstract Guid Tenant { get; }

    /// <summary>Adds what is not there yet: an earlier try may have ended half-way.</summary>
    /// <returns>What was added, in a few words; empty when nothing was missing.</returns>
    protected abstract Task<string> SeedAsync(IServiceProvider services, CancellationToken ct);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var _ = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        while (!await TryAsync(stoppingToken)) await Task.Delay(Pause, stoppingToken);
    }

    private async Task<bool> TryAsync(CancellationToken ct)
    {
        var since = Stopwatch.GetTimestamp();
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            using var _ = scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(Tenant);
            if (await SeedAsync(scope.ServiceProvider, ct) is { Length: > 0 } added) Seeded(log, added, (long)Stopwatch.GetElapsedTime(since).TotalMilliseconds);
            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Failed(log, e, Pause.TotalSeconds);
            return false;
        }
    }

    [LoggerMessage(1900, LogLevel.Information, "The demonstration is in place: {Added}, in {Milliseconds} ms")]
    private static partial void Seeded(ILogger log, string added, long milliseconds);

    [LoggerMessage(1901, LogLevel.Warning, "The demonstration is not in place yet; next try in {Seconds} s")]
    private static partial void Failed(ILogger log, Exception cause, double seconds);
}
