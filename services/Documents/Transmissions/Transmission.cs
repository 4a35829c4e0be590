using Contracts.Documents;
using Documents.Records;
using Platform;

namespace Documents.Transmissions;

public enum Channel { Dmp, Mssante, Citizen }

public enum TransmissionStatus { WaitingForIns, Waiting, Sending, Sent, Delivered, Integrated, Read, Confirmed, Failed, Blocked }

/// <summary>One job: one document, one channel, one recipient. Jobs of the same document know nothing of each other.</summary>
public sealed class Transmission : ITenantOwned
{
    private Transmission() { }

    public Guid Id { get; private init; }
    public Guid TenantId { get; private init; }
    public Guid DocumentId { get; private init; }
    public Guid UsagerId { get; private init; }
    public Guid? EstablishmentId { get; private init; }
    public string TypeCode { get; private init; } = "";
    public Channel Channel { get; private init; }

    /// <summary>MSSanté address; empty for the DMP, and for the person, whose address is her INS and is never kept.</summary>
    public string Recipient { get; private init; } = "";

    /// <summary>The address the mail went to in fact, when messaging chose another: the emergency mailbox of the hospital, or the next one to try.</summary>
    public string ReachedAddress { get; private set; } = "";

    /// <summary>1, and one more each time somebody asks again for what failed: the job that failed stays as it ended.</summary>
    public int Round { get; private init; }

    public Guid RequestedBy { get; private init; }
    public DateTimeOffset AuthenticatedAt { get; private init; }
    public DateTimeOffset RequestedAt { get; private init; }

    /// <summary>Asked by the house's policy when the document was validated, not by a click.</summary>
    public bool Automatic { get; private init; }

    /// <summary>An emergency may not wait for the INS: the mail leaves without it.</summary>
    public bool Emergency { get; private init; }

    public TransmissionStatus Status { get; private set; }
    public string ReasonCode { get; private set; } = "";
    public string Reason { get; private set; } = "";
    public int Attempts { get; private set; }

    /// <summary>When it is tried next; while it is being sent, when another worker may take it over.</summary>
    public DateTimeOffset? NextAttemptAt { get; private set; }

    public DateTimeOffset? SentAt { get; private set; }
    public DateTimeOffset? DeliveredAt { get; private set; }
    /// <summary>A software has filed it; nobody is known to have read it.</summary>
    public DateTimeOffset? IntegratedAt { get; private set; }
    public DateTimeOffset? ReadAt { get; private set; }
    public DateTimeOffset? ConfirmedAt { get; private set; }
    public DateTimeOffset? FailedAt { get; private set; }
    public int Version { get; private set; }

    public bool Pending => Status is TransmissionStatus.WaitingForIns or TransmissionStatus.Waiting or TransmissionStatus.Sending;

    public static Transmission Ask(HealthDocument document, Channel channel, string recipient, Requester by, bool automatic, bool emergency, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now), TenantId = document.TenantId, DocumentId = document.Id, UsagerId = document.UsagerId, EstablishmentId = document.EstablishmentId,
        TypeCode = document.TypeCode, Channel = channel, Recipient = recipient, Round = 1, RequestedBy = by.SituationId, AuthenticatedAt = by.AuthenticatedAt, RequestedAt = now,
        Automatic = automatic, Emergency = emergency && channel == Channel.Mssante, Status = TransmissionStatus.Waiting, NextAttemptAt = now, Version = 1,
    };

    /// <summary>The INS is not qualified: it waits, and is looked at again in case the news was missed.</summary>
    public void WaitForIns(DateTimeOffset now)
    {
        MoveTo(TransmissionStatus.WaitingForIns, "ins-not-qualified", "L'identité n'est pas qualifiée. Qualifiez-la : l'envoi partira aussitôt.");
        NextAttemptAt = now.AddMinutes(5);
    }

    public void Release(DateTimeOffset now)
    {
        MoveTo(TransmissionStatus.Waiting, "", "");
        NextAttemptAt = now;
    }

    /// <summary>A worker takes it, and renews its claim while it works. Nobody else takes it before the claim lapses; after that its attempt is taken for lost.</summary>
    public void Claim(DateTimeOffset now)
    {
        MoveTo(TransmissionStatus.Sending, "", "");
        Attempts++;
        NextAttemptAt = now + Platform.Work.HeldClaim.Lease;
    }

    /// <summary>Hands a mail over to messaging, which keeps trying on its own.</summary>
    public TransmissionRequested HandOver(DateTimeOffset now)
    {
        MoveTo(TransmissionStatus.Sending, "", "");
        (Attempts, NextAttemptAt) = (Attempts + 1, null);
        return new(Id, DocumentId, UsagerId, Channel == Channel.Citizen ? "citizen" : "mssante", TypeCode, Recipient.Length > 0 ? [Recipient] : [], EstablishmentId, RequestedBy, now);
    }

    /// <summary>What it goes through does not answer: it is tried again later, at a time that is shown.</summary>
    public void Postpone(string code, string reason, Backoff backoff, DateTimeOffset now)
    {
        var next = now + backoff.After(Attempts);
        MoveTo(TransmissionStatus.Waiting, code, $"{reason} Nouvel essai à {Cda.CdaTime.Clock(next)}.");
        NextAttemptAt = next;
    }

    public TransmissionDeposited Deposit(DateTimeOffset now)
    {
        MoveTo(TransmissionStatus.Delivered, "", "");
        (SentAt, DeliveredAt, NextAttemptAt) = (now, now, null);
        return new(Id, DocumentId, UsagerId, TypeCode, now);
    }

    public TransmissionFailed Fail(string code, string reason, DateTimeOffset now)
    {
        MoveTo(TransmissionStatus.Failed, code, reason);
        (FailedAt, NextAttemptAt) = (now, null);
        return new(Id, DocumentId, UsagerId, ChannelCode, code, now);
    }

    public TransmissionBlocked Block(string code, string reason, DateTimeOffset now)
    {
        MoveTo(TransmissionStatus.Blocked, code, reason);
        NextAttemptAt = null;
        return new(Id, DocumentId, UsagerId, ChannelCode, code, now);
    }

    /// <summary>Somebody asks for it again after a failure or a block: a new job, so that a late fact about the old one is never taken for the new one's.</summary>
    public Transmission Again(Requester by, DateTimeOffset now)
    {
        if (Status is not (TransmissionStatus.Failed or TransmissionStatus.Blocked)) throw new RuleBrokenException("transmission-under-way", "Cet envoi est déjà en cours ou terminé : suivez-le dans le tableau des envois.");
        return new()
        {
            Id = Guid.CreateVersion7(now), TenantId = TenantId, DocumentId = DocumentId, UsagerId = UsagerId, EstablishmentId = EstablishmentId, TypeCode = TypeCode, Channel = Channel,
            Recipient = Recipient, Round = Round + 1, RequestedBy = by.SituationId, AuthenticatedAt = by.AuthenticatedAt, RequestedAt = now, Emergency = Emergency,
            Status = TransmissionStatus.Waiting, NextAttemptAt = now, Version = 1,
        };
    }

    /// <summary>What messaging learnt of the mail. Facts may come late or out of order: each keeps its moment, and the state only goes forward.</summary>
    public void Follow(TransmissionStatus reached, DateTimeOffset at, string? address = null)
    {
        // News of the first address may come after that of the one which took its place.
        if (address is { Length: > 0 and <= 254 } && (reached > LastReached || reached == LastReached && at >= LastReachedAt)) ReachedAddress = address == Recipient ? "" : address;
        if (reached == TransmissionStatus.Sent) SentAt ??= at;
        if (reached == TransmissionStatus.Delivered) DeliveredAt ??= at;
        if (reached == TransmissionStatus.Integrated) IntegratedAt ??= at;
        if (reached == TransmissionStatus.Read) ReadAt ??= at;
        if (reached == TransmissionStatus.Confirmed) ConfirmedAt ??= at;
        NextAttemptAt = null;
        if (Supersedes(reached, at)) MoveTo(reached, "", "");
        else Version++;
    }

    // A mail said to have failed may still turn out to be read; one that was blocked may have left just before.
    private bool Supersedes(TransmissionStatus reached, DateTimeOffset at) => Status switch
    {
        TransmissionStatus.Blocked => true,
        TransmissionStatus.Failed => reached > TransmissionStatus.Sent && at > FailedAt,
        _ => reached > Status,
    };

    // The furthest the mail is known to have come, whatever ended it since.
    private TransmissionStatus LastReached => ReadAt is not null ? TransmissionStatus.Read : IntegratedAt is not null ? TransmissionStatus.Integrated : DeliveredAt is not null ? TransmissionStatus.Delivered : SentAt is not null ? TransmissionStatus.Sent : TransmissionStatus.Waiting;

    private DateTimeOffset? LastReachedAt => ReadAt ?? IntegratedAt ?? DeliveredAt ?? SentAt;

    private string ChannelCode => Channel switch { Channel.Dmp => "dmp", Channel.Mssante => "mssante", _ => "citizen" };

    private void MoveTo(TransmissionStatus next, string code, string reason)
    {
        if (!MayMove(Status, next)) throw new RuleBrokenException("transmission-state", $"Un envoi « {Labels.Of(Status, Channel)} » ne peut pas devenir « {Labels.Of(next, Channel)} ». Rafraîchissez le tableau des envois.");
        (Status, ReasonCode, Reason) = (next, code, reason);
        Version++;
    }

    // The life of a transmission. What has arrived can still be refused by the reader's software (Failed), never become pending again on its own.
    private static bool MayMove(TransmissionStatus from, TransmissionStatus to) => (from, to) switch
    {
        (TransmissionStatus.WaitingForIns, TransmissionStatus.WaitingForIns or TransmissionStatus.Waiting or TransmissionStatus.Sending or TransmissionStatus.Blocked) => true,
        (TransmissionStatus.Waiting, TransmissionStatus.WaitingForIns or TransmissionStatus.Waiting or TransmissionStatus.Sending or TransmissionStatus.Blocked) => true,
        (TransmissionStatus.Sending, _) => true,
        (TransmissionStatus.Sent or TransmissionStatus.Delivered or TransmissionStatus.Integrated or TransmissionStatus.Read, > TransmissionStatus.Sent and <= TransmissionStatus.Failed) => true,
        (TransmissionStatus.Failed or TransmissionStatus.Blocked, >= TransmissionStatus.Sent and <= TransmissionStatus.Confirmed) => true,
        _ => false,
    };
}

/// <summary>Who asks for a transmission and since when he is strongly authenticated: the deposit says so in his name.</summary>
public sealed record Requester(Guid SituationId, DateTimeOffset AuthenticatedAt);

/// <summary>How long to wait after each lost attempt: twice as long each time, up to a ceiling.</summary>
public sealed record Backoff(TimeSpan First, TimeSpan Longest)
{
    public TimeSpan After(int attempts) => TimeSpan.FromTicks(Math.Min(Longest.Ticks, First.Ticks << Math.Clamp(attempts - 1, 0, 20)));
}
