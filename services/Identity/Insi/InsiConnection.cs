using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Identity.Insi;

/// <summary>The TLS connection to the teleservice: the structure's certificate in certificate mode, ordinary server trust always.</summary>
public static class InsiConnection
{
    public static SocketsHttpHandler Open(InsiSettings settings)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(5), PooledConnectionLifetime = TimeSpan.FromMinutes(5), MaxResponseHeadersLength = 32,
        };
        if (Certificate(settings) is { } certificate)
            handler.SslOptions = new SslClientAuthenticationOptions { ClientCertificates = [certificate] };
        return handler;
    }

    public static X509Certificate2? Certificate(InsiSettings settings) =>
        settings is { Mode: InsiMode.Certificate, ClientCertificate: { Length: > 0 } path } ? X509Certificate2.CreateFromPemFile(path, settings.ClientCertificateKey) : null;
}
