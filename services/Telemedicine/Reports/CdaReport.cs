using System.Xml;
using System.Xml.Linq;

namespace Telemedicine.Reports;

/// <summary>Something the team has to carry out after an act.</summary>
/// <param name="Kind">prescription or follow-up.</param>
public sealed record ReportLine(string Kind, string Text);

/// <summary>What telemedicine reads of a report (CDA R2, 85208-7): whom it is about, which request it answers, its PDF and its lines. Hostile bytes: no document type, bounded.</summary>
public sealed record CdaReport(string TypeCode, string Reference, string Matricule, string Oid, string BirthName, string FirstName, string BirthDate, string Sex, byte[] Pdf, IReadOnlyList<ReportLine> Lines)
{
    public const string TelemedicineReport = "85208-7";
    private const int LongestDocument = 40 * 1024 * 1024, MostLines = 60, LongestLine = 500;
    private static readonly XNamespace Hl7 = "urn:hl7-org:v3";

    // Sections of the body: prescriptions, plan of care.
    private static readonly Dictionary<string, string> Kinds = new(StringComparer.Ordinal) { ["57828-6"] = "prescription", ["57833-6"] = "prescription", ["57832-8"] = "prescription", ["18776-5"] = "follow-up" };

    /// <summary>Null when it is not a CDA that can be read.</summary>
    public static CdaReport? Read(byte[] cda)
    {
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(cda), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = LongestDocument });
            var root = XDocument.Load(reader).Root;
            if (root?.Name != Hl7 + "ClinicalDocument" || root.Element(Hl7 + "recordTarget")?.Element(Hl7 + "patientRole") is not { } role) return null;
            var ins = role.Elements(Hl7 + "id").FirstOrDefault(i => ((string?)i.Attribute("root") ?? "").StartsWith("1.2.250.1.213.1.4.", StringComparison.Ordinal));
            var patient = role.Element(Hl7 + "patient");
            var name = patient?.Element(Hl7 + "name");
            var order = root.Elements(Hl7 + "inFulfillmentOf").Elements(Hl7 + "order").Elements(Hl7 + "id").Select(i => (string?)i.Attribute("extension") ?? "").FirstOrDefault(e => Requests.Reference.In(e) is not null) ?? "";
            return new((string?)root.Element(Hl7 + "code")?.Attribute("code") ?? "", Requests.Reference.In(order) ?? "", (string?)ins?.Attribute("extension") ?? "", (string?)ins?.Attribute("root") ?? "", Part(name, "family"), Part(name, "given"),
                (string?)patient?.Element(Hl7 + "birthTime")?.Attribute("value") ?? "", (string?)patient?.Element(Hl7 + "administrativeGenderCode")?.Attribute("code") ?? "", Inside(root), Carry(root));
        }
        catch (Exception e) when (e is XmlException or FormatException)
        {
            return null;
        }
    }

    private static string Part(XElement? name, string part) => (name?.Elements(Hl7 + part).FirstOrDefault(e => (string?)e.Attribute("qualifier") == "BR") ?? name?.Element(Hl7 + part))?.Value.Trim() ?? "";

    private static byte[] Inside(XElement root) =>
        root.Element(Hl7 + "component")?.Element(Hl7 + "nonXMLBody")?.Element(Hl7 + "text") is { } text && (string?)text.Attribute("mediaType") == "application/pdf" ? Convert.FromBase64String(text.Value) : [];

    private static IReadOnlyList<ReportLine> Carry(XElement root) =>
    [
        .. root.Elements(Hl7 + "component").Elements(Hl7 + "structuredBody").Elements(Hl7 + "component").Elements(Hl7 + "section")
            .Where(s => Kinds.ContainsKey((string?)s.Element(Hl7 + "code")?.Attribute("code") ?? ""))
            .SelectMany(s => s.Elements(Hl7 + "text").Elements(Hl7 + "list").Elements(Hl7 + "item").Select(i => new ReportLine(Kinds[(string)s.Element(Hl7 + "code")!.Attribute("code")!], Short(i.Value.Trim()))))
            .Where(l => l.Text.Length > 0).Take(MostLines),
    ];

    private static string Short(string text) => text.Length > LongestLine ? text[..LongestLine] : text;
}
