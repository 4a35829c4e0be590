using System.Xml;
using System.Xml.Linq;

namespace Messaging.Receiving;

/// <summary>Whom a CDA received is about, and which document it is, read from its header.</summary>
public sealed record CdaPerson(string UniqueId, string TypeCode, string Matricule, string Oid, string BirthName, string FirstName, string BirthDate, string Sex)
{
    private const int LongestDocument = 40 * 1024 * 1024;
    private static readonly XNamespace Hl7 = "urn:hl7-org:v3";

    /// <summary>Null when it is not a CDA.</summary>
    public static CdaPerson? Read(byte[] cda)
    {
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(cda), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = LongestDocument });
            var root = XDocument.Load(reader).Root;
            if (root?.Name != Hl7 + "ClinicalDocument" || root.Element(Hl7 + "recordTarget")?.Element(Hl7 + "patientRole") is not { } role) return null;
            var ins = role.Elements(Hl7 + "id").FirstOrDefault(i => ((string?)i.Attribute("root") ?? "").StartsWith("1.2.250.1.213.1.4.", StringComparison.Ordinal));
            var patient = role.Element(Hl7 + "patient");
            var name = patient?.Element(Hl7 + "name");
            return new(Identifier(root.Element(Hl7 + "id")), (string?)root.Element(Hl7 + "code")?.Attribute("code") ?? "", (string?)ins?.Attribute("extension") ?? "", (string?)ins?.Attribute("root") ?? "",
                Part(name, "family"), Part(name, "given"), (string?)patient?.Element(Hl7 + "birthTime")?.Attribute("value") ?? "", (string?)patient?.Element(Hl7 + "administrativeGenderCode")?.Attribute("code") ?? "");
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private static string Identifier(XElement? id) => (string?)id?.Attribute("extension") is { Length: > 0 } extension ? $"{(string?)id.Attribute("root")}^{extension}" : (string?)id?.Attribute("root") ?? "";

    private static string Part(XElement? name, string part) => name?.Elements(Hl7 + part).FirstOrDefault(e => (string?)e.Attribute("qualifier") == "BR")?.Value.Trim() ?? "";
}
