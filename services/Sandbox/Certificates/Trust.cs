using System.Security.Cryptography.X509Certificates;

namespace Sandbox.Certificates;

/// <summary>The certificate the sandbox shows, and the authorities whose certificates it believes.</summary>
public sealed class Trust(X509Certificate2 server, X509Certificate2Collection authorities)
{
    public X509Certificate2 Server => server;

    public static Trust From(IConfiguration configuration)
    {
        var section = configuration.GetSection("Sandbox");
        var (certificate, key, authority) = (section["Certificate"], section["CertificateKey"], section["TrustedCa"]);
        if (string.IsNullOrEmpty(certificate) || string.IsNullOrEmpty(key) || string.IsNullOrEmpty(authority))
        {
            var folder = Path.Combine(section["DataPath"] ?? Directory.CreateTempSubdirectory("sandbox-").FullName, "pki");
            var own = ThrowawayAuthority.In(folder);
            (certificate, key, authority) = (own.Issue("server", "CN=localhost"), Path.Combine(folder, "server.key"), own.File);
        }

        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(authority);
        return new(X509Certificate2.CreateFromPemFile(certificate, key), authorities);
    }

    /// <summary>True when the certificate is in its validity period and was issued by a trusted authority.</summary>
    public bool Accepts(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;   // the development authority publishes no list
        chain.ChainPolicy.DisableCertificateDownloads = true;
        return chain.Build(certificate);
    }
}
