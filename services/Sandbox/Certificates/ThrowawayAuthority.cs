using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sandbox.Certificates;

/// <summary>A certificate authority made on the spot, for a sandbox started alone and for tests. Its keys never leave their folder.</summary>
public sealed class ThrowawayAuthority
{
    private readonly string _folder;
    private readonly X509Certificate2 _certificate;

    private ThrowawayAuthority(string folder, X509Certificate2 certificate) => (_folder, _certificate) = (folder, certificate);

    /// <summary>The authority's certificate, PEM.</summary>
    public string File => Path.Combine(_folder, "ca.pem");

    public static ThrowawayAuthority In(string folder)
    {
        Directory.CreateDirectory(folder);
        var (file, key) = (Path.Combine(folder, "ca.pem"), Path.Combine(folder, "ca.key"));
        if (System.IO.File.Exists(file)) return new(folder, X509Certificate2.CreateFromPemFile(file, key));

        using var ca = RSA.Create(2048);
        var request = new CertificateRequest("CN=Bac a sable, O=Autorite jetable, C=FR", ca, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(90));
        Write(file, certificate.ExportCertificatePem());
        Write(key, ca.ExportPkcs8PrivateKeyPem());
        return new(folder, certificate);
    }

    /// <summary>Issues {name}.pem and {name}.key (RSA, as the IGC Santé does) and answers the certificate's path.</summary>
    public string Issue(string name, string subject, bool expired = false)
    {
        using var rsa = RSA.Create(2048);
        var request = new CertificateRequest(subject, rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(
            [new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], false));
        var until = expired ? DateTimeOffset.UnixEpoch.AddYears(51) : DateTimeOffset.UnixEpoch.AddYears(89);
        using var certificate = request.Create(_certificate, DateTimeOffset.UnixEpoch.AddYears(50), until, RandomNumberGenerator.GetBytes(12));
        Write(Path.Combine(_folder, name + ".key"), rsa.ExportPkcs8PrivateKeyPem());
        return Write(Path.Combine(_folder, name + ".pem"), certificate.ExportCertificatePem());
    }

    private static string Write(string path, string pem)
    {
        System.IO.File.WriteAllText(path, pem);
        if (!OperatingSystem.IsWindows()) System.IO.File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }
}
