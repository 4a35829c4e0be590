using Sandbox.Mail.Faults;
using Sandbox.Mail.Mailboxes;
using Sandbox.Mail.Operators;

namespace Sandbox.Mail.Reading;

/// <summary>One reading session: IMAP4rev1 (RFC 3501, 9051), over STARTTLS only. Here the states before a mailbox is open.</summary>
internal sealed class ImapSession(Wire wire, Operator home, ImapDesk desk, MailCertificates certificates)
{
    private const int MostErrors = 20;
    private ImapMailbox? _mailbox;
    private int _errors;
    private bool _ended;

    public async Task RunAsync(CancellationToken ct)
    {
        if (!await GreetAsync(ct)) return;
        while (!_ended)
        {
            await wire.FlushAsync(ct);
            try
            {
                await AnswerAsync(await ImapCommand.ReadAsync(wire, home.Advertises("LITERAL+"), ct), ct);
            }
            catch (BrokenLineException broken)
            {
                wire.WriteLine("* BYE " + broken.Message);
                _ended = true;
            }
        }

        await wire.FlushAsync(ct);
    }

    private async Task<bool> GreetAsync(CancellationToken ct)
    {
        var fault = desk.Faults.OnOperator(home.Name, "imap", FaultMode.Down, FaultMode.Unavailable, FaultMode.Garbage, FaultMode.Hang);
        if (fault is { Mode: FaultMode.Down }) return false;
        if (fault is { Mode: FaultMode.Hang }) await Task.Delay(Timeout.InfiniteTimeSpan, desk.Clock, ct);
        wire.WriteLine(fault?.Mode switch
        {
            FaultMode.Unavailable => "* BYE [UNAVAILABLE] service not available",
            FaultMode.Garbage => "HTTP/1.1 400 Bad Request",
            _ => $"* OK [CAPABILITY {Capabilities()}] {home.Settings.HostName} {home.Settings.Greeting}",
        });
        await wire.FlushAsync(ct);
        return fault is null;
    }

    private string Capabilities()
    {
        var capabilities = new List<string> { "IMAP4rev1" };
        if (!wire.Secure) capabilities.AddRange(["STARTTLS", "LOGINDISABLED"]);
        else if (_mailbox is null)
        {
            capabilities.AddRange(home.Settings.Mechanisms.Select(mechanism => "AUTH=" + mechanism.ToUpperInvariant()));
            if (!home.Accepts("PLAIN")) capabilities.Add("LOGINDISABLED");
        }

        return string.Join(' ', capabilities.Concat(home.Settings.ImapCapabilities));
    }

    private async Task AnswerAsync(ImapCommand command, CancellationToken ct)
    {
        await Task.Delay(desk.Faults.Slowness(home.Name, "imap"), desk.Clock, ct);
        try
        {
            await DispatchAsync(command, ct);
        }
        catch (BadCommandException bad)
        {
            Fail(command, "BAD " + bad.Message);
        }
    }

    private async Task DispatchAsync(ImapCommand command, CancellationToken ct)
    {
        switch (command.Verb)
        {
            case "CAPABILITY":
                wire.WriteLine("* CAPABILITY " + Capabilities());
                Done(command);
                break;
            case "NOOP" or "CHECK":
                _mailbox?.Tell();
                Done(command);
                break;
            case "ID" when home.Advertises("ID"):
                wire.WriteLine($"* ID (\"name\" \"{home.Settings.HostName}\")");
                Done(command);
                break;
            case "LOGOUT":
                wire.WriteLine("* BYE au revoir");
                Done(command);
                _ended = true;
                break;
            case "STARTTLS": await StartTlsAsync(command, ct); break;
            case "LOGIN": Login(command); break;
            case "AUTHENTICATE": await AuthenticateAsync(command, ct); break;
            case "": Fail(command, "BAD Cannot understand the command"); break;
            default: await MailboxAsync(command, ct); break;
        }
    }

    private async Task MailboxAsync(ImapCommand command, CancellationToken ct)
    {
        if (_mailbox is null) Fail(command, "BAD Command unknown or not allowed before login");
        else if (await _mailbox.AnswerAsync(command, ct) is { } refusal) Fail(command, refusal);
    }

    private async Task StartTlsAsync(ImapCommand command, CancellationToken ct)
    {
        if (wire.Secure || _mailbox is not null)
        {
            Fail(command, "BAD TLS already active");
            return;
        }

        if (wire.HasUnread) throw new BrokenLineException("command sent before the TLS handshake");
        wire.WriteLine(command.Tag + " OK Begin TLS negotiation now");
        await wire.FlushAsync(ct);
        await wire.StartTlsAsync(certificates.ServerOptions(home.Settings.MutualTls), ct);
    }

    private void Login(ImapCommand command)
    {
        command.Expect(2);
        if (_mailbox is not null) Fail(command, "BAD Already authenticated");
        else if (!wire.Secure || !home.Accepts("PLAIN")) Fail(command, "NO [PRIVACYREQUIRED] LOGIN is disabled");
        else Open(command, desk.Credentials.ByPassword(home, command.Text(0), command.Text(1)));
    }

    private async Task AuthenticateAsync(ImapCommand command, CancellationToken ct)
    {
        if (_mailbox is not null) Fail(command, "BAD Already authenticated");
        else if (!wire.Secure) Fail(command, "NO [PRIVACYREQUIRED] STARTTLS first");
        else
        {
            var initial = command.Arguments.Count > 1 ? command.Text(1) : null;
            if (initial is not null && !home.Advertises("SASL-IR")) throw new BadCommandException("No initial response here");
            var exchange = new SaslExchange(home, desk.Credentials, wire.Peer is not null, challenge => ChallengeAsync(challenge, ct));
            var (outcome, box) = await exchange.RunAsync(command.Text(0), initial);
            if (outcome is SaslOutcome.Cancelled or SaslOutcome.Malformed) Fail(command, "BAD Authentication exchange ended");
            else if (outcome == SaslOutcome.UnknownMechanism) Fail(command, "NO Unsupported authentication mechanism");
            else Open(command, box);
        }
    }

    private async Task<string> ChallengeAsync(string challenge, CancellationToken ct)
    {
        wire.WriteLine("+ " + challenge);
        await wire.FlushAsync(ct);
        return await wire.ReadLineAsync(16000, ct);
    }

    private void Open(ImapCommand command, Mailbox? box)
    {
        if (box is null)
        {
            Fail(command, "NO [AUTHENTICATIONFAILED] Credentials refused");
            return;
        }

        _mailbox = new ImapMailbox(wire, home, desk, box);
        wire.WriteLine($"{command.Tag} OK [CAPABILITY {Capabilities()}] Logged in");
    }

    private void Done(ImapCommand command) => wire.WriteLine($"{command.Tag} OK {command.Verb} completed");

    private void Fail(ImapCommand command, string answer)
    {
        wire.WriteLine(command.Tag + " " + answer);
        if (++_errors < MostErrors) return;
        wire.WriteLine("* BYE Too many errors");
        _ended = true;
    }
}
