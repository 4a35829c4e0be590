using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Sandbox.Ledgers;
using Sandbox.Soap;

namespace Sandbox.Dmp;

/// <summary>TD3.2: the bytes of documents (ITI-43), answered in MTOM.</summary>
internal sealed class RetrieveEndpoint(DmpCall call, DmpRecords records, DocumentStore store, Journal journal)
{
    public Task<IResult> Answer(HttpContext context, SoapMessage message) => call.AnswerAsync("TD3.2 lecture", () =>
    {
        DmpCall.Expect(message, DmpNames.Retrieve);
        var author = call.Identify(context, message);
        var asked = message.Content.Elements(DmpNames.Xds + "DocumentRequest").Select(r => r.Element(DmpNames.Xds + "DocumentUniqueId")?.Value.Trim() ?? "").ToList();
        var error = DmpCall.MayRead(author, records.Of(author.Patient));
        var found = error is null ? asked.Select(store.ByUniqueId).OfType<StoredDocument>().Where(d => d.Patient == author.Patient).ToList() : [];
        var errors = error is not null ? [error] : asked.Except(found.Select(d => d.UniqueId))
            .Select(id => new RegistryError("XDSDocumentUniqueIdError", "ce document n'est pas dans ce DMP", id)).ToList();

        journal.Note("dmp", "TD3.2 lecture", errors.Count == 0 ? "lu" : "refusé", string.Join(", ", asked));
        return Task.FromResult(Answer(message, found, errors));
    });

    private IResult Answer(SoapMessage message, List<StoredDocument> found, List<RegistryError> errors)
    {
        var status = errors.Count == 0 ? DmpNames.Success : found.Count == 0 ? DmpNames.Failure : "urn:ihe:iti:2007:ResponseStatusType:PartialSuccess";
        var registry = RegistryError.Response(errors);
        registry.SetAttributeValue("status", status);
        var content = new XElement(DmpNames.Xds + "RetrieveDocumentSetResponse", registry, found.Select((d, i) => new XElement(DmpNames.Xds + "DocumentResponse",
            new XElement(DmpNames.Xds + "RepositoryUniqueId", DmpNames.RepositoryId),
            new XElement(DmpNames.Xds + "DocumentUniqueId", d.UniqueId),
            new XElement(DmpNames.Xds + "mimeType", "text/xml"),
            new XElement(DmpNames.Xds + "Document", new XElement(DmpNames.Xop + "Include", new XAttribute("href", $"cid:doc{i}@bac-a-sable"))))));
        var envelope = SoapAnswer.Text(SoapAnswer.Envelope(DmpNames.Retrieve + "Response", message.MessageId, content));
        return Multipart(envelope, [.. found.Select(d => store.Content(d.UniqueId)!)]);
    }

    private static IResult Multipart(string envelope, IReadOnlyList<byte[]> documents)
    {
        var boundary = "uuid:" + Guid.NewGuid();
        using var body = new MemoryStream();
        void Line(string text) => body.Write(Encoding.UTF8.GetBytes(text + "\r\n"));
        void Part(string id, string type, byte[] bytes)
        {
            Line("--" + boundary);
            Line("Content-Type: " + type);
            Line("Content-Transfer-Encoding: binary");
            Line($"Content-ID: <{id}>");
            Line("");
            body.Write(bytes);
            Line("");
        }

        Part("racine@bac-a-sable", "application/xop+xml; charset=UTF-8; type=\"application/soap+xml\"", Encoding.UTF8.GetBytes(envelope));
        for (var i = 0; i < documents.Count; i++) Part(string.Create(CultureInfo.InvariantCulture, $"doc{i}@bac-a-sable"), "text/xml", documents[i]);
        Line("--" + boundary + "--");
        return Results.Bytes(body.ToArray(), $"multipart/related; type=\"application/xop+xml\"; start=\"<racine@bac-a-sable>\"; start-info=\"application/soap+xml\"; boundary=\"{boundary}\"");
    }
}
