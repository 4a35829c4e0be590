using System.Threading.Channels;
using Sidecar.Storing;

namespace Sidecar.Delivering;

/// <summary>
/// One application on one topic: the deliveries owed to it, of which a bounded window is in memory. Replicas of the
/// application take from the same queue, so each message goes to one of them.
/// </summary>
internal sealed class Group : IDisposable
{
    private const int Window = 1000;

    private readonly Lock _lock = new();
    private readonly Broker _broker;
    private readonly Channel<Delivery> _queue = Channel.CreateUnbounded<Delivery>();
    private readonly HashSet<long> _retriesInHand = [];   // touched by the store's thread only
    private readonly ITimer _timer;
    private readonly TimeProvider _clock;
    private DateTimeOffset? _nextRetry;
    private long _cursor;
    private int _queued;
    private bool _active;
    private bool _behind = true;
    private bool _refilling;

    public Group(long id, string appId, TopicName topic, Broker broker, TimeProvider clock)
    {
        (Id, AppId, Topic, _broker, _clock) = (id, appId, topic, broker, clock);
        _timer = clock.CreateTimer(_ => _broker.LoadRetries(this), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public long Id { get; }
    public string AppId { get; }
    public TopicName Topic { get; }
    public bool Active => _active;

    /// <summary>The application is there: bring what it is owed into memory.</summary>
    public void Activate()
    {
        lock (_lock)
        {
            if (_active) return;
            _active = true;
            _refilling = true;
        }

        _broker.Refill(this);
        _broker.LoadRetries(this);
    }

    /// <summary>A message just committed. When the queue is long it stays on the disk and is read later.</summary>
    public void Offer(Delivery delivery)
    {
        lock (_lock)
        {
            if (delivery.MessageId <= _cursor) return;
            if (!_active || _behind || _queued >= Window)
            {
                _behind = true;
                return;
            }

            _cursor = delivery.MessageId;
            _queued++;
        }

        _queue.Writer.TryWrite(delivery);
    }

    public async ValueTask<Delivery> TakeAsync(CancellationToken ct)
    {
        var delivery = await _queue.Reader.ReadAsync(ct);
        Taken();
        return delivery;
    }

    public bool TryTake([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Delivery? delivery)
    {
        if (!_queue.Reader.TryRead(out delivery)) return false;
        Taken();
        return true;
    }

    /// <summary>Nothing happened to it: the application was not there.</summary>
    public void PutBack(Delivery delivery)
    {
        lock (_lock) _queued++;
        _queue.Writer.TryWrite(delivery);
    }

    public void Settle(Delivery delivery) => _broker.Settle(this, delivery);

    public void Retry(Delivery delivery, TimeSpan delay) => _broker.Postpone(this, delivery, _clock.GetUtcNow() + delay);

    /// <summary>By the store's thread: the next deliveries read from the disk.</summary>
    public void Refill(Ledger ledger)
    {
        lock (_lock)
        {
            var next = ledger.NextFresh(Id, _cursor, Window);
            foreach (var delivery in next) Queue(delivery);
            if (next.Count > 0) _cursor = next[^1].MessageId;
            _behind = next.Count == Window;
            _refilling = false;
        }
    }

    /// <summary>By the store's thread: the retries that have come due.</summary>
    public void LoadRetries(Ledger ledger)
    {
        var now = _clock.GetUtcNow();
        var due = ledger.DueRetries(Id, now, Window);
        lock (_lock)
        {
            if (!_active) return;
            foreach (var delivery in due)
                if (_retriesInHand.Add(delivery.MessageId)) Queue(delivery);
            _nextRetry = null;
            if (due.Count == Window) Arm(now + TimeSpan.FromMilliseconds(100));
            else if (ledger.NextRetry(Id, now) is { } next) Arm(next);
        }
    }

    /// <summary>By the store's thread: the outcome of a delivery is on the disk.</summary>
    public void Release(long messageId, DateTimeOffset? retryAt)
    {
        _retriesInHand.Remove(messageId);
        if (retryAt is not { } due) return;
        lock (_lock) Arm(due);
    }

    public void Dispose() => _timer.Dispose();

    private void Taken()
    {
        lock (_lock)
        {
            _queued--;
            if (!_behind || _refilling || _queued >= Window / 2) return;
            _refilling = true;
        }

        _broker.Refill(this);
    }

    private void Queue(Delivery delivery)
    {
        _queued++;
        _queue.Writer.TryWrite(delivery);
    }

    private void Arm(DateTimeOffset due)
    {
        if (_nextRetry <= due) return;
        _nextRetry = due;
        var wait = due - _clock.GetUtcNow();
        _timer.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
