using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography.Xml;
using System.Xml;
using Documents.Cda;

namespace Documents.Dmp;

/// <summary>Who deposits, for which structure and about whom: what the identification token (VIHF) of a DMP transaction says.</summary>
/// <param name="Roles">Profession first, then speciality or role.</param>
/// <param name="AuthenticatedAt">When the professional logged in to the platform.</param>
/// <param name="Resource">The person's INS as matricule^^^&amp;OID&amp;ISO^NH.</param>
public sealed record VihfClaims(ProfessionalIdentity Professional, IReadOnlyList<Coded> Roles, StructureIdentity Structure, DateTimeOffset AuthenticatedAt, string Resource);

/// <summary>The software as the DMP knows it.</summary>
public sealed record Software(string Id, string Name, string Version, string HomologationId);

/// <summary>Writes the VIHF: a SAML 2.0 assertion signed with the structure's seal certificate (ORG_SIGN).</summary>
public sealed class VihfWriter(X509Certificate2 seal, Software software)
{
    public const string Saml = "urn:oasis:names:tc:SAML:2.0:assertion";
    private const string Hl7 = "urn:hl7-org:v3";
    private const string Instance = "http://www.w3.org/2001/XMLSchema-instance";

    public XmlElement Write(VihfClaims claims, DateTimeOffset now)
    {
        var document = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
        using (var xml = document.CreateNavigator()!.AppendChild()) Assertion(xml, claims, now);
        Sign(document);
        return document.DocumentElement!;
    }

    private void Assertion(XmlWriter xml, VihfClaims claims, DateTimeOffset now)
    {
        xml.WriteStartElement("saml2", "Assertion", Saml);
        xml.WriteAttributeString("ID", "_" + Guid.CreateVersion7(now).ToString("N"));
        xml.WriteAttributeString("Version", "2.0");
        xml.WriteAttributeString("IssueInstant", Instant(now));
        Open(xml, "Issuer");
        xml.WriteAttributeString("Format", "urn:oasis:names:tc:SAML:1.1:nameid-format:X509SubjectName");
        xml.WriteString(seal.Subject);
        xml.WriteEndElement();
        Open(xml, "Subject");
        Open(xml, "NameID");
        xml.WriteString(claims.Professional.NationalId);
        xml.WriteEndElement();
        xml.WriteEndElement();
        Open(xml, "AuthnStatement");
        xml.WriteAttributeString("AuthnInstant", Instant(claims.AuthenticatedAt));
        Open(xml, "AuthnContext");
        Open(xml, "AuthnContextClassRef");
        xml.WriteString("urn:oasis:names:tc:SAML:2.0:ac:classes:MobileTwoFactorContract");
        for (var i = 0; i < 3; i++) xml.WriteEndElement();
        Attributes(xml, claims);
        xml.WriteEndElement();
    }

    private void Attributes(XmlWriter xml, VihfClaims claims)
    {
        Open(xml, "AttributeStatement");
        Text(xml, "VIHF_Version", "4.0");
        Text(xml, "Authentification_Mode", "INDIRECTE");
        Text(xml, "Identifiant_Structure", claims.Structure.NationalId);
        Text(xml, "Secteur_Activite", $"{claims.Structure.Sector.Code}^{claims.Structure.Sector.System}");
        Text(xml, "urn:oasis:names:tc:xspa:1.0:subject:subject-id", $"{claims.Professional.FamilyName} {claims.Professional.GivenName}".Trim());
        Attribute(xml, "urn:oasis:names:tc:xacml:2.0:subject:role", () =>
        {
            foreach (var role in claims.Roles) Value(xml, () => Ce(xml, "Role", role));
        });
        Text(xml, "urn:oasis:names:tc:xacml:2.0:resource:resource-id", claims.Resource);
        Text(xml, "Ressource_URN", "urn:dmp");
        Attribute(xml, "urn:oasis:names:tc:xspa:1.0:subject:purposeofuse", () =>
            Value(xml, () => Ce(xml, "PurposeOfUse", new("normal", "Accès normal", "1.2.250.1.213.1.1.4.248", "mode acces VIHF 2.0"))));
        Text(xml, "LPS_ID", software.Id);
        Text(xml, "LPS_Nom", software.Name);
        Text(xml, "LPS_Version", software.Version);
        Text(xml, "LPS_ID_HOMOLOGATION_DMP", software.HomologationId);
        xml.WriteEndElement();
    }

    // The signature is enveloped, right after the issuer as the SAML schema orders, and signs the whole assertion by its ID.
    private void Sign(XmlDocument document)
    {
        using var key = seal.GetRSAPrivateKey() ?? throw new InvalidOperationException("The seal certificate has no RSA private key.");
        var signed = new SignedXml(document) { SigningKey = key };
        signed.SignedInfo!.CanonicalizationMethod = SignedXml.XmlDsigExcC14NTransformUrl;
        signed.SignedInfo.SignatureMethod = SignedXml.XmlDsigRSASHA256Url;
        var reference = new Reference("#" + document.DocumentElement!.GetAttribute("ID")) { DigestMethod = SignedXml.XmlDsigSHA256Url };
        reference.AddTransform(new XmlDsigEnvelopedSignatureTransform());
        reference.AddTransform(new XmlDsigExcC14NTransform());
        signed.AddReference(reference);
        signed.KeyInfo = new KeyInfo();
        signed.KeyInfo.AddClause(new KeyInfoX509Data(seal));
        signed.ComputeSignature();
        var issuer = document.DocumentElement["Issuer", Saml]!;
        document.DocumentElement.InsertAfter(document.ImportNode(signed.GetXml(), true), issuer);
    }

    private static void Text(XmlWriter xml, string name, string value) => Attribute(xml, name, () => Value(xml, () => xml.WriteString(value)));

    private static void Attribute(XmlWriter xml, string name, Action values)
    {
        Open(xml, "Attribute");
        xml.WriteAttributeString("Name", name);
        values();
        xml.WriteEndElement();
    }

    private static void Value(XmlWriter xml, Action content)
    {
        Open(xml, "AttributeValue");
        content();
        xml.WriteEndElement();
    }

    private static void Ce(XmlWriter xml, string element, Coded code)
    {
        xml.WriteStartElement("", element, Hl7);
        xml.WriteAttributeString("xsi", "type", Instance, "CE");
        xml.WriteAttributeString("code", code.Code);
        xml.WriteAttributeString("codeSystem", code.System);
        if (code.SystemName.Length > 0) xml.WriteAttributeString("codeSystemName", code.SystemName);
        xml.WriteAttributeString("displayName", code.Display);
        xml.WriteEndElement();
    }

    private static void Open(XmlWriter xml, string element) => xml.WriteStartElement("saml2", element, Saml);

    private static string Instant(DateTimeOffset moment) => moment.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
