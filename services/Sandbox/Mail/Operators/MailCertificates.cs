using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Sandbox.Certificates;

namespace Sandbox.Mail.Operators;

/// <summary>What the operators show and believe in a TLS handshake.</summary>
public sealed class MailCertificates(Trust trust)
{
    private readonly SslStreamCertificateContext _server = SslStreamCertificateContext.Create(trust.Server, additionalCertificates: null, offline: true);

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
        return trust.Accepts(leaf);
    }
}
