using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography.Xml;
using System.Xml;
using Documents.Cda;
using Documents.Dmp;

namespace Documents.Tests.Dmp;

public sealed class VihfTests : IDisposable
{
    private static readonly Software Platform = new("lps-1", "Plateforme", "1.0", "DMP-TEST");
    private readonly RSA _key = RSA.Create(2048);
    private readonly X509Certificate2 _seal;

    public VihfTests()
    {
        var request = new CertificateRequest("CN=cachet, OU=990000028, O=EHPAD d'essai, C=FR", _key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        _seal = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    public void Dispose()
    {
        _seal.Dispose();
        _key.Dispose();
    }

    private XmlElement Written() => new VihfWriter(_seal, Platform).Write(new(Samples.Doctor,
        [new("10", "Médecin", "1.2.250.1.71.1.2.7"), new("SM54", "Médecine générale", "1.2.250.1.71.4.2.5")], Samples.House, Samples.Noon.AddHours(-2), "279035121518989^^^&1.2.250.1.213.1.4.10&ISO^NH"), Samples.Noon);

    // The assertion travels inside an envelope; what the server verifies is what it reads back.
    private XmlElement Received(Action<XmlElement>? tamper = null)
    {
        var envelope = SoapEnvelope.Write("urn:test", new("https://dmp.test/"), Written(), xml => xml.WriteElementString("nothing", "urn:test", ""));
        var document = new XmlDocument { PreserveWhitespace = true };
        document.Load(new MemoryStream(envelope));
        var assertion = (XmlElement)document.GetElementsByTagName("Assertion", VihfWriter.Saml)[0]!;
        tamper?.Invoke(assertion);
        return assertion;
    }

    private bool Verifies(XmlElement assertion)
    {
        var alone = new XmlDocument { PreserveWhitespace = true };
        alone.AppendChild(alone.ImportNode(assertion, true));
        var signed = new SignedXml(alone);
        signed.LoadXml((XmlElement)alone.GetElementsByTagName("Signature", SignedXml.XmlDsigNamespaceUrl)[0]!);
        return signed.CheckSignature(_seal, verifySignatureOnly: true);
    }

    private static string[] Values(XmlElement assertion, string name) => [.. assertion.GetElementsByTagName("Attribute", VihfWriter.Saml).Cast<XmlElement>()
        .Single(a => a.GetAttribute("Name") == name).ChildNodes.Cast<XmlElement>().Select(v => v.FirstChild is XmlElement e ? e.GetAttribute("code") : v.InnerText)];

    [Fact]
    public void The_signature_of_the_seal_holds_once_received() => Assert.True(Verifies(Received()));

    [Fact]
    public void Another_person_under_the_same_signature_is_refused() => Assert.False(Verifies(Received(a =>
        a.GetElementsByTagName("NameID", VihfWriter.Saml)[0]!.InnerText = "899900000029")));

    [Fact]
    public void The_signature_is_enveloped_exclusive_and_uses_sha256()
    {
        var assertion = Received();
        var signature = (XmlElement)assertion.ChildNodes[1]!;

        Assert.Equal("Signature", signature.LocalName);
        Assert.Equal(SignedXml.XmlDsigRSASHA256Url, ((XmlElement)signature.GetElementsByTagName("SignatureMethod")[0]!).GetAttribute("Algorithm"));
        Assert.Equal(SignedXml.XmlDsigExcC14NTransformUrl, ((XmlElement)signature.GetElementsByTagName("CanonicalizationMethod")[0]!).GetAttribute("Algorithm"));
        Assert.Equal(["#" + assertion.GetAttribute("ID")], signature.GetElementsByTagName("Reference").Cast<XmlElement>().Select(r => r.GetAttribute("URI")));
    }

    [Fact]
    public void The_token_says_who_deposits_for_which_structure_and_about_whom()
    {
        var assertion = Received();

        Assert.Equal("899900000011", assertion.GetElementsByTagName("NameID", VihfWriter.Saml)[0]!.InnerText);
        Assert.Equal(_seal.Subject, assertion.GetElementsByTagName("Issuer", VihfWriter.Saml)[0]!.InnerText);
        Assert.Equal(["4.0"], Values(assertion, "VIHF_Version"));
        Assert.Equal(["INDIRECTE"], Values(assertion, "Authentification_Mode"));
        Assert.Equal(["1990000028"], Values(assertion, "Identifiant_Structure"));
        Assert.Equal(["SA17^1.2.250.1.71.4.2.4"], Values(assertion, "Secteur_Activite"));
        Assert.Equal(["10", "SM54"], Values(assertion, "urn:oasis:names:tc:xacml:2.0:subject:role"));
        Assert.Equal(["279035121518989^^^&1.2.250.1.213.1.4.10&ISO^NH"], Values(assertion, "urn:oasis:names:tc:xacml:2.0:resource:resource-id"));
        Assert.Equal(["normal"], Values(assertion, "urn:oasis:names:tc:xspa:1.0:subject:purposeofuse"));
        Assert.Equal("2026-03-03T12:35:00.000Z", ((XmlElement)assertion.GetElementsByTagName("AuthnStatement", VihfWriter.Saml)[0]!).GetAttribute("AuthnInstant"));
    }
}
