using System.ComponentModel.DataAnnotations;

namespace Sandbox.Mail.Operators;

/// <summary>What an operator does with a mail for a mailbox that does not exist in the trust space.</summary>
public enum UnknownRecipient
{
    /// <summary>550 at RCPT.</summary>
    Refuse,

    /// <summary>250 at RCPT, then a failure report.</summary>
    Bounce,
}

/// <summary>How one MSSanté operator listens and behaves. Two operators never behave alike, so everything that varies is a setting.</summary>
public sealed class OperatorSettings
{
    /// <summary>IP address to listen on; that of the sandbox when absent, else the loopback.</summary>
    public string? Address { get; set; }

    [Range(0, 65535)]
    public int SmtpPort { get; set; }

    [Range(0, 65535)]
    public int ImapPort { get; set; }

    /// <summary>Name given in greetings, Received fields and reports.</summary>
    [Required]
    public string HostName { get; set; } = "";

    [Required]
    public string Greeting { get; set; } = "";

    [Range(1024, 200 * 1024 * 1024)]
    public long MaxMessageBytes { get; set; } = 10 * 1024 * 1024;

    /// <summary>RFC 3461: when false the extension is not advertised and only failures are reported.</summary>
    public bool DeliveryReports { get; set; }

    public bool Pipelining { get; set; }

    /// <summary>The client must present a certificate of the trusted authority.</summary>
    public bool MutualTls { get; set; }

    /// <summary>SASL mechanisms, in the order advertised: EXTERNAL, PLAIN, XOAUTH2.</summary>
    public IList<string> Mechanisms { get; init; } = [];

    /// <summary>IMAP capabilities beside IMAP4rev1: SASL-IR, IDLE, UIDPLUS, UNSELECT, NAMESPACE…</summary>
    public IList<string> ImapCapabilities { get; init; } = [];

    public UnknownRecipient UnknownRecipient { get; set; }

    /// <summary>File with one "address password" a line, for PLAIN and LOGIN. Without it both are refused.</summary>
    public string? PasswordFile { get; set; }

    [Range(1, 10000)]
    public int MaxSessions { get; set; } = 200;

    public TimeSpan Patience { get; set; } = TimeSpan.FromMinutes(5);
}

/// <summary>The operators of the sandbox by name.</summary>
public sealed class MailSettings
{
    public IDictionary<string, OperatorSettings> Operators { get; init; } = new Dictionary<string, OperatorSettings>(StringComparer.Ordinal);
}
