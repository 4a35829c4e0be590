using Sandbox.Faults;
using Sandbox.Mail.Mailboxes;

namespace Sandbox.Mail.Faults;

/// <summary>The faults in force. Each point of the life of a mail asks whether one strikes there.</summary>
public sealed class MailFaults(FaultBoard board)
{
    private readonly Lock _gate = new();
    private List<MailFault> _active = [];

    /// <summary>Raised when the faults change: held mails are looked at again.</summary>
    public event Action? Changed;

    public IReadOnlyList<MailFault> Active
    {
        get
        {
            lock (_gate) return [.. _active];
        }
    }

    public void Replace(IEnumerable<MailFault> faults)
    {
        lock (_gate) _active = [.. faults];
        Changed?.Invoke();
    }

    public void Add(MailFault fault)
    {
        lock (_gate) _active.Add(fault);
        Changed?.Invoke();
    }

    public bool Remove(Guid id)
    {
        int removed;
        lock (_gate) removed = _active.RemoveAll(fault => fault.Id == id);
        if (removed > 0) Changed?.Invoke();
        return removed > 0;
    }

    /// <summary>The delay before each answer of an operator.</summary>
    public TimeSpan Slowness(string home, string service)
    {
        lock (_gate)
        {
            var slow = _active.Find(fault => fault.Mode == FaultMode.Slow && fault.Mailbox is null && Strikes(fault, home, service));
            if (slow is not null) return TimeSpan.FromSeconds(slow.Seconds);
            return board.Of("mss") is { Mode: Sandbox.Faults.FaultMode.Slow } whole ? TimeSpan.FromSeconds(whole.Seconds ?? 5) : TimeSpan.Zero;
        }
    }

    /// <summary>The first of these faults that strikes an operator as a whole; it is used up once.</summary>
    public MailFault? OnOperator(string home, string service, params ReadOnlySpan<FaultMode> modes) => Take(home, service, null, modes);

    /// <summary>The first of these faults that strikes these recipients by name; it is used up once.</summary>
    public MailFault? OnMailbox(string home, string service, string recipient, params ReadOnlySpan<FaultMode> modes) => Take(home, service, recipient, modes);

    /// <summary>The first of these faults that strikes the operator or one of these recipients.</summary>
    public MailFault? OnAny(string home, string service, IEnumerable<string> recipients, params ReadOnlySpan<FaultMode> modes)
    {
        if (Take(home, service, null, modes) is { } whole) return whole;
        foreach (var recipient in recipients)
        {
            if (Take(home, service, recipient, modes) is { } one) return one;
        }

        return null;
    }

    private static bool Strikes(MailFault fault, string home, string service) =>
        (fault.Operator is null || fault.Operator == home) && (fault.Service is null || fault.Service == service);

    private MailFault? Take(string home, string service, string? recipient, ReadOnlySpan<FaultMode> modes)
    {
        lock (_gate)
        {
            for (var i = 0; i < _active.Count; i++)
            {
                var fault = _active[i];
                if (!modes.Contains(fault.Mode) || !Strikes(fault, home, service)) continue;
                if ((fault.Mailbox is null) != (recipient is null)) continue;
                if (recipient is not null && MailAddress.Fold(fault.Mailbox!) != MailAddress.Fold(recipient)) continue;
                if (fault.Times is { } times)
                {
                    if (times > 1) _active[i] = fault with { Times = times - 1 };
                    else _active.RemoveAt(i);
                }

                return fault;
            }

            return recipient is null ? BoardFault.Take(board, home, modes) : null;
        }
    }
}
