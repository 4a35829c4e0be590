using System.Xml.Linq;
using Sandbox.Ledgers;
using Sandbox.Soap;

namespace Sandbox.Dmp;

/// <summary>TD3.1: the list of a person's documents (ITI-18).</summary>
internal sealed class StoredQueryEndpoint(DmpCall call, DmpRecords records, DocumentStore store, Journal journal)
{
    public Task<IResult> Answer(HttpContext context, CancellationToken ct) => call.AnswerAsync("TD3.1 recherche", async () =>
    {
        var message = DmpCall.Expect(await SoapMessage.ReadAsync(context.Request, DmpCall.LargestMessage, ct), DmpNames.StoredQuery);
        var author = call.Identify(context, message);
        var query = message.Content.Element(DmpNames.Rim + "AdhocQuery") ?? throw SoapFaultException.Sender("AdhocQuery manque.");
        var whole = message.Content.Element(DmpNames.Query + "ResponseOption")?.Attribute("returnType")?.Value != "ObjectRef";

        var error = DmpCall.MayRead(author, records.Of(author.Patient));
        var found = error is null ? Find(query, author, ref error) : [];
        journal.Note("dmp", "TD3.1 recherche", error is null ? $"{found.Count} document(s)" : "refusé", error?.Context ?? author.NameId);
        return SoapAnswer.Ok(DmpNames.StoredQuery + "Response", message.MessageId, Response(found, error, whole));
    });

    private List<StoredDocument> Find(XElement query, Vihf author, ref RegistryError? error)
    {
        var documents = store.Of(author.Patient).Where(d => !d.Confidentiality.Contains("MASQUE_PS") || d.DepositedBy == author.NameId || d.Structure == author.Structure);
        switch (query.Attribute("id")?.Value)
        {
            case DmpNames.FindDocuments:
                if (PatientIns.Parse(One(query, "$XDSDocumentEntryPatientId")) != author.Patient)
                {
                    error = new("XDSPatientIdDoesNotMatch", "$XDSDocumentEntryPatientId n'est pas l'INS du VIHF");
                    return [];
                }

                return [.. documents.Where(d => Matches(query, d))];
            case DmpNames.GetDocuments:
                var (uniqueIds, uuids) = (Many(query, "$XDSDocumentEntryUniqueId"), Many(query, "$XDSDocumentEntryEntryUUID"));
                return [.. documents.Where(d => uniqueIds.Contains(d.UniqueId) || uuids.Contains(d.EntryUuid))];
            default:
                error = new("XDSUnknownStoredQuery", "requête non prise en charge par ce bac à sable");
                return [];
        }
    }

    private static bool Matches(XElement query, StoredDocument document)
    {
        var status = Many(query, "$XDSDocumentEntryStatus");
        var types = Many(query, "$XDSDocumentEntryTypeCode").Select(c => c.Split('^')[0]).ToList();
        var classes = Many(query, "$XDSDocumentEntryClassCode").Select(c => c.Split('^')[0]).ToList();
        return status.Contains(document.Approved ? DmpNames.Approved : DmpNames.Deprecated)
            && (types.Count == 0 || types.Contains(document.TypeCode)) && (classes.Count == 0 || classes.Contains(document.ClassCode))
            && Within(query, "CreationTime", document.CreationTime) && Within(query, "ServiceStartTime", document.ServiceStartTime);
    }

    private static bool Within(XElement query, string name, string value) =>
        string.CompareOrdinal(value, One(query, $"$XDSDocumentEntry{name}From") ?? "") >= 0
        && string.CompareOrdinal(value, One(query, $"$XDSDocumentEntry{name}To") ?? "99999999999999") < 0;

    private static string? One(XElement query, string slot) => Many(query, slot).FirstOrDefault();

    // A stored query writes 'x' for one value and ('x','y') for several.
    private static List<string> Many(XElement query, string slot) =>
        [.. RegistryObject.Values(query, slot).SelectMany(v => v.Trim('(', ')').Split(',')).Select(v => v.Trim().Trim('\''))];

    private static XElement Response(List<StoredDocument> found, RegistryError? error, bool whole) =>
        new(DmpNames.Query + "AdhocQueryResponse",
            new XAttribute("status", error is null ? DmpNames.Success : DmpNames.Failure),
            RegistryError.List(error is null ? [] : [error]),
            new XElement(DmpNames.Rim + "RegistryObjectList", found.Select(d => whole ? Entry(d) : new(DmpNames.Rim + "ObjectRef", new XAttribute("id", d.EntryUuid)))));

    private static XElement Entry(StoredDocument document)
    {
        var entry = XElement.Parse(document.Metadata);
        var deposited = entry.Attribute("id")!.Value;
        foreach (var attribute in entry.DescendantsAndSelf().Attributes().Where(a => a.Name.LocalName is "id" or "classifiedObject" or "registryObject" && a.Value == deposited))
            attribute.Value = document.EntryUuid;
        entry.SetAttributeValue("lid", document.LogicalId);
        entry.SetAttributeValue("status", document.Approved ? DmpNames.Approved : DmpNames.Deprecated);
        entry.AddFirst(new XElement(DmpNames.Rim + "Slot", new XAttribute("name", "repositoryUniqueId"),
            new XElement(DmpNames.Rim + "ValueList", new XElement(DmpNames.Rim + "Value", DmpNames.RepositoryId))));
        return entry;
    }
}
