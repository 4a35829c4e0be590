namespace Sandbox.Mail.Submission;

/// <summary>When the sender wants a report, RFC 3461 §4.1. No value given means a report of failures.</summary>
[Flags]
public enum Notify
{
    Unspecified = 0,
    Never = 1,
    Success = 2,
    Failure = 4,
    Delay = 8,
}

/// <summary>One accepted RCPT.</summary>
public sealed record EnvelopeRecipient(string Address, Notify Notify, string? OriginalRecipient);

/// <summary>What MAIL and RCPT said before the mail itself.</summary>
public sealed class Envelope(string sender)
{
    private readonly List<EnvelopeRecipient> _recipients = [];

    /// <summary>Empty for a report or a receipt, which must never be reported about.</summary>
    public string Sender => sender;

    public bool EightBit { get; init; }

    public string? EnvelopeId { get; init; }

    public bool FullReturn { get; init; }

    public IReadOnlyList<EnvelopeRecipient> Recipients => _recipients;

    public void Add(EnvelopeRecipient recipient) => _recipients.Add(recipient);
}
