using System.Net.Http.Headers;
using System.Xml;
using Documents.Xds;

namespace Documents.Dmp;

/// <summary>TD2.1: one document with its metadata, as ITI-41 carries them (SOAP 1.2, MTOM/XOP).</summary>
public static class DepositRequest
{
    public const string Action = "urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-b";
    private const string Xdsb = "urn:ihe:iti:xds-b:2007";
    private const string Xop = "http://www.w3.org/2004/08/xop/include";
    private const string RootPart = "request@documents", DocumentPart = "doc01@documents";

    /// <param name="entryUuid">The entry identifier we give: a registry keeps an identifier that is already a UUID.</param>
    public static MultipartContent Create(Uri to, XmlElement vihf, string entryUuid, DocumentEntry entry, SubmissionSet set, byte[] cda, ReplacedEntry? replaced)
    {
        var envelope = SoapEnvelope.Write(Action, to, vihf, xml =>
        {
            xml.WriteStartElement("xdsb", "ProvideAndRegisterDocumentSetRequest", Xdsb);
            new MetadataWriter(xml, entryUuid).Write(entry, set, replaced: replaced);
            xml.WriteStartElement("xdsb", "Document", Xdsb);
            xml.WriteAttributeString("id", entryUuid);
            xml.WriteStartElement("xop", "Include", Xop);
            xml.WriteAttributeString("href", "cid:" + DocumentPart);
            for (var i = 0; i < 3; i++) xml.WriteEndElement();
        });

        var content = new MultipartContent("related", "uuid-" + Guid.NewGuid());
        var type = content.Headers.ContentType!;
        type.Parameters.Add(new("type", "\"application/xop+xml\""));
        type.Parameters.Add(new("start", $"\"<{RootPart}>\""));
        type.Parameters.Add(new("start-info", "\"application/soap+xml\""));
        type.Parameters.Add(new("action", $"\"{Action}\""));
        content.Add(Part(envelope, $"application/xop+xml; charset=UTF-8; type=\"application/soap+xml; action=\\\"{Action}\\\"\"", RootPart));
        content.Add(Part(cda, "text/xml", DocumentPart));
        return content;
    }

    private static ByteArrayContent Part(byte[] bytes, string type, string id)
    {
        var part = new ByteArrayContent(bytes);
        part.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        part.Headers.Add("Content-Transfer-Encoding", "binary");
        part.Headers.Add("Content-ID", $"<{id}>");
        return part;
    }
}
