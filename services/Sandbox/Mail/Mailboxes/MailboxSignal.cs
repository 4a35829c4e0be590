using System.Collections.Concurrent;

namespace Sandbox.Mail.Mailboxes;

/// <summary>Wakes the sessions that idle on a mailbox when something changes in it.</summary>
public sealed class MailboxSignal
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _waiting = new(StringComparer.Ordinal);

    /// <summary>Completes at the next change. Ask for it before looking at the mailbox, so that no change falls between.</summary>
    public Task Next(string address) =>
        _waiting.GetOrAdd(address, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public void Changed(string address)
    {
        if (_waiting.TryRemove(address, out var waiting)) waiting.TrySetResult();
    }
}
