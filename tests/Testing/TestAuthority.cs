using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Testing;

/// <summary>An authority made for the run: the sandbox's certificate, the structure's, a card's.</summary>
public sealed class TestAuthority
{
    private readonly X509Certificate2 _ca;
    private readonly string _folder;

    public TestAuthority(string folder)
    {
        _folder = folder;
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=Autorite de test, C=FR", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        _ca = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddYears(5));
        File.WriteAllText(AuthorityFile, _ca.ExportCertificatePem());
    }

    /// <summary>What makes the sandbox answer under a certificate of this authority, and trust it.</summary>
    public Dictionary<string, string> SandboxSettings()
    {
        var server = Issue("localhost", "CN=localhost");
        return new() { ["Certificate"] = server, ["CertificateKey"] = Path.ChangeExtension(server, ".key"), ["TrustedCa"] = AuthorityFile };
    }

    public string AuthorityFile => Path.Combine(_folder, "ca.pem");

    /// <summary>Writes {name}.pem and {name}.key; answers the first.</summary>
    public string Issue(string name, string subject)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(_ca, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddYears(2), RandomNumberGenerator.GetBytes(12));
        var path = Path.Combine(_folder, name + ".pem");
        File.WriteAllText(path, certificate.ExportCertificatePem());
        File.WriteAllText(Path.ChangeExtension(path, ".key"), key.ExportPkcs8PrivateKeyPem());
        return path;
    }
}
