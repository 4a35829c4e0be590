using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sandbox.Mail.Operators;

/// <summary>The sandbox's server certificate and the authority whose client certificates it believes.</summary>
public sealed class MailCertificates
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";
    private readonly SslStreamCertificateContext? _server;
    private readonly X509Certificate2Collection _authorities = [];

    public MailCertificates(IConfiguration configuration)
    {
        var (certificate, key, authority) = (configuration["Sandbox:Certificate"], configuration["Sandbox:CertificateKey"], configuration["Sandbox:TrustedCa"]);
        if (authority is not null) _authorities.ImportFromPemFile(authority);
        if (certificate is null) return;

        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(certificate);
        var leaf = X509Certificate2.CreateFromPemFile(certificate, key);
        _server = SslStreamCertificateContext.Create(leaf, chain, offline: true);
    }

    /// <summary>False when no certificate is configured: the operators then stay closed, since they never speak in clear.</summary>
    public bool Present => _server is not null;

    public SslServerAuthenticationOptions ServerOptions(bool askClient) => new()
    {
        ServerCertificateContext = _server,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        ClientCertificateRequired = askClient,
        // A client without certificate is told so by the protocol; a certificate of another authority ends the handshake.
        RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is null || (askClient && Trusts(certificate)),
    };

    private bool Trusts(X509Certificate certificate)
    {
        using var leaf = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ClientAuthentication));
        return chain.Build(leaf);
    }
}
