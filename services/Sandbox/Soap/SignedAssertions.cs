using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography.Xml;
using System.Xml;
using System.Xml.Linq;
using Sandbox.Certificates;

namespace Sandbox.Soap;

/// <summary>An assertion whose signature holds, and the certificate that made it.</summary>
internal sealed record SignedAssertion(XElement Xml, X509Certificate2 Signer);

/// <summary>Verifies the SAML assertion of a WS-Security header: signed whole, once, by a certificate of a trusted authority.</summary>
internal sealed class SignedAssertions(Trust trust, TimeProvider clock)
{
    private const string RsaSha256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
    private const string Sha256 = "http://www.w3.org/2001/04/xmlenc#sha256";
    private static readonly string[] Transforms = [SignedXml.XmlDsigExcC14NTransformUrl, SignedXml.XmlDsigExcC14NWithCommentsTransformUrl, "http://www.w3.org/2000/09/xmldsig#enveloped-signature"];
    private static readonly TimeSpan Oldest = TimeSpan.FromHours(4);
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    public SignedAssertion Verify(byte[] envelope)
    {
        var document = XmlReading.ReadTree(envelope, envelope.Length);
        var names = new XmlNamespaceManager(document.NameTable);
        names.AddNamespace("S", SoapNames.Envelope.NamespaceName);
        names.AddNamespace("wsse", SoapNames.Security.NamespaceName);
        names.AddNamespace("saml", SoapNames.Saml.NamespaceName);
        names.AddNamespace("ds", SignedXml.XmlDsigNamespaceUrl);

        // Anywhere else than in the security header, or twice, an assertion could hide behind the signed one.
        if (document.SelectSingleNode("/S:Envelope/S:Header/wsse:Security/saml:Assertion", names) is not XmlElement assertion)
            throw Refuse("InvalidSecurity", "L'assertion VIHF manque dans wsse:Security.");
        if (document.SelectNodes("//saml:Assertion", names)!.Count != 1 || assertion.SelectNodes("ds:Signature", names) is not { Count: 1 } signatures)
            throw Refuse("InvalidSecurity", "Une seule assertion, signée une fois, est attendue.");

        var signer = Signer(document, assertion, (XmlElement)signatures[0]!);
        var xml = XElement.Parse(assertion.OuterXml, LoadOptions.PreserveWhitespace);
        CheckTimes(xml);
        return new(xml, signer);
    }

    public static SoapFaultException Refuse(string code, string reason) => new("Sender", SoapNames.Security + code, reason);

    private X509Certificate2 Signer(XmlDocument document, XmlElement assertion, XmlElement signature)
    {
        try
        {
            return CheckSignature(document, assertion, signature);
        }
        catch (CryptographicException)
        {
            throw Refuse("InvalidSecurity", "La signature de l'assertion est mal formée.");
        }
    }

    private X509Certificate2 CheckSignature(XmlDocument document, XmlElement assertion, XmlElement signature)
    {
        var signed = new SignedXml(document);
        signed.LoadXml(signature);
        var id = assertion.GetAttribute("ID");
        if (id.Length == 0 || signed.SignedInfo!.References is not [Reference reference] || reference.Uri != "#" + id)
            throw Refuse("InvalidSecurity", "La signature doit couvrir l'assertion entière.");
        var twins = document.SelectNodes("//*[@ID or @Id or @id]")!.OfType<XmlElement>()
            .Count(e => e.GetAttribute("ID") == id || e.GetAttribute("Id") == id || e.GetAttribute("id") == id);
        if (twins != 1) throw Refuse("InvalidSecurity", "L'identifiant de l'assertion n'est pas unique.");
        if (signed.SignatureMethod != RsaSha256 || reference.DigestMethod != Sha256
            || signed.SignedInfo.CanonicalizationMethod != SignedXml.XmlDsigExcC14NTransformUrl
            || !OnlyKnown(reference.TransformChain))
            throw Refuse("UnsupportedAlgorithm", "RSA-SHA256, SHA-256 et la canonisation exclusive sont attendus.");

        if (signed.KeyInfo?.OfType<KeyInfoX509Data>().SelectMany(d => d.Certificates?.Cast<X509Certificate2>() ?? []).FirstOrDefault() is not { } certificate)
            throw Refuse("InvalidSecurityToken", "Le certificat de signature manque.");
        if (!trust.Accepts(certificate)) throw Refuse("FailedAuthentication", "Le certificat de signature n'est pas d'une autorité reconnue.");
        if (!signed.CheckSignature(certificate, verifySignatureOnly: true)) throw Refuse("FailedCheck", "La signature de l'assertion est fausse.");
        return certificate;
    }

    private static bool OnlyKnown(TransformChain chain)
    {
        for (var i = 0; i < chain.Count; i++)
            if (!Transforms.Contains(chain[i].Algorithm)) return false;
        return true;
    }

    private void CheckTimes(XElement assertion)
    {
        var now = clock.GetUtcNow();
        if (Instant(assertion.Attribute("IssueInstant")) is not { } issued || issued > now + Skew || issued < now - Oldest)
            throw Refuse("MessageExpired", "La date d'émission de l'assertion n'est pas acceptée.");
        var conditions = assertion.Element(SoapNames.Saml + "Conditions");
        if (Instant(conditions?.Attribute("NotBefore")) > now + Skew || Instant(conditions?.Attribute("NotOnOrAfter")) < now - Skew)
            throw Refuse("MessageExpired", "L'assertion n'est pas valable à cette heure.");
    }

    private static DateTimeOffset? Instant(XAttribute? text) =>
        DateTimeOffset.TryParse(text?.Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) ? instant : null;
}
