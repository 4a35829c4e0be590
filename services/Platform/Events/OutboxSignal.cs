using System.Threading.Channels;

namespace Platform.Events;

/// <summary>Wakes the relay when a save has left facts behind.</summary>
public sealed class OutboxSignal : IDisposable
{
    // Lines of the trail leave in lots: nobody waits for one of them.
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(200);
    private readonly Timer _soon;
    private int _gathering;

    public OutboxSignal() => _soon = new(_ =>
    {
        Volatile.Write(ref _gathering, 0);
        Raise();
    });

    private readonly Channel<bool> _raised = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Raise() => _raised.Writer.TryWrite(true);

    /// <summary>Raises a moment later, once for all that asked meanwhile.</summary>
    public void RaiseSoon()
    {
        if (Interlocked.Exchange(ref _gathering, 1) == 0) _soon.Change(Gathering, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => _soon.Dispose();

    /// <summary>Returns when raised or after <paramref name="atMost"/>.</summary>
    internal async Task WaitAsync(TimeSpan atMost, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(atMost);
        try
        {
            await _raised.Reader.ReadAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // The time is up: the relay looks all the same.
        }
    }
}
