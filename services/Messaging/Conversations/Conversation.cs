using Contracts.Messaging;
using Platform;

namespace Messaging.Conversations;

public enum Counterpart { Citizen, Professional }

public enum ConversationStatus { Open, Closed }

/// <summary>What a team (its ORG mailbox) and one side outside have written about one usager.</summary>
public sealed class Conversation : ITenantOwned
{
    public const int LongestReason = 500;

    private Conversation() { }

    public Guid Id { get; private init; }
    public Guid TenantId { get; private init; }
    public Guid? EstablishmentId { get; private init; }
    /// <summary>Null while a mail received waits for somebody to say whom it is about.</summary>
    public Guid? UsagerId { get; private set; }
    public string Mailbox { get; private init; } = "";
    public Counterpart Counterpart { get; private init; }
    public string Subject { get; private init; } = "";
    public ConversationStatus Status { get; private set; }
    public string? ClosedReason { get; private set; }
    public DateTimeOffset? ClosedAt { get; private set; }
    public DateTimeOffset OpenedAt { get; private init; }
    public DateTimeOffset LastActivityAt { get; private set; }
    public int Version { get; private set; }

    public static Conversation Open(Guid tenantId, Guid? establishmentId, string mailbox, Guid? usagerId, Counterpart counterpart, string subject, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        TenantId = tenantId,
        EstablishmentId = establishmentId,
        Mailbox = mailbox,
        UsagerId = usagerId,
        Counterpart = counterpart,
        Subject = subject.Length > 250 ? subject[..250] : subject,
        OpenedAt = now,
        LastActivityAt = now,
    };

    public void Touch(DateTimeOffset now)
    {
        LastActivityAt = now;
        Version++;
    }

    public void Attach(Guid usagerId, DateTimeOffset now)
    {
        if (UsagerId is not null) throw new RuleBrokenException("thread-already-attached", "Cette conversation est déjà rattachée à une personne. Ouvrez son dossier pour la consulter.");
        UsagerId = usagerId;
        Touch(now);
    }

    public ThreadClosed Close(string reason, DateTimeOffset now)
    {
        if (Status == ConversationStatus.Closed) throw new RuleBrokenException("thread-closed", "Cette conversation est déjà close. Rouvrez-la pour écrire de nouveau.");
        (Status, ClosedReason, ClosedAt) = (ConversationStatus.Closed, reason, now);
        Touch(now);
        return new(Id, UsagerId, now);
    }

    public void Reopen(DateTimeOffset now)
    {
        if (Status == ConversationStatus.Open) throw new RuleBrokenException("thread-open", "Cette conversation est déjà ouverte : écrivez-y directement.");
        (Status, ClosedReason, ClosedAt) = (ConversationStatus.Open, null, null);
        Touch(now);
    }

    public void RequireOpen()
    {
        if (Status == ConversationStatus.Closed) throw new RuleBrokenException("thread-closed", "Cette conversation est close. Rouvrez-la en donnant un motif, puis envoyez votre message.");
    }
}
