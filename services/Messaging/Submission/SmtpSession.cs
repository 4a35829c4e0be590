using System.Globalization;
using System.Text;
using Messaging.Acknowledgements;
using Messaging.Operators;

namespace Messaging.Submission;

/// <summary>One mail for one recipient; the copy, when asked, is a second silent recipient of the same transaction.</summary>
public sealed record Envelope(string Sender, string Recipient, string EnvelopeId, string? CopyTo = null);

/// <summary>What the operator said it can do, read after TLS.</summary>
public sealed record SubmissionCapabilities(bool DeliveryReports, bool Pipelining, bool EightBit, long? LargestMail, IReadOnlyList<string> Mechanisms);

/// <summary>A submission to an operator (RFC 6409): STARTTLS first, always, then one authentication, then mails.</summary>
public sealed class SmtpSession : IAsyncDisposable
{
    private readonly OperatorLine _line;

    private SmtpSession(OperatorLine line, SubmissionCapabilities capabilities) => (_line, Capabilities) = (line, capabilities);

    public SubmissionCapabilities Capabilities { get; }

    public static async Task<SmtpSession> OpenAsync(OperatorAddress address, Credential credential, string clientName, CancellationToken ct)
    {
        var line = await OperatorLine.ConnectAsync(address, ct);
        try
        {
            await ExpectAsync(line, 220, ct);
            await line.WriteLineAsync("EHLO " + clientName, ct);
            if (!Has(await ExpectAsync(line, 250, ct), "STARTTLS")) throw new OperatorUnreachableException("The operator offers no TLS: nothing is sent in clear.");
            await line.WriteLineAsync("STARTTLS", ct);
            await ExpectAsync(line, 220, ct);
            await line.StartTlsAsync(ct);
            await line.WriteLineAsync("EHLO " + clientName, ct);
            var session = new SmtpSession(line, Read(await ExpectAsync(line, 250, ct)));
            await session.AuthenticateAsync(credential, ct);
            return session;
        }
        catch
        {
            await line.DisposeAsync();
            throw;
        }
    }

    /// <summary>Never throws for what the operator answers or omits: the outcome says what is known of the mail.</summary>
    public async Task<SubmissionOutcome> SendAsync(Envelope envelope, ReadOnlyMemory<byte> mail, CancellationToken ct)
    {
        if (Capabilities.LargestMail is { } most && mail.Length > most) return new(SubmissionResult.RefusedForGood, 552, $"5.3.4 {mail.Length} > {most}");
        var finished = false;
        try
        {
            if (await OpenTransactionAsync(envelope, mail.Length, ct) is { } refusal) return refusal;
            await _line.WriteAsync(DotStuffing.Of(mail.Span), ct);
            finished = true;    // from here the operator may hold the mail whatever happens to the connection
            await _line.WriteAsync(".\r\n"u8.ToArray(), ct);
            var reply = await SmtpReply.ReadAsync(_line, ct);
            return reply.Code == 250 ? new(SubmissionResult.Accepted, 250, reply.Text) : Refusal(reply);
        }
        catch (Exception e) when (e is OperatorUnreachableException or OperationCanceledException)
        {
            return new(finished ? SubmissionResult.Uncertain : SubmissionResult.NotReached, 0, e.Message);
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _line.WriteLineAsync("QUIT", CancellationToken.None);
        }
        catch (OperatorUnreachableException)
        {
            // Already gone: what was sent is decided, and QUIT is only politeness.
        }
        await _line.DisposeAsync();
    }

    private async Task<SubmissionOutcome?> OpenTransactionAsync(Envelope envelope, int size, CancellationToken ct)
    {
        var from = $"MAIL FROM:<{envelope.Sender}>" + (Capabilities.LargestMail is null ? "" : string.Create(CultureInfo.InvariantCulture, $" SIZE={size}"))
            + (Capabilities.DeliveryReports ? $" RET=HDRS ENVID={Xtext.Write(envelope.EnvelopeId)}" : "");
        var recipient = $"RCPT TO:<{envelope.Recipient}>" + (Capabilities.DeliveryReports ? $" NOTIFY=SUCCESS,FAILURE,DELAY ORCPT=rfc822;{Xtext.Write(envelope.Recipient)}" : "");
        List<string> commands = [from, recipient];
        if (envelope.CopyTo is { } copy) commands.Add($"RCPT TO:<{copy}>" + (Capabilities.DeliveryReports ? " NOTIFY=NEVER" : ""));
        if (Capabilities.Pipelining) await _line.WriteAsync(Encoding.ASCII.GetBytes(string.Concat(commands.Select(c => c + "\r\n"))), ct);
        SmtpReply? refused = null;
        for (var i = 0; i < commands.Count && (refused is null || Capabilities.Pipelining); i++)
        {
            if (!Capabilities.Pipelining) await _line.WriteLineAsync(commands[i], ct);
            var reply = await SmtpReply.ReadAsync(_line, ct);
            if (reply.Code is not (250 or 251 or 252) && i < 2) refused ??= reply;     // a copy refused does not stop the mail
        }
        if (refused is null)
        {
            await _line.WriteLineAsync("DATA", ct);
            var reply = await SmtpReply.ReadAsync(_line, ct);
            return reply.Code == 354 ? null : Refusal(reply);
        }
        await _line.WriteLineAsync("RSET", ct);
        await SmtpReply.ReadAsync(_line, ct);
        return Refusal(refused);
    }

    private async Task AuthenticateAsync(Credential credential, CancellationToken ct)
    {
        if (!Capabilities.Mechanisms.Contains(credential.SaslName, StringComparer.OrdinalIgnoreCase)) throw new OperatorRefusedException($"The operator does not accept {credential.SaslName}.");
        await _line.WriteLineAsync($"AUTH {credential.SaslName} {credential.InitialResponse()}", ct);
        var reply = await SmtpReply.ReadAsync(_line, ct);
        if (reply.Code == 334)     // XOAUTH2 explains its refusal in a challenge that an empty line closes
        {
            await _line.WriteLineAsync("", ct);
            reply = await SmtpReply.ReadAsync(_line, ct);
        }
        if (reply.Code != 235) throw new OperatorRefusedException($"{reply.Code} {reply.Text}");
    }

    private static SubmissionOutcome Refusal(SmtpReply reply) => new(reply.Code >= 500 ? SubmissionResult.RefusedForGood : SubmissionResult.RefusedForNow, reply.Code, reply.Text);

    private static async Task<SmtpReply> ExpectAsync(OperatorLine line, int code, CancellationToken ct)
    {
        var reply = await SmtpReply.ReadAsync(line, ct);
        return reply.Code == code ? reply : throw new OperatorRefusedException($"{reply.Code} {reply.Text}");
    }

    private static bool Has(SmtpReply reply, string extension) => reply.Lines.Any(l => l.Split(' ')[0].Equals(extension, StringComparison.OrdinalIgnoreCase));

    private static SubmissionCapabilities Read(SmtpReply reply)
    {
        var auth = reply.Lines.FirstOrDefault(l => l.StartsWith("AUTH", StringComparison.OrdinalIgnoreCase));
        var size = reply.Lines.FirstOrDefault(l => l.StartsWith("SIZE", StringComparison.OrdinalIgnoreCase));
        var most = size?.Split(' ') is { Length: 2 } parts && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n > 0 ? n : (long?)null;
        return new(Has(reply, "DSN"), Has(reply, "PIPELINING"), Has(reply, "8BITMIME"), size is null ? null : most ?? long.MaxValue, auth?.Split([' ', '=']).Skip(1).ToArray() ?? []);
    }
}
