using System.Text.RegularExpressions;
using System.Xml.Linq;
using Sandbox.Soap;

namespace Sandbox.Dmp;

/// <summary>Who acts, read from a signed VIHF whose every attribute was checked.</summary>
internal sealed partial record Vihf(string NameId, string Structure, string Role, string Mode, PatientIns Patient)
{
    private const string Xspa = "urn:oasis:names:tc:xspa:1.0:subject:";
    private const string RoleName = "urn:oasis:names:tc:xacml:2.0:subject:role";
    private const string Physician = "10";
    private const string Pharmacist = "21";

    public static Vihf Read(SignedAssertion assertion)
    {
        var xml = assertion.Xml;
        var attributes = xml.Descendants(SoapNames.Saml + "Attribute").ToLookup(a => a.Attribute("Name")?.Value ?? "", a => a.Elements(SoapNames.Saml + "AttributeValue"));
        string One(params string[] names) => names.SelectMany(n => attributes[n]).SelectMany(v => v).Select(v => v.Value.Trim()).FirstOrDefault() ?? "";

        CheckIssuer(xml.Element(SoapNames.Saml + "Issuer"), assertion.Signer.Subject);
        var subject = xml.Element(SoapNames.Saml + "Subject")?.Element(SoapNames.Saml + "NameID")?.Value.Trim() ?? "";
        Check(subject.Length > 0, "Subject/NameID");
        Check(xml.Element(SoapNames.Saml + "AuthnStatement")?.Attribute("AuthnInstant") is not null, "AuthnStatement/AuthnInstant");
        Check(One("VIHF_Version") is "3.0" or "4.0", "VIHF_Version (3.0 ou 4.0)");
        Check(One("Authentification_Mode", "Authentification_mode") is "DIRECTE" or "INDIRECTE", "Authentification_Mode");
        var structure = One("Identifiant_Structure");
        Check(Structures().IsMatch(structure), "Identifiant_Structure");
        Check(Sectors().IsMatch(One("Secteur_Activite")), "Secteur_Activite");
        Check(One(Xspa + "subject-id").Length > 0, "subject-id");
        Check(One("Ressource_URN") == "urn:dmp", "Ressource_URN (urn:dmp)");
        foreach (var name in new[] { "LPS_Nom", "LPS_Version", "LPS_ID_HOMOLOGATION_DMP" }) Check(One(name).Length > 0, name);

        var patient = PatientIns.Parse(One("urn:oasis:names:tc:xacml:2.0:resource:resource-id"));
        Check(patient is not null, "resource-id (INS au format CX)");
        return new(subject, structure, ReadRole(attributes[RoleName].SelectMany(v => v)), ReadMode(attributes[Xspa + "purposeofuse"].SelectMany(v => v)), patient!);
    }

    private static string ReadRole(IEnumerable<XElement> values)
    {
        var roles = values.Select(v => v.Element(DmpNames.Hl7 + "Role")).ToList();
        Check(roles.Count > 0 && roles.All(r => Filled(r, "code") && Filled(r, "codeSystem")), "role (élément Role avec code et codeSystem)");
        var profession = roles[0]!.Attribute("code")!.Value;
        Check(profession is not (Physician or Pharmacist) || roles.Count > 1, "role : le savoir-faire est obligatoire pour un médecin ou un pharmacien");
        return profession;
    }

    private static string ReadMode(IEnumerable<XElement> values)
    {
        var purpose = values.Select(v => v.Element(DmpNames.Hl7 + "PurposeOfUse")).FirstOrDefault();
        var mode = purpose?.Attribute("code")?.Value ?? "";
        Check(mode is "normal" or "bris_de_glace" or "centre_15" && purpose!.Attribute("codeSystem")?.Value == "1.2.250.1.213.1.1.4.248", "purposeofuse");
        return mode;
    }

    private static void CheckIssuer(XElement? issuer, string signer)
    {
        Check(issuer?.Attribute("Format")?.Value == "urn:oasis:names:tc:SAML:1.1:nameid-format:X509SubjectName", "Issuer au format X509SubjectName");
        Check(Parts(issuer!.Value).SetEquals(Parts(signer)), "Issuer : le nom doit être celui du certificat de signature");
    }

    // The same name is written in either order and with or without spaces, depending on the tool.
    private static HashSet<string> Parts(string name) => [.. name.Split(',').Select(p => p.Trim().ToUpperInvariant())];

    private static bool Filled(XElement? element, string attribute) => !string.IsNullOrWhiteSpace(element?.Attribute(attribute)?.Value);

    private static void Check(bool right, string what)
    {
        if (!right) throw SignedAssertions.Refuse("FailedAuthentication", $"VIHF refusé : {what}.");
    }

    [GeneratedRegex("^[0-4][0-9A-Za-z]{9,20}$", RegexOptions.None, 200)]
    private static partial Regex Structures();

    [GeneratedRegex(@"^SA[0-9]{2}\^1\.2\.250\.1\.71\.4\.2\.4$", RegexOptions.None, 200)]
    private static partial Regex Sectors();
}
