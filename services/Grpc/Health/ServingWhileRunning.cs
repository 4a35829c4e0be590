using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace Grpc.HealthCheck;

internal sealed class ServingWhileRunning(HealthServiceImpl health, IHostApplicationLifetime process) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        health.SetStatus("", ServingStatus.NotServing);
        process.ApplicationStarted.Register(() => health.SetStatus("", ServingStatus.Serving));
        process.ApplicationStopping.Register(health.Stop);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

internal sealed class ServingWhileHealthy(HealthServiceImpl health) : IHealthCheckPublisher
{
    public Task PublishAsync(HealthReport report, CancellationToken cancellationToken)
    {
        health.SetStatus("", report.Status == HealthStatus.Unhealthy ? ServingStatus.NotServing : ServingStatus.Serving);
        return Task.CompletedTask;
    }
}
