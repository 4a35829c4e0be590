using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace Messaging.Tests.Peers;

public enum Accident { None, CutAfterAccepting, CutBeforeAccepting, Busy }

/// <summary>An MSSanté operator of the tests: submission with STARTTLS and DSN, mailboxes with STARTTLS and IDLE, as its traits say.</summary>
internal sealed class TestOperator : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly TcpListener _smtp = new(IPAddress.Loopback, 0);
    private readonly TcpListener _imap = new(IPAddress.Loopback, 0);
    private readonly List<Task> _serving = [];

    public TestOperator(OperatorTraits traits)
    {
        Traits = traits;
        Store = new(traits);
        _serving.Add(ListenAsync(_smtp, SmtpAsync));
        _serving.Add(ListenAsync(_imap, line => new ImapPeer(line, this).RunAsync()));
    }

    public OperatorTraits Traits { get; }
    public MailStore Store { get; }
    public PeerCertificate Certificate { get; } = new();
    public int SmtpPort => ((IPEndPoint)_smtp.LocalEndpoint).Port;
    public int ImapPort => ((IPEndPoint)_imap.LocalEndpoint).Port;
    public CancellationToken Stopping => _stop.Token;

    /// <summary>What goes wrong at the next submissions.</summary>
    public Queue<Accident> Accidents { get; } = new();
    public bool Down { get; set; }
    public int Submissions { get; private set; }

    public IReadOnlyDictionary<string, string?> Settings(string address, Guid tenant, Guid establishment) => new Dictionary<string, string?>
    {
        [$"National:Mss:Operators:{Traits.Name}:Host"] = "localhost",
        [$"National:Mss:Operators:{Traits.Name}:SmtpPort"] = SmtpPort.ToString(),
        [$"National:Mss:Operators:{Traits.Name}:ImapPort"] = ImapPort.ToString(),
        [$"National:Mss:Operators:{Traits.Name}:Mechanism"] = Traits.Mechanism == "EXTERNAL" ? "External" : "Plain",
        [$"National:Mss:Operators:{Traits.Name}:TrustedRoots"] = Certificate.CertificateFile,
        [$"National:Mss:Operators:{Traits.Name}:ClientCertificate"] = Certificate.PairFile,
        [$"National:Mss:Operators:{Traits.Name}:CheckRevocation"] = "false",
        [$"National:Mss:Operators:{Traits.Name}:ProofFolder"] = Traits.KeepsSent ? "Sent" : "INBOX",
        [$"National:Mss:Operators:{Traits.Name}:Patience"] = "00:00:05",
        [$"National:Mss:Operators:{Traits.Name}:PollEvery"] = "00:00:00.3",
        ["National:Mss:Mailboxes:0:Address"] = address,
        ["National:Mss:Mailboxes:0:Tenant"] = tenant.ToString(),
        ["National:Mss:Mailboxes:0:Establishment"] = establishment.ToString(),
        ["National:Mss:Mailboxes:0:Operator"] = Traits.Name,
        ["National:Mss:Mailboxes:0:Label"] = "EHPAD LES SAULES BLANCS - Soins",
        ["National:Mss:Mailboxes:0:SecretFile"] = Certificate.CertificateFile,
    };

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _smtp.Stop();
        _imap.Stop();
        await Task.WhenAll(_serving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Certificate.Dispose();
        _stop.Dispose();
    }

    private async Task ListenAsync(TcpListener listener, Func<PeerLine, Task> serve)
    {
        listener.Start();
        while (!_stop.IsCancellationRequested)
        {
            var client = await listener.AcceptTcpClientAsync(_stop.Token);
            if (Down) client.Dispose();
            else _serving.Add(ServeAsync(client, serve));
        }
    }

    private async Task ServeAsync(TcpClient client, Func<PeerLine, Task> serve)
    {
        using (client)
        {
            try
            {
                await serve(new(client, Certificate, _stop.Token));
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or AuthenticationException or ObjectDisposedException)
            {
                // The client has gone, or the test has ended.
            }
        }
    }

    private async Task SmtpAsync(PeerLine line)
    {
        var (sender, recipients, envelopeId) = ("", new List<(string, bool)>(), (string?)null);
        await line.SayAsync("220 operateur");
        while (await line.LineAsync() is { } command)
        {
            var verb = command.Split(' ', ':')[0].ToUpperInvariant();
            switch (verb)
            {
                case "EHLO":
                    await line.SayAsync(line.Secure ? $"250-operateur\r\n{(Traits.DeliveryReports ? "250-DSN\r\n" : "")}{(Traits.Pipelining ? "250-PIPELINING\r\n" : "")}250-SIZE 30000000\r\n250 AUTH {Traits.Mechanism}" : "250-operateur\r\n250 STARTTLS");
                    break;
                case "STARTTLS":
                    await line.SayAsync("220 go");
                    await line.StartTlsAsync();
                    break;
                case "AUTH":
                    await line.SayAsync(command.Contains(Traits.Mechanism, StringComparison.Ordinal) && (Traits.Mechanism != "EXTERNAL" || line.Certified) ? "235 ok" : "535 5.7.8 non");
                    break;
                case "MAIL":
                    sender = Between(command);
                    recipients = [];
                    envelopeId = command.Contains("ENVID=", StringComparison.Ordinal) ? command.Split("ENVID=")[1].Split(' ')[0] : null;
                    await line.SayAsync("250 ok");
                    break;
                case "RCPT":
                    recipients.Add((Between(command), command.Contains("SUCCESS", StringComparison.Ordinal)));
                    await line.SayAsync("250 ok");
                    break;
                case "DATA":
                    if (!await DataAsync(line, sender, recipients, envelopeId)) return;
                    break;
                case "QUIT":
                    await line.SayAsync("221 bye");
                    return;
                default:
                    await line.SayAsync("250 ok");
                    break;
            }
        }
    }

    private async Task<bool> DataAsync(PeerLine line, string sender, List<(string, bool)> recipients, string? envelopeId)
    {
        await line.SayAsync("354 go");
        var text = new StringBuilder();
        while (await line.LineAsync() is { } read && read != ".") text.Append(read.StartsWith('.') ? read[1..] : read).Append("\r\n");
        Submissions++;
        var accident = Accidents.TryDequeue(out var next) ? next : Accident.None;
        if (accident is Accident.None or Accident.CutAfterAccepting) Store.Accept(sender, recipients, envelopeId, Encoding.Latin1.GetBytes(text.ToString()));
        if (accident is Accident.CutAfterAccepting or Accident.CutBeforeAccepting)
        {
            line.Cut();
            return false;
        }
        await line.SayAsync(accident == Accident.Busy ? "451 4.3.2 plus tard" : "250 2.0.0 queued");
        return true;
    }

    private static string Between(string command) => command[(command.IndexOf('<') + 1)..command.IndexOf('>')];
}
