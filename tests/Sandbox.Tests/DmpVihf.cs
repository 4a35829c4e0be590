using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography.Xml;
using System.Xml;

namespace Sandbox.Tests;

/// <summary>A VIHF as a well-behaved software signs it; each test spoils one thing.</summary>
internal sealed record DmpVihf
{
    public string NameId { get; init; } = "899900000011";
    public string Version { get; init; } = "4.0";
    public string Structure { get; init; } = "1990000028";
    public string Urn { get; init; } = "urn:dmp";
    public string Patient { get; init; } = "236066322083656^^^&1.2.250.1.213.1.4.8&ISO^NH";
    public string Roles { get; init; } = """<Role xmlns="urn:hl7-org:v3" xsi:type="CE" code="10" codeSystem="1.2.250.1.71.1.2.7"/>|<Role xmlns="urn:hl7-org:v3" xsi:type="CE" code="SM54" codeSystem="1.2.250.1.71.4.2.5"/>""";
    public string Purpose { get; init; } = "normal";
    public string? Issuer { get; init; }
    public DateTimeOffset IssuedAt { get; init; } = DateTimeOffset.UtcNow;
    public string Certificate { get; init; } = SandboxApi.Certificate("ORG-SIGN");

    /// <summary>The signed assertion.</summary>
    public string Sign()
    {
        using var certificate = X509Certificate2.CreateFromPemFile(Certificate, Path.ChangeExtension(Certificate, ".key"));
        var document = new XmlDocument { PreserveWhitespace = true };
        document.LoadXml(Assertion(Issuer ?? certificate.Subject));
        using var key = certificate.GetRSAPrivateKey();
        var signed = new SignedXml(document) { SigningKey = key };
        signed.SignedInfo!.CanonicalizationMethod = SignedXml.XmlDsigExcC14NTransformUrl;
        signed.SignedInfo.SignatureMethod = SignedXml.XmlDsigRSASHA256Url;
        var reference = new Reference("#a1") { DigestMethod = SignedXml.XmlDsigSHA256Url };
        reference.AddTransform(new XmlDsigEnvelopedSignatureTransform());
        reference.AddTransform(new XmlDsigExcC14NTransform());
        signed.AddReference(reference);
        signed.KeyInfo.AddClause(new KeyInfoX509Data(certificate));
        signed.ComputeSignature();
        document.DocumentElement!.InsertAfter(document.ImportNode(signed.GetXml(), true), document.DocumentElement.FirstChild);
        return document.OuterXml;
    }

    private string Assertion(string issuer)
    {
        static string Text(string name, string value) => $"<s:Attribute Name=\"{name}\"><s:AttributeValue>{value}</s:AttributeValue></s:Attribute>";
        return $"""
            <s:Assertion xmlns:s="urn:oasis:names:tc:SAML:2.0:assertion" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ID="a1" Version="2.0" IssueInstant="{IssuedAt.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}"><s:Issuer Format="urn:oasis:names:tc:SAML:1.1:nameid-format:X509SubjectName">{issuer}</s:Issuer><s:Subject><s:NameID>{NameId}</s:NameID></s:Subject><s:AuthnStatement AuthnInstant="{IssuedAt.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}"><s:AuthnContext><s:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:SmartcardPKI</s:AuthnContextClassRef></s:AuthnContext></s:AuthnStatement><s:AttributeStatement>
            {Text("VIHF_Version", Version)}{Text("Authentification_Mode", "INDIRECTE")}{Text("Identifiant_Structure", Structure)}{Text("Secteur_Activite", "SA17^1.2.250.1.71.4.2.4")}{Text("urn:oasis:names:tc:xspa:1.0:subject:subject-id", "VASSEUR Hélène")}
            <s:Attribute Name="urn:oasis:names:tc:xacml:2.0:subject:role">{string.Concat(Roles.Split('|').Select(r => $"<s:AttributeValue>{r}</s:AttributeValue>"))}</s:Attribute>{Text("urn:oasis:names:tc:xacml:2.0:resource:resource-id", Patient.Replace("&", "&amp;"))}{Text("Ressource_URN", Urn)}
            <s:Attribute Name="urn:oasis:names:tc:xspa:1.0:subject:purposeofuse"><s:AttributeValue><PurposeOfUse xmlns="urn:hl7-org:v3" xsi:type="CE" code="{Purpose}" codeSystem="1.2.250.1.213.1.1.4.248" displayName="Accès normal"/></s:AttributeValue></s:Attribute>{Text("LPS_Nom", "Plateforme")}{Text("LPS_Version", "1")}{Text("LPS_ID_HOMOLOGATION_DMP", "PLA-1")}
            </s:AttributeStatement></s:Assertion>
            """;
    }
}
