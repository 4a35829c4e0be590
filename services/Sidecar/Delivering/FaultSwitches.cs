using Sidecar.Setup;

namespace Sidecar.Delivering;

/// <summary>What a broker may do on a bad day, on purpose: deliver twice, late, out of order, or lose the answer.</summary>
internal sealed class FaultSwitches(SidecarSettings settings, TimeProvider clock)
{
    private readonly FaultSettings? _faults = settings.Faults;
    private readonly Random _random = new(settings.Faults?.Seed ?? 0);
    private int _delivered;
    private int _answered;

    public async Task HoldAsync(CancellationToken ct)
    {
        if (_faults is null) return;
        var wait = _faults.DelayMs;
        if (_faults.ReorderWithinMs > 0) lock (_random) wait += _random.Next(_faults.ReorderWithinMs);
        if (wait > 0) await Task.Delay(TimeSpan.FromMilliseconds(wait), clock, ct);
    }

    public bool DeliverTwice() => _faults is { DuplicateEvery: > 0 } && Interlocked.Increment(ref _delivered) % _faults.DuplicateEvery == 0;

    public bool LoseAnswer() => _faults is { DropAckEvery: > 0 } && Interlocked.Increment(ref _answered) % _faults.DropAckEvery == 0;
}
