using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Sandbox.Mail.Faults;

/// <summary>What goes wrong, and when in the life of a mail.</summary>
public enum FaultMode
{
    /// <summary>The connection is closed without a word.</summary>
    Down,

    /// <summary>The greeting is a 421, or an IMAP BYE.</summary>
    Unavailable,

    /// <summary>The greeting is not of the protocol.</summary>
    Garbage,

    /// <summary>The connection is accepted and nothing ever comes.</summary>
    Hang,

    /// <summary>Every answer waits for the seconds of the fault.</summary>
    Slow,

    /// <summary>4xx to MAIL, or to RCPT when the fault names a mailbox.</summary>
    Temporary,

    /// <summary>5xx to MAIL, or to RCPT when the fault names a mailbox.</summary>
    Permanent,

    /// <summary>The connection is closed while the mail is being sent.</summary>
    DropMidData,

    /// <summary>The mail is accepted for good, and the connection closed before the 250.</summary>
    AcceptThenDrop,

    /// <summary>The mail is received and no answer ever comes; it is not kept.</summary>
    HangAfterData,

    /// <summary>4xx after the mail.</summary>
    TemporaryAfterData,

    /// <summary>5xx after the mail.</summary>
    PermanentAfterData,

    /// <summary>The mail reaches the mailbox and nobody is told.</summary>
    NoReport,

    /// <summary>The mail waits for the seconds of the fault; the sender gets a report of the delay.</summary>
    Delayed,

    /// <summary>The mail is accepted, then comes back.</summary>
    Bounce,

    /// <summary>The report that comes back cannot be read by a machine.</summary>
    GarbageReport,

    /// <summary>The reader never returns a receipt.</summary>
    NoReceipt,
}

/// <summary>Names of the modes in JSON: <c>drop-mid-data</c>.</summary>
public sealed class FaultModeNames() : JsonStringEnumConverter<FaultMode>(System.Text.Json.JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false);

/// <summary>Something that goes wrong on demand, for one operator, one mailbox, or both; for ever or a number of times.</summary>
public sealed record MailFault
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    [JsonConverter(typeof(FaultModeNames))]
    public required FaultMode Mode { get; init; }

    /// <summary>alpha, beta, or mes for Mon espace santé; none means all.</summary>
    [RegularExpression("[a-z0-9-]{1,20}")]
    public string? Operator { get; init; }

    /// <summary>The recipient it strikes; none means all.</summary>
    [StringLength(254)]
    public string? Mailbox { get; init; }

    /// <summary>smtp or imap; none means both.</summary>
    [RegularExpression("smtp|imap")]
    public string? Service { get; init; }

    /// <summary>How many times it still strikes; none means until it is removed.</summary>
    [Range(1, 10000)]
    public int? Times { get; init; }

    [Range(0, 86400)]
    public double Seconds { get; init; } = 30;

    /// <summary>Strikes the first attempt of a mail only.</summary>
    public bool Once { get; init; }

    /// <summary>Enhanced status to give instead of the usual one, for instance 4.7.1.</summary>
    [RegularExpression("[245]\\.[0-9]{1,3}\\.[0-9]{1,3}")]
    public string? Status { get; init; }
}
