using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Identity.Insi;

/// <summary>The TLS connection to the teleservice: the structure's certificate in certificate mode, and a server we can trust always.</summary>
public static class InsiConnection
{
    public static SocketsHttpHandler Open(InsiSettings settings)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(5), PooledConnectionLifetime = TimeSpan.FromMinutes(5), MaxResponseHeadersLength = 32,
        };
        handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = Trust(settings) };
        if (Certificate(settings) is { } certificate) handler.SslOptions.ClientCertificates = [certificate];
        return handler;
    }

    private static X509ChainPolicy? Trust(InsiSettings settings)
    {
        if (settings.ServerAuthority is not { Length: > 0 } path) return null;
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(path);
        return policy;
    }

    public static X509Certificate2? Certificate(InsiSettings settings)
    {
        if (settings is not { Mode: InsiMode.Certificate, ClientCertificate: { Length: > 0 } path }) return null;
        var beside = Path.ChangeExtension(path, ".key");
        return X509Certificate2.CreateFromPemFile(path, settings.ClientCertificateKey ?? (File.Exists(beside) ? beside : null));
    }
}
