using System.Xml;
using System.Xml.Linq;
using Documents.Xds;

namespace Documents.Dmp;

/// <summary>TD3.1b: asks the registry for the entry of a document known by its unique identifier (ITI-18, stored query GetDocuments).</summary>
public static class EntryQuery
{
    public const string Action = "urn:ihe:iti:2007:RegistryStoredQuery";
    private const string Query = "urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0";
    private const string GetDocuments = "urn:uuid:5c4f972b-d56b-40ac-a5fc-c8ca9b40b9d4";

    public static byte[] Write(Uri to, XmlElement vihf, string uniqueId) => SoapEnvelope.Write(Action, to, vihf, xml =>
    {
        xml.WriteStartElement("query", "AdhocQueryRequest", Query);
        xml.WriteStartElement("query", "ResponseOption", Query);
        xml.WriteAttributeString("returnComposedObjects", "true");
        xml.WriteAttributeString("returnType", "LeafClass");
        xml.WriteEndElement();
        xml.WriteStartElement("rim", "AdhocQuery", XdsIds.Rim);
        xml.WriteAttributeString("id", GetDocuments);
        xml.WriteStartElement("rim", "Slot", XdsIds.Rim);
        xml.WriteAttributeString("name", "$XDSDocumentEntryUniqueId");
        xml.WriteStartElement("rim", "ValueList", XdsIds.Rim);
        xml.WriteElementString("rim", "Value", XdsIds.Rim, $"('{uniqueId}')");
        for (var i = 0; i < 4; i++) xml.WriteEndElement();
    });

    /// <summary>The entry, or null when the registry does not hold the document.</summary>
    public static RegisteredEntry? Read(XElement body, string uniqueId)
    {
        if (body.Name != XName.Get("AdhocQueryResponse", Query)) throw new UnreadableReplyException("The answer is not that of a registry query.");
        var found = body.Descendants(XName.Get("ExtrinsicObject", XdsIds.Rim)).FirstOrDefault(o => o.Elements(XName.Get("ExternalIdentifier", XdsIds.Rim))
            .Any(i => (string?)i.Attribute("identificationScheme") == XdsIds.EntryUniqueId && (string?)i.Attribute("value") == uniqueId));
        if (found is null) return null;
        var hash = found.Elements(XName.Get("Slot", XdsIds.Rim)).FirstOrDefault(s => (string?)s.Attribute("name") == "hash")?.Value.Trim();
        return new((string?)found.Attribute("id") ?? "", hash ?? "");
    }
}

/// <summary>An entry as the registry holds it.</summary>
public sealed record RegisteredEntry(string EntryUuid, string Hash);
