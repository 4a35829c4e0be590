namespace Sidecar.Delivering;

/// <summary>Open while the application may be given deliveries.</summary>
internal sealed class Gate
{
    private volatile TaskCompletionSource _opening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsOpen => _opening.Task.IsCompleted;

    public Task WaitAsync(CancellationToken ct) => _opening.Task.WaitAsync(ct);

    public void Open() => _opening.TrySetResult();

    public void Close()
    {
        if (IsOpen) _opening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
