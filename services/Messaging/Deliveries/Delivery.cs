using Platform;

namespace Messaging.Deliveries;

public enum Channel { Mssante, Citizen }

public enum DeliveryStatus
{
    Queued,
    Sending,
    /// <summary>The operator has accepted the mail.</summary>
    Sent,
    Delivered,
    /// <summary>The receiver's software has filed the document; nobody is known to have read it.</summary>
    Integrated,
    Read,
    Failed,
    /// <summary>The receiver could not integrate the document.</summary>
    Refused,
    /// <summary>Nobody can say what became of it: the connection was lost at the last moment, or no sign has come in the time allowed.</summary>
    Unverified,
}

/// <summary>One mail to one recipient, from the queue to the reading. The identifier gives the Message-ID and the envelope.</summary>
public sealed class Delivery : ITenantOwned
{
    private Delivery() { }

    public Guid Id { get; private init; }
    public Guid TenantId { get; private init; }
    public Guid ConversationId { get; private init; }
    public Guid MessageId { get; private init; }
    public Guid? TransmissionId { get; private init; }
    public Guid? DocumentId { get; private init; }
    public Guid UsagerId { get; private init; }
    /// <summary>The bris de glace that the mail tells of: the house writes it, no professional does.</summary>
    public Guid? NoticeId { get; private init; }
    public Channel Channel { get; private init; }
    /// <summary>Null for a citizen: the address holds the INS and is made at the moment of sending.</summary>
    public string? Address { get; private init; }
    /// <summary>Addresses to try in turn when this one fails.</summary>
    public IReadOnlyList<string> NextAddresses { get; private init; } = [];
    public int Rank { get; private init; }
    public string MailMessageId { get; private init; } = "";
    public DeliveryStatus Status { get; private set; }
    public string ReasonCode { get; private set; } = "";
    public string Reason { get; private set; } = "";
    public int Attempts { get; private set; }
    public DateTimeOffset NextAttemptAt { get; private set; }
    public DateTimeOffset? ClaimedUntil { get; private set; }
    /// <summary>When the bytes began to leave: before it, a crash cannot have sent anything.</summary>
    public DateTimeOffset? LeavingAt { get; private set; }
    public DateTimeOffset QueuedAt { get; private init; }
    public DateTimeOffset? SentAt { get; private set; }
    public DateTimeOffset? DeliveredAt { get; private set; }
    public DateTimeOffset? IntegratedAt { get; private set; }
    public DateTimeOffset? ReadAt { get; private set; }
    public DateTimeOffset? FailedAt { get; private set; }
    public DateTimeOffset? ConfirmedAt { get; private set; }
    public DateTimeOffset? OverdueAt { get; private set; }
    public int Version { get; private set; }

    public static Delivery Queue(Guid tenantId, Guid conversationId, Guid messageId, Guid usagerId, Channel channel, IReadOnlyList<string> addresses, string mailbox, DateTimeOffset now,
        Guid? documentId = null, Guid? transmissionId = null, int rank = 0, Guid? noticeId = null)
    {
        var id = Guid.CreateVersion7(now);
        return new()
        {
            Id = id, TenantId = tenantId, ConversationId = conversationId, MessageId = messageId, UsagerId = usagerId, Channel = channel, DocumentId = documentId, TransmissionId = transmissionId, Rank = rank, NoticeId = noticeId,
            Address = addresses.Count > 0 ? addresses[0] : null, NextAddresses = [.. addresses.Skip(1)], MailMessageId = Mail.MessageIds.Of(id, mailbox), QueuedAt = now, NextAttemptAt = now,
        };
    }

    public void Claim(DateTimeOffset until)
    {
        Status = DeliveryStatus.Sending;
        (ClaimedUntil, LeavingAt) = (until, null);
        Attempts++;
        Version++;
    }

    public void Leave(DateTimeOffset now)
    {
        LeavingAt = now;
        Version++;
    }

    public void Wait(string code, string reason, DateTimeOffset next)
    {
        MoveTo(DeliveryStatus.Queued, code, reason);
        (NextAttemptAt, ClaimedUntil, LeavingAt) = (next, null, null);
    }

    /// <summary>The operator may hold the mail: it is not sent again before its mailbox has been looked into.</summary>
    public void LoseSight(DateTimeOffset next)
    {
        if (Status != DeliveryStatus.Unverified) MoveTo(DeliveryStatus.Unverified, "outcome-unknown", "La connexion a été perdue au moment de l'envoi : nous vérifions si le message est parti.");
        (NextAttemptAt, ClaimedUntil) = (next, null);
        Version++;
    }

    public bool Uncertain => Status == DeliveryStatus.Unverified && SentAt is null;

    /// <summary>False when it was known already: a report may come twice, or come late.</summary>
    public bool MarkSent(DateTimeOffset now)
    {
        if (!MayMove(Status, DeliveryStatus.Sent)) return false;
        MoveTo(DeliveryStatus.Sent);
        (SentAt, ClaimedUntil) = (SentAt ?? now, null);
        return true;
    }

    public bool MarkDelivered(DateTimeOffset now)
    {
        SentAt ??= now;
        DeliveredAt ??= now;
        if (!MayMove(Status, DeliveryStatus.Delivered)) return false;
        MoveTo(DeliveryStatus.Delivered);
        return true;
    }

    public bool MarkIntegrated(DateTimeOffset now)
    {
        SentAt ??= now;
        var first = IntegratedAt is null;
        IntegratedAt ??= now;
        if (MayMove(Status, DeliveryStatus.Integrated)) MoveTo(DeliveryStatus.Integrated);
        else Version++;
        return first;
    }

    public bool MarkRead(DateTimeOffset now)
    {
        SentAt ??= now;
        if (!MayMove(Status, DeliveryStatus.Read)) return false;
        ReadAt = now;
        MoveTo(DeliveryStatus.Read);
        return true;
    }

    public bool MarkRefused(string code, string reason, DateTimeOffset now)
    {
        if (!MayMove(Status, DeliveryStatus.Refused)) return false;
        SentAt ??= now;
        FailedAt = now;
        MoveTo(DeliveryStatus.Refused, code, reason);
        return true;
    }

    public bool Fail(string code, string reason, DateTimeOffset now)
    {
        if (!MayMove(Status, DeliveryStatus.Failed)) return false;
        (FailedAt, ClaimedUntil) = (now, null);
        MoveTo(DeliveryStatus.Failed, code, reason);
        return true;
    }

    public bool Confirm(DateTimeOffset now)
    {
        if (ConfirmedAt is not null || Channel != Channel.Citizen) return false;
        ConfirmedAt = now;
        Version++;
        return true;
    }

    /// <summary>Nobody read it in time; without even a delivery report nothing proves that it arrived.</summary>
    public void MarkOverdue(DateTimeOffset now)
    {
        OverdueAt = now;
        Version++;
        if (Status == DeliveryStatus.Sent) MoveTo(DeliveryStatus.Unverified, "no-news", "Aucun accusé n'est revenu : appelez le destinataire pour vérifier qu'il a bien reçu le message.");
    }

    private void MoveTo(DeliveryStatus next, string code = "", string reason = "")
    {
        if (!MayMove(Status, next)) throw new RuleBrokenException("delivery-state", $"Un envoi à l'état {Status} ne peut pas devenir {next}. Rafraîchissez le tableau des envois.");
        (Status, ReasonCode, Reason) = (next, code, reason.Length > 500 ? reason[..500] : reason);
        Version++;
    }

    // The whole life of a delivery. A failure and a refusal are ends: another address is another delivery.
    private static bool MayMove(DeliveryStatus from, DeliveryStatus to) => (from, to) switch
    {
        (DeliveryStatus.Queued, DeliveryStatus.Sending or DeliveryStatus.Failed or DeliveryStatus.Queued) => true,
        (DeliveryStatus.Queued or DeliveryStatus.Sending or DeliveryStatus.Unverified, DeliveryStatus.Sent or DeliveryStatus.Delivered or DeliveryStatus.Integrated or DeliveryStatus.Read or DeliveryStatus.Refused) => true,
        (DeliveryStatus.Sending or DeliveryStatus.Unverified, DeliveryStatus.Queued or DeliveryStatus.Failed) => true,
        (DeliveryStatus.Sending, DeliveryStatus.Unverified) => true,
        (DeliveryStatus.Sent, DeliveryStatus.Delivered or DeliveryStatus.Integrated or DeliveryStatus.Read or DeliveryStatus.Failed or DeliveryStatus.Refused or DeliveryStatus.Unverified) => true,
        (DeliveryStatus.Delivered, DeliveryStatus.Integrated) => true,
        (DeliveryStatus.Delivered or DeliveryStatus.Integrated, DeliveryStatus.Read or DeliveryStatus.Refused or DeliveryStatus.Failed) => true,
        _ => false,
    };
}
