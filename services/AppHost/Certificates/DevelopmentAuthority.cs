using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AppHost.Certificates;

/// <summary>
/// A certificate authority for one machine, made under the data folder: the gateway's certificate, and those that stand
/// for IGC Santé's (server, ORG_AUTH_CLI, ORG_SIGN, INSI-MANU). Nothing of it is trusted elsewhere.
/// </summary>
internal sealed class DevelopmentAuthority(string folder)
{
    private const string ServerUse = "1.3.6.1.5.5.7.3.1";
    private const string ClientUse = "1.3.6.1.5.5.7.3.2";

    public string Authority => Path.Combine(folder, "ca.pem");

    /// <summary>Makes what is missing.</summary>
    public void Prepare()
    {
        if (File.Exists(Path.Combine(folder, "complete"))) return;
        Directory.CreateDirectory(folder);
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=Autorité de développement, O=Plateforme ESMS", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 1, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        var now = TimeProvider.System.GetUtcNow();
        using var authority = request.CreateSelfSigned(now.AddDays(-1), now.AddYears(2));
        File.WriteAllText(Authority, authority.ExportCertificatePem());

        Issue(authority, "gateway", "CN=localhost", ServerUse);
        Issue(authority, "sandbox", "CN=localhost, O=Téléservices simulés", ServerUse);
        Issue(authority, "insi", "CN=INSI-MANU, OU=1990000010, O=Groupe Val de Brume, C=FR", ClientUse);
        Issue(authority, "structure", "CN=ORG_AUTH_CLI, OU=1990000010, O=Groupe Val de Brume, C=FR", ClientUse);
        Issue(authority, "seal", "CN=ORG_SIGN, OU=1990000010, O=Groupe Val de Brume, C=FR", null);
        Issue(authority, "mail", "CN=soins.valdebrume.mssante.fr, OU=1990000010, O=Groupe Val de Brume, C=FR", ClientUse);
        File.WriteAllText(Path.Combine(folder, "complete"), "");
    }

    public string Certificate(string name) => Path.Combine(folder, $"{name}.pem");

    public string Key(string name) => Path.Combine(folder, $"{name}.key");

    /// <summary>Certificate and key in one file.</summary>
    public string Both(string name) => Path.Combine(folder, $"{name}.both.pem");

    private void Issue(X509Certificate2 authority, string name, string subject, string? use)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment, true));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, true, false));
        if (use is not null) request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(authority, authority.NotBefore, authority.NotAfter.AddDays(-1), RandomNumberGenerator.GetBytes(12));
        var (pem, secret) = (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(Certificate(name), pem + Environment.NewLine);
        PrivateFile.Write(Key(name), secret + Environment.NewLine);
        PrivateFile.Write(Both(name), pem + Environment.NewLine + secret + Environment.NewLine);
    }
}
