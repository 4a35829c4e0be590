using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Messaging.Operators;

namespace Messaging.Tests.Peers;

public enum Misbehaviour { None, NoTls, EarlyData, CutInData, CutAfterDot, RefuseRecipient, BusyRecipient, RefuseContent, Silent, EndlessReply, Garbage, RefuseToken }

/// <summary>An operator that misbehaves at a chosen moment, which no honest server does on demand.</summary>
internal sealed class ScriptedOperator : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly PeerCertificate _certificate = new();
    private readonly Task _serving;

    public ScriptedOperator(Misbehaviour misbehaviour)
    {
        _listener.Start();
        _serving = ServeAsync(misbehaviour);
    }

    public List<string> Commands { get; } = [];
    public string Received { get; private set; } = "";

    public OperatorAddress Address => new("localhost", ((IPEndPoint)_listener.LocalEndpoint).Port) { Roots = [_certificate.Certificate], Patience = TimeSpan.FromMilliseconds(1500) };

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        _certificate.Dispose();
    }

    private async Task ServeAsync(Misbehaviour bad)
    {
        using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
        Stream stream = client.GetStream();
        if (bad == Misbehaviour.Silent)
        {
            await Task.Delay(Timeout.Infinite, _stop.Token);
        }
        if (bad == Misbehaviour.Garbage)
        {
            await stream.WriteAsync(RandomNumberGenerator.GetBytes(200_000), _stop.Token);
            return;
        }
        await SayAsync(stream, bad == Misbehaviour.EndlessReply ? string.Concat(Enumerable.Repeat("220-encore\r\n", 5000)).TrimEnd() : "220 op", _stop.Token);
        while (await LineAsync(stream) is { } command)
        {
            Commands.Add(command);
            var verb = command.Split(' ', ':')[0].ToUpperInvariant();
            if (verb == "STARTTLS")
            {
                await SayAsync(stream, bad == Misbehaviour.EarlyData ? "220 go\r\n250 injected" : "220 go", _stop.Token);
                if (bad == Misbehaviour.EarlyData) continue;
                var tls = new SslStream(stream);
                await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate.Certificate }, _stop.Token);
                stream = tls;
                continue;
            }
            if (verb == "DATA" && bad == Misbehaviour.CutInData)
            {
                await SayAsync(stream, "354 go", _stop.Token);
                await LineAsync(stream);
                client.Client.Close(0);     // a reset, as a crashed peer gives
                return;
            }
            if (verb == "DATA")
            {
                await SayAsync(stream, "354 go", _stop.Token);
                var mail = new StringBuilder();
                while (await LineAsync(stream) is { } line && line != ".") mail.Append(line).Append("\r\n");
                Received = mail.ToString();
                if (bad == Misbehaviour.CutAfterDot) return;
                await SayAsync(stream, bad == Misbehaviour.RefuseContent ? "554 5.7.1 contenu refuse" : "250 2.0.0 queued", _stop.Token);
                continue;
            }
            await SayAsync(stream, verb switch
            {
                "EHLO" when bad == Misbehaviour.NoTls => "250-op\r\n250 AUTH PLAIN",
                "EHLO" => stream is SslStream ? "250-op\r\n250-SIZE 20000000\r\n250-DSN\r\n250-PIPELINING\r\n250 AUTH PLAIN XOAUTH2 EXTERNAL" : "250-op\r\n250 STARTTLS",
                "AUTH" when bad == Misbehaviour.RefuseToken => "334 eyJzdGF0dXMiOiI0MDEifQ==",
                "" => "535 5.7.8 token refuse",
                "AUTH" => "235 ok",
                "RCPT" when bad == Misbehaviour.RefuseRecipient => "550 5.1.1 inconnu",
                "RCPT" when bad == Misbehaviour.BusyRecipient => "451 4.3.2 plus tard",
                _ => "250 ok",
            }, _stop.Token);
        }
    }

    private static Task SayAsync(Stream stream, string reply, CancellationToken ct) => stream.WriteAsync(Encoding.ASCII.GetBytes(reply + "\r\n"), ct).AsTask();

    private async Task<string?> LineAsync(Stream stream)
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (await stream.ReadAsync(one, _stop.Token) == 1)
        {
            if (one[0] == '\n') return line.ToString().TrimEnd('\r');
            line.Append((char)one[0]);
        }
        return null;
    }
}
