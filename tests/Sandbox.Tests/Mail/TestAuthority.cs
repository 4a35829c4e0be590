using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sandbox.Tests.Mail;

/// <summary>A certificate authority made for one test run.</summary>
public sealed class TestAuthority : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _root;

    public TestAuthority(string name)
    {
        var request = new CertificateRequest("CN=" + name, _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        _root = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));
    }

    public string RootPem => _root.ExportCertificatePem();

    public X509Certificate2 Root => _root;

    public (string Certificate, string Key) Server(string host) => Pem(Issue("CN=" + host, "1.3.6.1.5.5.7.3.1", host));

    public X509Certificate2 Client(string name)
    {
        var (certificate, key) = Pem(Issue("CN=" + name, "1.3.6.1.5.5.7.3.2", null));
        return X509Certificate2.CreateFromPem(certificate, key);
    }

    public (string Certificate, string Key) ClientPem(string name) => Pem(Issue("CN=" + name, "1.3.6.1.5.5.7.3.2", null));

    public void Dispose()
    {
        _root.Dispose();
        _key.Dispose();
    }

    private static (string, string) Pem((X509Certificate2 Certificate, ECDsa Key) issued)
    {
        using var key = issued.Key;
        using var certificate = issued.Certificate;
        return (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    private (X509Certificate2, ECDsa) Issue(string subject, string usage, string? host)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        if (host is not null)
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName(host);
            names.AddIpAddress(IPAddress.Loopback);
            request.CertificateExtensions.Add(names.Build());
        }

        return (request.Create(_root, DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1), RandomNumberGenerator.GetBytes(12)), key);
    }
}
