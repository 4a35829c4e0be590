using System.Xml.Linq;
using Sandbox.Soap;

namespace Sandbox.Dmp;

/// <summary>A registry object with its slots, classifications and identifiers, as deposited.</summary>
internal sealed record RegistryObject(XElement Xml)
{
    public string Id => Xml.Attribute("id")?.Value ?? "";
    public string Title => Xml.Element(DmpNames.Rim + "Name")?.Element(DmpNames.Rim + "LocalizedString")?.Attribute("value")?.Value ?? "";

    public IReadOnlyList<string> Slot(string name) => Values(Xml, name);

    public string? Single(string slot) => Slot(slot) is [var only] ? only : null;

    public IEnumerable<XElement> Classifications(string scheme) =>
        Xml.Elements(DmpNames.Rim + "Classification").Where(c => c.Attribute("classificationScheme")?.Value == "urn:uuid:" + scheme);

    public string? Identifier(string scheme) =>
        Xml.Elements(DmpNames.Rim + "ExternalIdentifier").FirstOrDefault(e => e.Attribute("identificationScheme")?.Value == "urn:uuid:" + scheme)?.Attribute("value")?.Value;

    public static string Code(XElement classification) => classification.Attribute("nodeRepresentation")?.Value ?? "";

    public static IReadOnlyList<string> Values(XElement holder, string slot) =>
        [.. holder.Elements(DmpNames.Rim + "Slot").Where(s => s.Attribute("name")?.Value == slot).SelectMany(s => s.Descendants(DmpNames.Rim + "Value")).Select(v => v.Value.Trim())];
}

/// <summary>A document: its metadata, and its bytes when they came with the message.</summary>
internal sealed record DepositedDocument(RegistryObject Entry, byte[]? Bytes)
{
    public string UniqueId => Entry.Identifier("2e82c1f6-a085-4c72-9da3-8640a32e42ab") ?? "";
    public string? PatientId => Entry.Identifier("58a6f841-87b3-4a3e-92fd-a8ffeff98427");
    public string TypeCode => One("f0306f51-975f-434e-a61c-c59651d33983");
    public string ClassCode => One("41a5887f-8865-4c09-adf7-e362475b143a");
    public IReadOnlyList<string> Confidentiality => [.. Entry.Classifications("f4f85eac-e6cb-4883-b524-f2705394840f").Select(RegistryObject.Code)];

    private string One(string scheme) => Entry.Classifications(scheme).Select(RegistryObject.Code).FirstOrDefault() ?? "";
}

/// <summary>A link between two objects of the registry.</summary>
internal sealed record Association(string Type, string Source, string Target, string? Status);

/// <summary>One deposit: a submission set, its documents and their links.</summary>
internal sealed record Submission(IReadOnlyList<RegistryObject> Sets, IReadOnlyList<DepositedDocument> Documents, IReadOnlyList<Association> Associations, IReadOnlyList<string> OrphanDocuments)
{
    public static Submission Read(MtomMessage message)
    {
        var content = message.Soap.Content;
        var list = content.Element(DmpNames.Lcm + "SubmitObjectsRequest")?.Element(DmpNames.Rim + "RegistryObjectList");
        if (content.Name != DmpNames.Xds + "ProvideAndRegisterDocumentSetRequest" || list is null)
            throw SoapFaultException.Sender("ProvideAndRegisterDocumentSetRequest avec SubmitObjectsRequest est attendu.");

        var bytes = new Dictionary<string, byte[]?>(StringComparer.Ordinal);
        foreach (var document in content.Elements(DmpNames.Xds + "Document"))
            if (!bytes.TryAdd(document.Attribute("id")?.Value ?? "", Bytes(document, message.Parts)))
                throw SoapFaultException.Sender("Deux éléments Document portent le même identifiant.");

        var documents = list.Elements(DmpNames.Rim + "ExtrinsicObject").Select(e => new RegistryObject(e))
            .Select(e => new DepositedDocument(e, bytes.GetValueOrDefault(e.Id))).ToList();
        var setIds = list.Descendants(DmpNames.Rim + "Classification")
            .Where(c => c.Attribute("classificationNode")?.Value == DmpNames.SubmissionSetNode).Select(c => c.Attribute("classifiedObject")?.Value).ToHashSet();
        return new(
            [.. list.Elements(DmpNames.Rim + "RegistryPackage").Select(p => new RegistryObject(p)).Where(p => setIds.Contains(p.Id))],
            documents,
            [.. list.Elements(DmpNames.Rim + "Association").Select(Link)],
            [.. bytes.Keys.Except(documents.Select(d => d.Entry.Id))]);
    }

    private static Association Link(XElement xml) => new(
        xml.Attribute("associationType")?.Value ?? "", xml.Attribute("sourceObject")?.Value ?? "", xml.Attribute("targetObject")?.Value ?? "",
        RegistryObject.Values(xml, "SubmissionSetStatus") is [var status] ? status : null);

    private static byte[]? Bytes(XElement document, IReadOnlyDictionary<string, byte[]> parts)
    {
        if (document.Element(DmpNames.Xop + "Include")?.Attribute("href")?.Value is { } href)
            return href.StartsWith("cid:", StringComparison.Ordinal) ? parts.GetValueOrDefault(Uri.UnescapeDataString(href[4..])) : null;
        var buffer = new byte[document.Value.Length];
        return buffer.Length > 0 && Convert.TryFromBase64String(document.Value.Trim(), buffer, out var length) ? buffer[..length] : null;
    }
}
