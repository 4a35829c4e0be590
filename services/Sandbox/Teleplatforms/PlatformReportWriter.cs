using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace Sandbox.Teleplatforms;

/// <summary>The report of an act as a platform writes it: CDA R2 85208-7 with its prescriptions and follow-ups as lists.</summary>
internal static class PlatformReportWriter
{
    private static readonly XNamespace Hl7 = "urn:hl7-org:v3";

    public static byte[] Pdf { get; } = Encoding.ASCII.GetBytes("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n");

    public static byte[] Cda(string uniqueId, string houseReference, JsonObject? person, TeleaReport report, DateTimeOffset now)
    {
        var born = (report.BirthDate ?? person?["birthDate"]?.GetValue<string>() ?? "").Replace("-", "", StringComparison.Ordinal);
        var document = new XElement(Hl7 + "ClinicalDocument",
            new XElement(Hl7 + "id", new XAttribute("root", uniqueId)),
            new XElement(Hl7 + "code", new XAttribute("code", "85208-7"), new XAttribute("codeSystem", "2.16.840.1.113883.6.1")),
            new XElement(Hl7 + "title", "Compte rendu de télémédecine"),
            new XElement(Hl7 + "effectiveTime", new XAttribute("value", now.UtcDateTime.ToString("yyyyMMddHHmmss'+0000'", CultureInfo.InvariantCulture))),
            new XElement(Hl7 + "recordTarget", new XElement(Hl7 + "patientRole",
                new XElement(Hl7 + "id", new XAttribute("extension", Said(person, "matricule")), new XAttribute("root", Said(person, "oid"))),
                new XElement(Hl7 + "patient",
                    new XElement(Hl7 + "name", new XElement(Hl7 + "family", new XAttribute("qualifier", "BR"), Said(person, "birthName")), new XElement(Hl7 + "given", new XAttribute("qualifier", "BR"), Said(person, "firstName"))),
                    new XElement(Hl7 + "administrativeGenderCode", new XAttribute("code", Said(person, "sex"))), new XElement(Hl7 + "birthTime", new XAttribute("value", born))))),
            new XElement(Hl7 + "inFulfillmentOf", new XElement(Hl7 + "order", new XElement(Hl7 + "id", new XAttribute("root", "1.2.250.1.999.3"), new XAttribute("extension", houseReference)))),
            new XElement(Hl7 + "component", new XElement(Hl7 + "structuredBody", Section("51848-0", "Conclusion", [report.Conclusion ?? "État stable."]), Section("57828-6", "Prescriptions", report.Prescriptions), Section("18776-5", "Suivi", report.FollowUps))));
        return Encoding.UTF8.GetBytes(new XDocument(document).ToString(SaveOptions.DisableFormatting));
    }

    private static XElement Section(string code, string title, IReadOnlyList<string> items) => new(Hl7 + "component", new XElement(Hl7 + "section",
        new XElement(Hl7 + "code", new XAttribute("code", code), new XAttribute("codeSystem", "2.16.840.1.113883.6.1")), new XElement(Hl7 + "title", title),
        new XElement(Hl7 + "text", new XElement(Hl7 + "list", items.Select(i => new XElement(Hl7 + "item", i))))));

    private static string Said(JsonObject? person, string name) => person?[name]?.GetValue<string>() ?? "";
}
