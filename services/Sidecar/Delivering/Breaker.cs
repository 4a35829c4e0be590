using Sidecar.Resources;

namespace Sidecar.Delivering;

/// <summary>Pauses deliveries after failures in a row; a few trials then decide whether they resume.</summary>
internal sealed class Breaker(BreakerPolicy? policy, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private int _failures;
    private int _trials;
    private DateTimeOffset? _openUntil;

    public async Task AdmitAsync(CancellationToken ct)
    {
        while (Wait() is { } wait) await Task.Delay(wait, clock, ct);
    }

    public void Report(Outcome outcome)
    {
        if (policy is null) return;
        lock (_lock)
        {
            if (_trials > 0) _trials--;
            if (outcome is not Outcome.Failed)
            {
                _failures = 0;
                _openUntil = null;
            }
            else if (++_failures >= policy.Failures)
            {
                _openUntil = clock.GetUtcNow() + policy.Pause;
            }
        }
    }

    private TimeSpan? Wait()
    {
        if (policy is null) return null;
        lock (_lock)
        {
            if (_openUntil is not { } end) return null;
            var left = end - clock.GetUtcNow();
            if (left > TimeSpan.Zero) return left;
            if (_trials >= policy.Trials) return TimeSpan.FromMilliseconds(50);
            _trials++;
            return null;
        }
    }
}
