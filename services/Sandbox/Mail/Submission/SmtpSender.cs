using Sandbox.Mail.Faults;
using Sandbox.Mail.Mailboxes;
using Sandbox.Mail.Operators;

namespace Sandbox.Mail.Submission;

/// <summary>The mail transaction of a session: who may send, to whom, and what becomes of the mail.</summary>
internal sealed class SmtpSender(Wire wire, Operator home, SmtpDesk desk)
{
    private const int MostRecipients = 100;
    private static readonly string[] MailParameters = ["SIZE", "BODY", "AUTH"];
    private Envelope? _envelope;
    private string _client = "";

    /// <summary>The mailbox that AUTH opened. A trusted certificate without AUTH opens every mailbox of the operator.</summary>
    public Mailbox? Owner { get; set; }

    public bool Open => _envelope is not null;

    public bool HasRecipients => _envelope is { Recipients.Count: > 0 };

    public void Reset() => _envelope = null;

    public void Greeted(string client)
    {
        _client = client;
        Reset();
    }

    public string Mail(string argument)
    {
        if (_envelope is not null) return "503 5.5.1 Nested MAIL command";
        if (Owner is null && !Certified) return "530 5.7.0 Authentication required";
        if (!PathCommand.TryParse(argument, "FROM", out var command)) return "501 5.5.4 Syntax: MAIL FROM:<address>";
        if (Unknown(command, home.Settings.DeliveryReports ? [.. MailParameters, "RET", "ENVID"] : MailParameters) is { } name) return $"555 5.5.4 Unsupported parameter {name}";
        if (!PathCommand.TrySize(command.Value("SIZE"), out var size)) return "501 5.5.4 Bad SIZE";
        if (command.Value("BODY")?.ToUpperInvariant() is not (null or "7BIT" or "8BITMIME")) return "501 5.5.4 Bad BODY";
        if (command.Value("RET")?.ToUpperInvariant() is not (null or "FULL" or "HDRS")) return "501 5.5.4 Bad RET";
        if (!PathCommand.TryXtext(command.Value("ENVID"), out var envelopeId) || envelopeId?.Length > 100) return "501 5.5.4 Bad ENVID";
        if (size > home.Settings.MaxMessageBytes) return "552 5.3.4 Message size exceeds fixed maximum message size";
        if (command.Path.Length > 0 && !MayWriteAs(command.Path)) return "553 5.7.1 Sender address not owned by this session";
        if (desk.Faults.OnOperator(home.Name, "smtp", FaultMode.Temporary, FaultMode.Permanent) is { } fault) return Refused(fault, "4.3.0", "5.3.0");

        _envelope = new Envelope(MailAddress.Fold(command.Path))
        {
            EightBit = string.Equals(command.Value("BODY"), "8BITMIME", StringComparison.OrdinalIgnoreCase),
            EnvelopeId = envelopeId,
            FullReturn = string.Equals(command.Value("RET"), "FULL", StringComparison.OrdinalIgnoreCase),
        };
        return "250 2.1.0 Sender OK";
    }

    public string Recipient(string argument)
    {
        if (_envelope is null) return "503 5.5.1 MAIL first";
        if (!PathCommand.TryParse(argument, "TO", out var command) || command.Path.Length == 0) return "501 5.5.4 Syntax: RCPT TO:<address>";
        if (Unknown(command, home.Settings.DeliveryReports ? ["NOTIFY", "ORCPT"] : []) is { } name) return $"555 5.5.4 Unsupported parameter {name}";
        if (!PathCommand.TryNotify(command.Value("NOTIFY"), out var notify)) return "501 5.5.4 Bad NOTIFY";
        if (!PathCommand.TryXtext(command.Value("ORCPT"), out var original) || (original is not null && !original.Contains(';', StringComparison.Ordinal))) return "501 5.5.4 Bad ORCPT";
        if (_envelope.Recipients.Count >= MostRecipients) return "452 4.5.3 Too many recipients";
        if (!desk.Trust.Covers(command.Path)) return "550 5.7.1 Domain outside the trust space";
        if (home.Settings.UnknownRecipient == UnknownRecipient.Refuse && !TrustSpace.IsCitizen(command.Path) && desk.Trust.Find(command.Path) is null)
            return "550 5.1.1 Mailbox unknown";
        if (desk.Faults.OnMailbox(home.Name, "smtp", command.Path, FaultMode.Temporary, FaultMode.Permanent) is { } fault) return Refused(fault, "4.2.1", "5.2.1");

        _envelope.Add(new EnvelopeRecipient(MailAddress.Fold(command.Path), notify, original));
        return "250 2.1.5 Recipient OK";
    }

    /// <summary>The reply to the whole mail, or null when the connection must end without one.</summary>
    public async Task<string?> DataAsync(CancellationToken ct)
    {
        var envelope = _envelope!;
        _envelope = null;
        var addresses = envelope.Recipients.Select(recipient => recipient.Address).ToArray();
        var drop = desk.Faults.OnAny(home.Name, "smtp", addresses, FaultMode.DropMidData) is not null;
        wire.WriteLine("354 End data with <CR><LF>.<CR><LF>");
        await wire.FlushAsync(ct);
        var intake = await MessageIntake.ReadAsync(wire, home.Settings.MaxMessageBytes, envelope.EightBit, received => drop && received > 256, ct);
        if (drop) return null;
        if (intake.Refusal is not null) return intake.Refusal;

        var after = desk.Faults.OnAny(
            home.Name, "smtp", addresses, FaultMode.AcceptThenDrop, FaultMode.HangAfterData, FaultMode.TemporaryAfterData, FaultMode.PermanentAfterData);
        if (after is { Mode: FaultMode.HangAfterData }) await Task.Delay(Timeout.InfiniteTimeSpan, desk.Clock, ct);
        if (after is { Mode: FaultMode.TemporaryAfterData or FaultMode.PermanentAfterData }) return Refused(after, "4.3.0", "5.6.0");
        if (!OutgoingMail.TryAccept(intake.Mail, Trace(), MayWriteAs, desk.Clock.GetUtcNow(), out var mail, out var refusal)) return refusal;

        var id = desk.Queue.Accept(home.Name, envelope, mail);
        return after is { Mode: FaultMode.AcceptThenDrop } ? null : $"250 2.0.0 OK queued as {id:N}";
    }

    private bool Certified => home.Settings.MutualTls && wire.Peer is not null;

    private static string? Unknown(PathCommand command, IReadOnlyList<string> known) => command.Names.FirstOrDefault(name => !known.Contains(name, StringComparer.OrdinalIgnoreCase));

    private static string Refused(MailFault fault, string temporary, string permanent)
    {
        var passing = fault.Mode is FaultMode.Temporary or FaultMode.TemporaryAfterData;
        return passing ? $"451 {fault.Status ?? temporary} Try again later" : $"550 {fault.Status ?? permanent} Refused";
    }

    private bool MayWriteAs(string address) =>
        Owner is { } owner ? owner.Address == MailAddress.Fold(address) : Certified && desk.Credentials.ByCertificate(home, address) is not null;

    private string Trace() => $"from {_client} by {home.Settings.HostName} with ESMTPS{(Owner is null ? "" : "A")}";
}
