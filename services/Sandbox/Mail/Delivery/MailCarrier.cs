using Microsoft.Data.Sqlite;
using Sandbox.Mail.Citizens;
using Sandbox.Mail.Faults;
using Sandbox.Mail.Mailboxes;
using Sandbox.Mail.Operators;
using Sandbox.Mail.Submission;

namespace Sandbox.Mail.Delivery;

/// <summary>Carries one mail to one mailbox. Its arrival and the report of it are one commit, so neither is lost nor doubled by a crash.</summary>
internal sealed class MailCarrier(MailDatabase database, MailboxSignal signal, TrustSpace trust, MailFaults faults, OperatorDirectory operators)
{
    public DeliveryVerdict Carry(QueuedDelivery delivery, byte[] mail, DateTimeOffset now)
    {
        var fault = Strikes(delivery);
        var verdict = Judge(delivery, mail, fault);
        database.Write(transaction =>
        {
            if (!verdict.Final) MailQueue.Postpone(transaction, delivery, now.AddSeconds(fault!.Seconds));
            else if (!MailQueue.Settle(transaction, delivery, verdict.Action)) return;
            if (verdict.Action == "delivered") Arrive(transaction, delivery, now);
            if (Reported(delivery, verdict, fault)) Report(transaction, delivery, verdict, mail, fault, now);
        });
        signal.Changed(delivery.Recipient);
        if (delivery.Sender.Length > 0) signal.Changed(delivery.Sender);
        return verdict;
    }

    private MailFault? Strikes(QueuedDelivery delivery)
    {
        var carrier = TrustSpace.IsCitizen(delivery.Recipient) ? OperatorDirectory.Citizens : delivery.Operator;
        FaultMode[] modes = carrier == OperatorDirectory.Citizens
            ? [FaultMode.NoReport, FaultMode.Delayed, FaultMode.Bounce, FaultMode.GarbageReport, FaultMode.Down, FaultMode.Unavailable, FaultMode.Hang, FaultMode.Temporary, FaultMode.Permanent]
            : [FaultMode.NoReport, FaultMode.Delayed, FaultMode.Bounce, FaultMode.GarbageReport];
        // A fault for everyone strikes what users send, not the reports and receipts that answer it.
        var fault = faults.OnMailbox(carrier, "smtp", delivery.Recipient, modes) ?? (delivery.Sender.Length > 0 ? faults.OnOperator(carrier, "smtp", modes) : null);
        return fault is { Once: true } && delivery.Attempts > 0 ? null : fault;
    }

    private DeliveryVerdict Judge(QueuedDelivery delivery, byte[] mail, MailFault? fault) => fault?.Mode switch
    {
        FaultMode.Bounce or FaultMode.GarbageReport or FaultMode.Permanent => DeliveryVerdict.Failed(fault.Status ?? "5.2.0", "refused by the recipient's server"),
        FaultMode.Delayed or FaultMode.Down or FaultMode.Unavailable or FaultMode.Hang or FaultMode.Temporary => DeliveryVerdict.Delayed,
        _ when TrustSpace.IsCitizen(delivery.Recipient) => CitizenReception.Judge(delivery.Recipient, mail.Length, trust),
        _ when trust.Find(delivery.Recipient) is null => DeliveryVerdict.Failed("5.1.1", "mailbox unknown"),
        _ => DeliveryVerdict.Delivered,
    };

    private bool Reported(QueuedDelivery delivery, DeliveryVerdict verdict, MailFault? fault)
    {
        if (fault is { Mode: FaultMode.NoReport } || (verdict.Action == "delayed" && delivery.Attempts > 0)) return false;
        if (trust.Find(delivery.Sender) is null) return false;
        return verdict.Action switch
        {
            "delivered" => operators.Reports(delivery.Operator) && delivery.Wants(Notify.Success),
            "delayed" => operators.Reports(delivery.Operator) && delivery.Wants(Notify.Delay),
            _ => delivery.Wants(Notify.Failure),
        };
    }

    private static void Arrive(SqliteTransaction transaction, QueuedDelivery delivery, DateTimeOffset now) => Folders.File(
        transaction,
        new NewMessage(delivery.Recipient, Folders.Inbox, delivery.Mail, $"Return-Path: <{delivery.Sender}>\r\n", delivery.Sender, delivery.OriginalRecipient, ""),
        now);

    private void Report(SqliteTransaction transaction, QueuedDelivery delivery, DeliveryVerdict verdict, byte[] mail, MailFault? fault, DateTimeOffset now)
    {
        var reporter = TrustSpace.IsCitizen(delivery.Recipient) && verdict.Action == "failed" ? TrustSpace.CitizenDomain : operators.HostName(delivery.Operator);
        var report = fault is { Mode: FaultMode.GarbageReport }
            ? DeliveryReport.WriteUnreadable(delivery, reporter, now)
            : DeliveryReport.Write(delivery, verdict, mail, reporter, now);
        var kept = MailQueue.Keep(transaction, Guid.CreateVersion7(now), report);
        Folders.File(transaction, new NewMessage(delivery.Sender, Folders.Inbox, kept, "Return-Path: <>\r\n", "", null, ""), now);
    }
}
