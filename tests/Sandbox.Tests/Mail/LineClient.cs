using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Sandbox.Mail.Operators;

namespace Sandbox.Tests.Mail;

/// <summary>A socket that says exactly what the test writes.</summary>
public sealed class LineClient : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly TcpClient _tcp = new();
    private Stream _stream = Stream.Null;

    public static async Task<LineClient> ConnectAsync(int port, CancellationToken ct)
    {
        var client = new LineClient();
        await client._tcp.ConnectAsync(IPAddress.Loopback, port, ct);
        client._stream = client._tcp.GetStream();
        return client;
    }

    /// <summary>A session of submission past EHLO and TLS.</summary>
    public static async Task<LineClient> SubmitAsync(Operator home, CancellationToken ct, X509Certificate2? certificate = null)
    {
        var client = await ConnectAsync(home.SmtpPort, ct);
        await client.ReplyAsync(ct);
        await client.SayAsync("EHLO test", ct);
        await client.SayAsync("STARTTLS", ct);
        await client.TlsAsync(certificate ?? (home.Settings.MutualTls ? Structure() : null), ct);
        await client.SayAsync("EHLO test", ct);
        return client;
    }

    public static async Task<LineClient> BetaAsync(MailSandbox sandbox, CancellationToken ct, string address = MailSandbox.Soins)
    {
        var client = await SubmitAsync(sandbox.Beta, ct);
        Assert.StartsWith("235", await client.SayAsync("AUTH PLAIN " + Plain(address, MailSandbox.Password), ct));
        return client;
    }

    /// <summary>A session of reading past STARTTLS.</summary>
    public static async Task<LineClient> ReadAsync(Operator home, CancellationToken ct)
    {
        var client = await ConnectAsync(home.ImapPort, ct);
        Assert.StartsWith("* OK", await client.LineAsync(ct));
        await client.AskAsync("tls", "STARTTLS", ct);
        await client.TlsAsync(home.Settings.MutualTls ? Structure() : null, ct);
        return client;
    }

    /// <summary>The certificate of an establishment.</summary>
    public static X509Certificate2 Structure() => Read(SandboxApi.Certificate("ehpad-messagerie"));

    public static X509Certificate2 Read(string pem) => X509Certificate2.CreateFromPemFile(pem, Path.ChangeExtension(pem, ".key"));

    public static string Plain(string address, string password) => Base64($"\0{address}\0{password}");

    public static string XOAuth2(string address, string token) => Base64($"user={address}\u0001auth=Bearer {token}\u0001\u0001");

    public static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    public async Task TlsAsync(X509Certificate2? certificate, CancellationToken ct)
    {
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            ClientCertificates = certificate is null ? null : [certificate],
            CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck },
        };
        options.CertificateChainPolicy.CustomTrustStore.ImportFromPemFile(SandboxApi.Authority.File);
        var tls = new SslStream(_stream);
        await tls.AuthenticateAsClientAsync(options, ct);
        _stream = tls;
    }

    public async Task SendAsync(string text, CancellationToken ct)
    {
        await _stream.WriteAsync(Encoding.Latin1.GetBytes(text), ct);
        await _stream.FlushAsync(ct);
    }

    public async Task<string> SayAsync(string line, CancellationToken ct)
    {
        await SendAsync(line + "\r\n", ct);
        return await ReplyAsync(ct);
    }

    /// <summary>A whole SMTP reply; lines joined by a line feed. Empty when the other side closed.</summary>
    public async Task<string> ReplyAsync(CancellationToken ct)
    {
        var reply = new StringBuilder();
        while (await LineAsync(ct) is { } line)
        {
            if (reply.Length > 0) reply.Append('\n');
            reply.Append(line);
            if (line.Length < 4 || line[3] != '-') break;
        }

        return reply.ToString();
    }

    /// <summary>An IMAP answer up to its tagged line.</summary>
    public async Task<string> AskAsync(string tag, string command, CancellationToken ct)
    {
        await SendAsync($"{tag} {command}\r\n", ct);
        return await UntilAsync(tag + " ", ct);
    }

    public async Task<string> AskAfterAsync(string text, string start, CancellationToken ct)
    {
        await SendAsync(text, ct);
        return await UntilAsync(start, ct);
    }

    public async Task<string> UntilAsync(string start, CancellationToken ct)
    {
        var answer = new StringBuilder();
        while (await LineAsync(ct) is { } line)
        {
            answer.Append(line).Append("\r\n");
            if (line.StartsWith(start, StringComparison.Ordinal)) break;
        }

        return answer.ToString();
    }

    public async Task<string?> LineAsync(CancellationToken ct)
    {
        var line = new List<byte>();
        var one = new byte[1];
        while (await ReadAsync(one, ct) == 1)
        {
            if (one[0] == '\n') return Encoding.Latin1.GetString([.. line]).TrimEnd('\r');
            line.Add(one[0]);
        }

        return line.Count > 0 ? Encoding.Latin1.GetString([.. line]) : null;
    }

    public async Task<string> DataAsync(string sender, string recipient, string mail, CancellationToken ct, string mailParameters = "", string recipientParameters = "")
    {
        Assert.StartsWith("250", await SayAsync($"MAIL FROM:<{sender}>{mailParameters}", ct));
        Assert.StartsWith("250", await SayAsync($"RCPT TO:<{recipient}>{recipientParameters}", ct));
        Assert.StartsWith("354", await SayAsync("DATA", ct));
        return await SayAsync(mail + "\r\n.", ct);
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        _tcp.Dispose();
    }

    private async Task<int> ReadAsync(byte[] one, CancellationToken ct)
    {
        try
        {
            return await _stream.ReadAsync(one, ct).AsTask().WaitAsync(Patience, ct);
        }
        catch (Exception ended) when (ended is IOException or ObjectDisposedException)
        {
            return 0; // a reset is an end like another
        }
    }
}
