using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Documents.Tests.Api;

/// <summary>A certificate authority of the tests' own, and the certificates a structure and the DMP hold.</summary>
internal sealed class Pki : IDisposable
{
    private readonly X509Certificate2 _authority;

    public Pki()
    {
        Directory.CreateDirectory(Folder);
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=Autorite d'essai", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));
        File.WriteAllText(Authority, _authority.ExportCertificatePem());
        Server = Issue("server", "CN=localhost");
        Issue("client", "CN=EHPAD d'essai, OU=1990000028, C=FR");
        Seal = Issue("seal", "CN=cachet, OU=1990000028, C=FR");
    }

    public string Folder { get; } = Path.Combine(Path.GetTempPath(), $"pki-{Guid.NewGuid():N}");
    public string Authority => Path.Combine(Folder, "ca.pem");
    public X509Certificate2 Server { get; }
    public X509Certificate2 Seal { get; }

    public string Certificate(string name) => Path.Combine(Folder, name + ".pem");

    public bool Accepts(X509Certificate2 certificate)
    {
        using var chain = new X509Chain { ChainPolicy = { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck } };
        chain.ChainPolicy.CustomTrustStore.Add(_authority);
        return chain.Build(certificate);
    }

    public void Dispose()
    {
        _authority.Dispose();
        Server.Dispose();
        Seal.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private X509Certificate2 Issue(string name, string subject)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var bare = request.Create(_authority, DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1), RandomNumberGenerator.GetBytes(12));
        File.WriteAllText(Certificate(name), bare.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());
        return X509CertificateLoader.LoadPkcs12(bare.CopyWithPrivateKey(key).Export(X509ContentType.Pfx), null);
    }
}
