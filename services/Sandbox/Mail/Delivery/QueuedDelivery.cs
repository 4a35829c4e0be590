using Sandbox.Mail.Submission;

namespace Sandbox.Mail.Delivery;

/// <summary>One mail on its way to one recipient.</summary>
public sealed record QueuedDelivery(long Id, string Submission, string Mail, string Operator, string Sender, string Recipient)
{
    public string? EnvelopeId { get; init; }

    public bool FullReturn { get; init; }

    public string? OriginalRecipient { get; init; }

    public Notify Notify { get; init; }

    public int Attempts { get; init; }

    public DateTimeOffset AcceptedAt { get; init; }

    /// <summary>A mail without sender is a report or a receipt: nobody is told what becomes of it.</summary>
    public bool Wants(Notify report) => Sender.Length > 0 && (Notify == Notify.Unspecified ? report == Notify.Failure : (Notify & report) != 0);
}
