using System.ComponentModel.DataAnnotations;

namespace Messaging.Operators;

/// <summary>How one MSSanté operator is reached and what it is known to do (section National:Mss:Operators:{name}).</summary>
public sealed class OperatorSettings
{
    [Required]
    public string Host { get; set; } = "";

    [Range(1, 65535)]
    public int SmtpPort { get; set; } = 587;

    [Range(1, 65535)]
    public int ImapPort { get; set; } = 143;

    public Mechanism Mechanism { get; set; }

    /// <summary>PEM file with our certificate and its key, for EXTERNAL and for operators that ask for mutual TLS.</summary>
    public string? ClientCertificate { get; set; }
    public string? ClientKey { get; set; }

    /// <summary>PEM file of the only roots believed; absent, the machine's store.</summary>
    public string? TrustedRoots { get; set; }
    public bool CheckRevocation { get; set; } = true;

    /// <summary>Where a mail accepted can be found again: the operator's folder of sent mails, or INBOX when we have to send ourselves a copy.</summary>
    public string ProofFolder { get; set; } = "Sent";
    public bool CopyToSelf => ProofFolder.Equals("INBOX", StringComparison.OrdinalIgnoreCase);

    /// <summary>Pause before a mailbox that was lost is opened again; twice as long each time, thirty seconds at most.</summary>
    public TimeSpan ReopenAfter { get; set; } = TimeSpan.FromSeconds(0.5);

    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long IDLE lasts before it is asked again.</summary>
    public TimeSpan IdleFor { get; set; } = TimeSpan.FromMinutes(4);

    /// <summary>How often a mailbox is looked at when the operator cannot push.</summary>
    public TimeSpan PollEvery { get; set; } = TimeSpan.FromSeconds(20);
}

/// <summary>A team's ORG or APP mailbox and the house it belongs to.</summary>
public sealed class MailboxSettings
{
    [Required]
    public string Address { get; set; } = "";

    [Required]
    public Guid Tenant { get; set; }
    public Guid? Establishment { get; set; }

    [Required]
    public string Operator { get; set; } = "";

    /// <summary>The functional entity shown as sender (ECO.2.2.7).</summary>
    [Required]
    public string Label { get; set; } = "";

    /// <summary>File holding the password, or the access token read again at each login.</summary>
    public string? SecretFile { get; set; }
}

/// <summary>Section National:Mss.</summary>
public sealed class MssSettings
{
    /// <summary>Reference of the product given by Convergence, put in X-MSS-NIL.</summary>
    public string ProductNumber { get; set; } = "000000";
    public string Software { get; set; } = "Platform";
    public Dictionary<string, OperatorSettings> Operators { get; init; } = new(StringComparer.OrdinalIgnoreCase);
    public List<MailboxSettings> Mailboxes { get; init; } = [];

    /// <summary>After a lost connection, how long the operator is given to show the mail in its folder before we send it again.</summary>
    public TimeSpan ProofWithin { get; set; } = TimeSpan.FromSeconds(10);
    public TimeSpan FirstRetry { get; set; } = TimeSpan.FromSeconds(5);
    public TimeSpan LongestRetry { get; set; } = TimeSpan.FromMinutes(15);
    public TimeSpan GiveUpAfter { get; set; } = TimeSpan.FromDays(2);
    public TimeSpan ReadWithin { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How often deliveries that have not been read in time are looked for.</summary>
    public TimeSpan OverduePace { get; set; } = TimeSpan.FromMinutes(1);
}
