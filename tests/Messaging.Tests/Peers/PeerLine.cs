using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Messaging.Tests.Peers;

/// <summary>The server side of a connection: lines in, text out, TLS when asked.</summary>
internal sealed class PeerLine(TcpClient client, PeerCertificate certificate, CancellationToken ct)
{
    private Stream _stream = client.GetStream();

    public bool Secure => _stream is SslStream;
    public bool Certified => _stream is SslStream { RemoteCertificate: not null };

    public Task SayAsync(string text) => _stream.WriteAsync(Encoding.Latin1.GetBytes(text + "\r\n"), ct).AsTask();

    public Task WriteAsync(byte[] bytes) => _stream.WriteAsync(bytes, ct).AsTask();

    public async Task StartTlsAsync()
    {
        var tls = new SslStream(_stream);
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
        {
            ServerCertificate = certificate.Certificate, ClientCertificateRequired = true, RemoteCertificateValidationCallback = (_, client, _, _) => client is null || client.Subject == certificate.Certificate.Subject,
        }, ct);
        _stream = tls;
    }

    public async Task<string?> LineAsync()
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (await _stream.ReadAsync(one, ct) == 1)
        {
            if (one[0] == '\n') return line.ToString().TrimEnd('\r');
            line.Append((char)one[0]);
        }
        return null;
    }

    public void Cut() => client.Client.Close(0);
}
