using Sandbox.Ledgers;
using Sandbox.Mail.Faults;
using Sandbox.Mail.Mailboxes;

namespace Sandbox.Mail.Delivery;

/// <summary>Carries what the queue holds as soon as it is due.</summary>
internal sealed class CarryMails(MailQueue queue, MailCarrier carrier, MailFaults faults, Journal journal, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        faults.Changed += queue.Hurry;
        try
        {
            while (true) await TurnAsync(stoppingToken);
        }
        finally
        {
            faults.Changed -= queue.Hurry;
        }
    }

    private async Task TurnAsync(CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var changed = queue.NextChange();
        var due = queue.Due(20);
        foreach (var delivery in due) Carry(delivery);
        if (due.Count > 0) return;

        var next = queue.NextAt() - clock.GetUtcNow() ?? Longest;
        var wait = next < TimeSpan.Zero ? TimeSpan.Zero : next < Longest ? next : Longest;
        await Task.WhenAny(changed, Task.Delay(wait, clock, ct));
    }

    private void Carry(QueuedDelivery delivery)
    {
        var verdict = carrier.Carry(delivery, queue.Mail(delivery.Mail), clock.GetUtcNow());
        var citizen = TrustSpace.IsCitizen(delivery.Recipient);
        journal.Note(citizen ? "mes" : "mss", "message par " + delivery.Operator, verdict.Action, $"{Shown(delivery.Sender)} → {Shown(delivery.Recipient)}");
    }

    // A citizen's address is an INS: it is not for a journal.
    private static string Shown(string address) => address.Length == 0 ? "<>" : TrustSpace.IsCitizen(address) ? "un usager" : address;
}
