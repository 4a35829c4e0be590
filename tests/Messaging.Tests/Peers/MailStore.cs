using System.Collections.Concurrent;
using System.Text;
using Messaging.Mail;

namespace Messaging.Tests.Peers;

/// <summary>How an operator differs from its neighbours.</summary>
internal sealed record OperatorTraits(string Name, bool DeliveryReports, bool Idle, bool KeepsSent, string Mechanism, bool Pipelining)
{
    public static readonly OperatorTraits Alpha = new("alpha", DeliveryReports: true, Idle: true, KeepsSent: true, "EXTERNAL", Pipelining: true);
    public static readonly OperatorTraits Beta = new("beta", DeliveryReports: false, Idle: false, KeepsSent: false, "PLAIN", Pipelining: false);
}

/// <summary>The folders of an operator's mailboxes; what is accepted is carried at once, and reported when asked.</summary>
internal sealed class MailStore(OperatorTraits traits)
{
    private readonly ConcurrentDictionary<string, List<byte[]>> _folders = new(StringComparer.OrdinalIgnoreCase);
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Addresses whose mails bounce.</summary>
    public HashSet<string> Closed { get; } = new(StringComparer.OrdinalIgnoreCase);
    public bool Silent { get; set; }

    public Task Changed => _changed.Task;

    public IReadOnlyList<byte[]> Folder(string address, string folder = "INBOX")
    {
        var mails = _folders.GetOrAdd($"{address}/{folder}", _ => []);
        lock (mails) return [.. mails];
    }

    public void Put(string address, byte[] mail, string folder = "INBOX")
    {
        var mails = _folders.GetOrAdd($"{address}/{folder}", _ => []);
        lock (mails) mails.Add(mail);
        Interlocked.Exchange(ref _changed, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }

    public void Put(string address, string mail) => Put(address, Encoding.UTF8.GetBytes(mail.ReplaceLineEndings("\r\n")));

    public void Accept(string sender, IReadOnlyList<(string Address, bool WantsReport)> recipients, string? envelopeId, byte[] mail)
    {
        if (traits.KeepsSent) Put(sender, mail, "Sent");
        foreach (var (address, wants) in recipients)
        {
            if (Closed.Contains(address)) Put(sender, Report(sender, address, envelopeId, mail, "failed", "5.1.1"));
            else
            {
                Put(address, mail);
                if (wants && traits.DeliveryReports && !Silent) Put(sender, Report(sender, address, envelopeId, mail, "delivered", "2.0.0"));
            }
        }
    }

    private static byte[] Report(string sender, string recipient, string? envelopeId, byte[] mail, string action, string status) => Encoding.UTF8.GetBytes($"""
        Return-Path: <>
        From: MAILER-DAEMON@operateur.mssante.fr
        To: {sender}
        Subject: Rapport de remise
        Message-ID: <{Guid.NewGuid():N}@operateur.mssante.fr>
        Content-Type: multipart/report; report-type=delivery-status; boundary="r"

        --r
        Content-Type: message/delivery-status

        Reporting-MTA: dns; operateur.mssante.fr
        {(envelopeId is null ? "X-None: 1" : "Original-Envelope-Id: " + envelopeId)}

        Final-Recipient: rfc822; {recipient}
        Action: {action}
        Status: {status}

        --r
        Content-Type: text/rfc822-headers

        Message-ID: {MailReader.Read(mail).MessageId}
        --r--
        """.ReplaceLineEndings("\r\n"));
}
