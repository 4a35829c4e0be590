namespace Sidecar.Storing;

/// <summary>
/// One thread owns the database. It commits everything that waits in one transaction, so that many publishers share
/// one flush of the disk, and says so only afterwards.
/// </summary>
internal sealed class MessageStore : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private const int LargestBatch = 1000;

    private readonly object _lock = new();
    private readonly Ledger _ledger;
    private readonly Thread _thread;
    private readonly ILogger<MessageStore> _log;
    private readonly Queue<Job> _urgent = new();
    private readonly Queue<Job> _patient = new();
    private bool _closing;

    public MessageStore(string path, ILogger<MessageStore> log)
    {
        _log = log;
        _ledger = new(path);
        _thread = new(Serve) { Name = "message store", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Completes when the change is on the disk; <paramref name="committed"/> runs just before, in the order of the commits.</summary>
    public Task WriteAsync(Action<Ledger> write, Action<Ledger>? committed = null) => Enqueue(_urgent, new(write, committed));

    /// <summary>Reads outside any transaction, after all that was written before.</summary>
    public async Task<T> ReadAsync<T>(Func<Ledger, T> read)
    {
        T result = default!;
        await Enqueue(_urgent, new(null, ledger => result = read(ledger)));
        return result;
    }

    /// <summary>Writes with the next commit, within a few milliseconds, and again until it succeeds: for what a crash may undo.</summary>
    public void WriteSoon(Action<Ledger> write, Action<Ledger>? committed = null) => Enqueue(_patient, new(write, committed) { Patient = true });

    /// <summary>Lets the store's thread read without delay; the reader brings its own result home.</summary>
    public void ReadSoon(Action<Ledger> read)
    {
        lock (_lock)
        {
            if (_closing) return;
        }

        Enqueue(_urgent, new(null, read) { Patient = true });
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _closing = true;
            Monitor.Pulse(_lock);
        }

        if (_thread.IsAlive) _thread.Join();
        _ledger.Dispose();
    }

    private Task Enqueue(Queue<Job> queue, Job job)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_closing, this);
            queue.Enqueue(job);
            if (_urgent.Count + _patient.Count == 1 || queue == _urgent) Monitor.Pulse(_lock);
        }

        return job.Done.Task;
    }

    private void Serve()
    {
        var batch = new List<Job>();
        while (Collect(batch))
        {
            try
            {
                Commit(batch);
            }
            catch (Exception failure)
            {
                _log.BatchFailed(batch.Count, failure);
                GiveBack(batch, failure);
            }

            batch.Clear();
        }
    }

    private bool Collect(List<Job> batch)
    {
        lock (_lock)
        {
            while (_urgent.Count == 0 && !_closing)
            {
                if (_patient.Count == 0) Monitor.Wait(_lock);
                else if (!Monitor.Wait(_lock, Patience) || _patient.Count >= LargestBatch) break;
            }

            while (batch.Count < LargestBatch && _patient.TryDequeue(out var job)) batch.Add(job);
            while (batch.Count < 2 * LargestBatch && _urgent.TryDequeue(out var job)) batch.Add(job);
            return batch.Count > 0;
        }
    }

    private void GiveBack(List<Job> batch, Exception failure)
    {
        foreach (var job in batch) if (!job.Patient) job.Done.TrySetException(new StoreFailedException(failure));
        lock (_lock)
        {
            if (_closing) return;
            foreach (var job in batch) if (job.Patient) _patient.Enqueue(job);
            Monitor.Wait(_lock, Pause);
        }
    }

    private void Commit(List<Job> batch)
    {
        if (batch.Exists(job => job.Write is not null))
            _ledger.Transact(ledger =>
            {
                foreach (var job in batch) job.Write?.Invoke(ledger);
            });

        foreach (var job in batch)
        {
            job.Committed?.Invoke(_ledger);
            job.Done.TrySetResult();
        }
    }

    private sealed record Job(Action<Ledger>? Write, Action<Ledger>? Committed)
    {
        public bool Patient { get; init; }
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

internal static partial class StoreLog
{
    [LoggerMessage(101, LogLevel.Error, "A batch of {Count} changes could not be written.")]
    public static partial void BatchFailed(this ILogger log, int count, Exception failure);
}
