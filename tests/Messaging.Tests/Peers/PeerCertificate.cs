using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Messaging.Tests.Peers;

/// <summary>A certificate made for one test run, usable by server and client.</summary>
internal sealed class PeerCertificate : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"peer-{Guid.NewGuid():N}");

    public PeerCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
        Certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
        Directory.CreateDirectory(_folder);
        File.WriteAllText(CertificateFile, made.ExportCertificatePem());
        File.WriteAllText(PairFile, made.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());
    }

    public X509Certificate2 Certificate { get; }
    public string CertificateFile => Path.Combine(_folder, "cert.pem");
    public string PairFile => Path.Combine(_folder, "pair.pem");

    public void Dispose()
    {
        Certificate.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
