using Sandbox.Mail.Faults;
using Sandbox.Mail.Mailboxes;
using Sandbox.Mail.Operators;

namespace Sandbox.Mail.Submission;

/// <summary>One submission session: RFC 5321 and 6409, over STARTTLS only.</summary>
internal sealed class SmtpSession(Wire wire, Operator home, SmtpDesk desk, MailCertificates certificates)
{
    private const int LongestCommand = 12288;
    private const int MostErrors = 10;
    private readonly SmtpSender _sender = new(wire, home, desk);
    private string? _greeted;
    private int _errors;
    private bool _ended;

    public async Task RunAsync(CancellationToken ct)
    {
        if (!await GreetAsync(ct)) return;
        while (!_ended)
        {
            if (!wire.HasUnread || !home.Settings.Pipelining) await wire.FlushAsync(ct);
            try
            {
                await AnswerAsync(await wire.ReadLineAsync(LongestCommand, ct), ct);
            }
            catch (BrokenLineException broken)
            {
                Reply("500 5.5.2 " + broken.Message);
                _ended = true;
            }
        }

        await wire.FlushAsync(ct);
    }

    private async Task<bool> GreetAsync(CancellationToken ct)
    {
        var fault = desk.Faults.OnOperator(home.Name, "smtp", FaultMode.Down, FaultMode.Unavailable, FaultMode.Garbage, FaultMode.Hang);
        if (fault is { Mode: FaultMode.Down }) return false;
        if (fault is { Mode: FaultMode.Hang }) await Task.Delay(Timeout.InfiniteTimeSpan, desk.Clock, ct);
        Reply(fault?.Mode switch
        {
            FaultMode.Unavailable => "421 4.3.2 " + home.Settings.HostName + " Service not available",
            FaultMode.Garbage => "HTTP/1.1 400 Bad Request",
            _ => $"220 {home.Settings.HostName} {home.Settings.Greeting}",
        });
        await wire.FlushAsync(ct);
        return fault is null;
    }

    private async Task AnswerAsync(string line, CancellationToken ct)
    {
        await Task.Delay(desk.Faults.Slowness(home.Name, "smtp"), desk.Clock, ct);
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        var verb = (space < 0 ? line : line[..space]).ToUpperInvariant();
        var argument = space < 0 ? "" : line[(space + 1)..];
        switch (verb)
        {
            case "EHLO" or "HELO": Hello(verb, argument); break;
            case "NOOP": Reply("250 2.0.0 OK"); break;
            case "QUIT": Reply($"221 2.0.0 {home.Settings.HostName} closing"); _ended = true; break;
            case "RSET": _sender.Reset(); Reply("250 2.0.0 OK"); break;
            case "STARTTLS": await StartTlsAsync(argument, ct); break;
            case "HELP": Reply("214 2.0.0 RFC 5321, RFC 6409"); break;
            default: await GuardedAsync(verb, argument, ct); break;
        }
    }

    private async Task GuardedAsync(string verb, string argument, CancellationToken ct)
    {
        if (!wire.Secure) Reply("530 5.7.0 Must issue a STARTTLS command first");
        else if (_greeted is null) Error("503 5.5.1 Send EHLO first");
        else if (home.Settings.MutualTls && wire.Peer is null) Reply("530 5.7.0 A client certificate is required");
        else if (verb == "AUTH") await AuthenticateAsync(argument, ct);
        else if (verb == "MAIL") Reply(_sender.Mail(argument));
        else if (verb == "RCPT") Reply(_sender.Recipient(argument));
        else if (verb == "DATA") await DataAsync(argument, ct);
        else if (verb == "VRFY") Reply("252 2.1.5 Cannot VRFY user");
        else if (verb is "EXPN" or "BDAT" or "TURN" or "ETRN") Reply("502 5.5.1 Command not implemented");
        else Error("500 5.5.1 Command unrecognized");
    }

    private void Hello(string verb, string argument)
    {
        if (argument.Length is 0 or > 255 || argument.Contains(' ', StringComparison.Ordinal))
        {
            Error("501 5.5.4 Syntax: EHLO hostname");
            return;
        }

        _greeted = argument;
        _sender.Greeted(argument);
        if (verb == "HELO") Reply("250 " + home.Settings.HostName);
        else Extensions();
    }

    private void Extensions()
    {
        List<string> lines = [home.Settings.HostName, FormattableString.Invariant($"SIZE {home.Settings.MaxMessageBytes}"), "8BITMIME", "ENHANCEDSTATUSCODES"];
        if (home.Settings.Pipelining) lines.Insert(1, "PIPELINING");
        if (home.Settings.DeliveryReports) lines.Add("DSN");
        if (!wire.Secure) lines.Add("STARTTLS");
        else if (home.Settings.Mechanisms.Count > 0) lines.Add("AUTH " + string.Join(' ', home.Settings.Mechanisms));
        for (var i = 0; i < lines.Count; i++) Reply((i < lines.Count - 1 ? "250-" : "250 ") + lines[i]);
    }

    private async Task StartTlsAsync(string argument, CancellationToken ct)
    {
        if (wire.Secure) Error("503 5.5.1 TLS already active");
        else if (argument.Length > 0) Error("501 5.5.4 STARTTLS takes no parameter");
        else
        {
            Reply("220 2.0.0 Ready to start TLS");
            if (wire.HasUnread) throw new BrokenLineException("command sent before the TLS handshake");
            await wire.FlushAsync(ct);
            await wire.StartTlsAsync(certificates.ServerOptions(home.Settings.MutualTls), ct);
            _greeted = null;
            _sender.Reset();
        }
    }

    private async Task AuthenticateAsync(string argument, CancellationToken ct)
    {
        if (_sender.Owner is not null || _sender.Open)
        {
            Error("503 5.5.1 Already authenticated or in a mail transaction");
            return;
        }

        var words = argument.Split(' ', 2, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
        {
            Error("501 5.5.4 Syntax: AUTH mechanism");
            return;
        }

        var exchange = new SaslExchange(home, desk.Credentials, wire.Peer is not null, challenge => ChallengeAsync(challenge, ct));
        var (outcome, box) = await exchange.RunAsync(words[0], words.Length == 2 ? words[1] : null);
        if (box is not null) _sender.Owner = box;
        if (outcome == SaslOutcome.Refused) _errors++;
        Reply(outcome switch
        {
            SaslOutcome.Opened => "235 2.7.0 Authentication successful",
            SaslOutcome.Refused => "535 5.7.8 Authentication credentials invalid",
            SaslOutcome.Cancelled => "501 5.7.0 Authentication cancelled",
            SaslOutcome.Malformed => "501 5.5.2 Cannot decode the response",
            _ => "504 5.5.4 Unrecognized authentication type",
        });
        CountErrors();
    }

    private async Task<string> ChallengeAsync(string challenge, CancellationToken ct)
    {
        Reply("334 " + challenge);
        await wire.FlushAsync(ct);
        return await wire.ReadLineAsync(LongestCommand, ct);
    }

    private async Task DataAsync(string argument, CancellationToken ct)
    {
        if (argument.Length > 0) Error("501 5.5.4 DATA takes no parameter");
        else if (!_sender.Open) Error("503 5.5.1 MAIL first");
        else if (!_sender.HasRecipients) Error("554 5.5.1 No valid recipients");
        else if (await _sender.DataAsync(ct) is { } reply) Reply(reply);
        else _ended = true;
    }

    private void Reply(string line) => wire.WriteLine(line);

    private void Error(string line)
    {
        Reply(line);
        _errors++;
        CountErrors();
    }

    private void CountErrors()
    {
        if (_errors < MostErrors || _ended) return;
        Reply("421 4.7.0 Too many errors");
        _ended = true;
    }
}
