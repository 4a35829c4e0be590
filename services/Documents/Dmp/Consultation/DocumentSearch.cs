using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using Documents.Cda;
using Documents.Records;
using Documents.Xds;

namespace Documents.Dmp.Consultation;

/// <summary>TD3.1: the documents of a person's DMP (ITI-18, stored query FindDocuments), approved ones only.</summary>
public static class DocumentSearch
{
    private const string Query = "urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0";
    private const string FindDocuments = "urn:uuid:14d4debf-8f97-4251-9a74-a90016b0af0d";
    private const string Approved = "urn:oasis:names:tc:ebxml-regrep:StatusType:Approved";

    /// <param name="types">The types asked for; null for all.</param>
    public static byte[] Write(Uri to, XmlElement vihf, string ins, IReadOnlyList<string>? types, DateTimeOffset since) => SoapEnvelope.Write(EntryQuery.Action, to, vihf, xml =>
    {
        xml.WriteStartElement("query", "AdhocQueryRequest", Query);
        xml.WriteStartElement("query", "ResponseOption", Query);
        xml.WriteAttributeString("returnComposedObjects", "true");
        xml.WriteAttributeString("returnType", "LeafClass");
        xml.WriteEndElement();
        xml.WriteStartElement("rim", "AdhocQuery", XdsIds.Rim);
        xml.WriteAttributeString("id", FindDocuments);
        Slot(xml, "$XDSDocumentEntryPatientId", $"'{ins}'");
        Slot(xml, "$XDSDocumentEntryStatus", $"('{Approved}')");
        Slot(xml, "$XDSDocumentEntryServiceStartTimeFrom", $"'{CdaTime.Utc(since)}'");
        if (types is not null) Slot(xml, "$XDSDocumentEntryTypeCode", $"({string.Join(',', types.Select(t => $"'{t}^^{DocumentType.Find(t)!.Coded.System}'"))})");
        xml.WriteEndElement();
        xml.WriteEndElement();
    });

    public static IReadOnlyList<FoundEntry> Read(XElement body)
    {
        if (body.Name == XName.Get("Fault", SoapEnvelope.Soap)) throw new DmpRefusedException(DepositOutcome.Read(body));
        if (body.Name != XName.Get("AdhocQueryResponse", Query)) throw new UnreadableReplyException("The answer is not that of a registry query.");
        if (((string?)body.Attribute("status"))?.EndsWith(":Failure", StringComparison.Ordinal) == true) throw new DmpRefusedException(DepositOutcome.ReadErrors(body));
        return [.. body.Descendants(XName.Get("ExtrinsicObject", XdsIds.Rim)).Select(FoundEntry.Of)];
    }

    private static void Slot(XmlWriter xml, string name, string value)
    {
        xml.WriteStartElement("rim", "Slot", XdsIds.Rim);
        xml.WriteAttributeString("name", name);
        xml.WriteStartElement("rim", "ValueList", XdsIds.Rim);
        xml.WriteElementString("rim", "Value", XdsIds.Rim, value);
        xml.WriteEndElement();
        xml.WriteEndElement();
    }
}

/// <summary>An entry of the registry, as far as it is shown.</summary>
/// <param name="CreatedAt">Null when the registry gives none that can be read.</param>
public sealed record FoundEntry(string UniqueId, string RepositoryId, string Title, string TypeCode, string TypeLabel, string ClassCode, DateTimeOffset? CreatedAt, IReadOnlyList<string> Confidentiality)
{
    internal static FoundEntry Of(XElement entry)
    {
        var type = Classified(entry, XdsIds.EntryType).FirstOrDefault();
        return new(
            (string?)entry.Elements(Rim("ExternalIdentifier")).FirstOrDefault(i => (string?)i.Attribute("identificationScheme") == XdsIds.EntryUniqueId)?.Attribute("value") ?? "",
            Slot(entry, "repositoryUniqueId"), Label(entry), Code(type), Label(type), Code(Classified(entry, XdsIds.EntryClass).FirstOrDefault()),
            DateTimeOffset.TryParseExact(Slot(entry, "creationTime"), "yyyyMMddHHmmss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null,
            [.. Classified(entry, XdsIds.EntryConfidentiality).Select(Code)]);
    }

    private static IEnumerable<XElement> Classified(XElement entry, string scheme) => entry.Elements(Rim("Classification")).Where(c => (string?)c.Attribute("classificationScheme") == scheme);

    private static string Slot(XElement entry, string name) => entry.Elements(Rim("Slot")).FirstOrDefault(s => (string?)s.Attribute("name") == name)?.Value.Trim() ?? "";

    private static string Code(XElement? classification) => (string?)classification?.Attribute("nodeRepresentation") ?? "";

    private static string Label(XElement? named) => (string?)named?.Element(Rim("Name"))?.Element(Rim("LocalizedString"))?.Attribute("value") ?? "";

    private static XName Rim(string name) => XName.Get(name, XdsIds.Rim);
}

/// <summary>The DMP heard the question and said no.</summary>
public sealed class DmpRefusedException(DepositOutcome outcome) : Exception("The DMP refused a reading.")
{
    public string Code => outcome.Code;
}
