using System.Xml;
using Documents.Cda;

namespace Documents.Xds;

/// <summary>Writes the ebRIM submission of one document: the same for a deposit (ITI-41) and for the METADATA.XML of an IHE_XDM package.</summary>
public sealed class MetadataWriter(XmlWriter xml, string entryId = MetadataWriter.SymbolicId)
{
    public const string SymbolicId = "Doc01", SetId = "SS01";
    private int _ids;

    /// <param name="uri">Name of the file in a package; null for a deposit.</param>
    /// <param name="replaced">The entry of the registry that this document replaces, when it is one.</param>
    public void Write(DocumentEntry entry, SubmissionSet set, string? uri = null, ReplacedEntry? replaced = null)
    {
        xml.WriteStartElement("lcm", "SubmitObjectsRequest", XdsIds.Lcm);
        Open("RegistryObjectList");
        Entry(entry, uri);
        Package(entry, set);
        Open("Classification", ("id", NextId()), ("classifiedObject", SetId), ("classificationNode", XdsIds.SetNode));
        xml.WriteEndElement();
        Association(XdsIds.HasMember, SetId, entryId, original: true);
        if (replaced is not null) Association(XdsIds.Replaces, entryId, replaced.EntryUuid, original: false);
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    /// <summary>The METADATA.XML of an IHE_XDM package that holds this one document.</summary>
    public static byte[] Package(DocumentEntry entry, SubmissionSet set, string uri)
    {
        var file = new MemoryStream();
        using (var xml = XmlWriter.Create(file, new() { Encoding = new System.Text.UTF8Encoding(false), CloseOutput = false }))
            new MetadataWriter(xml).Write(entry, set, uri);
        return file.ToArray();
    }

    private void Entry(DocumentEntry entry, string? uri)
    {
        var d = entry.Document;
        Open("ExtrinsicObject", ("id", entryId), ("mimeType", "text/xml"), ("objectType", XdsIds.StableDocument));
        if (uri is not null) Slot("URI", uri);
        Slot("creationTime", CdaTime.Utc(d.EffectiveAt));
        Slot("serviceStartTime", CdaTime.Utc(d.Event.StartsAt));
        if (d.Event.EndsAt is { } end) Slot("serviceStopTime", CdaTime.Utc(end));
        Slot("languageCode", "fr-FR");
        Slot("hash", entry.Hash);
        Slot("size", entry.Size.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Slot("legalAuthenticator", Hl7Text.Professional(d.Authenticator.Professional));
        Slot("sourcePatientId", Hl7Text.Ipp(d.Subject));
        Slot("sourcePatientInfo", [.. Hl7Text.Traits(d.Subject)]);
        Name(d.Title);
        Author(XdsIds.EntryAuthor, entryId, d.Author);
        Classify(XdsIds.EntryClass, entryId, entry.Type.ClassCode);
        Classify(XdsIds.EntryType, entryId, d.Type);
        foreach (var code in entry.Visibility.Codes()) Classify(XdsIds.EntryConfidentiality, entryId, code);
        Classify(XdsIds.EntryEvent, entryId, d.Event.Code);
        Classify(XdsIds.EntryFormat, entryId, new(DocumentEntry.PdfLevelOne, "Document PDF encapsulé dans un CDA de niveau 1", DocumentEntry.FormatSystem));
        Classify(XdsIds.EntryFacility, entryId, d.Custodian.Sector);
        Classify(XdsIds.EntryPractice, entryId, d.Author.Structure.Practice);
        Identify(entryId, XdsIds.EntryPatientId, "XDSDocumentEntry.patientId", PatientId(d.Subject));
        Identify(entryId, XdsIds.EntryUniqueId, "XDSDocumentEntry.uniqueId", d.UniqueId);
        xml.WriteEndElement();
    }

    private void Package(DocumentEntry entry, SubmissionSet set)
    {
        Open("RegistryPackage", ("id", SetId));
        Slot("submissionTime", CdaTime.Utc(set.SubmittedAt));
        Name(entry.Document.Title);
        Author(XdsIds.SetAuthor, SetId, set.Author);
        Classify(XdsIds.SetContentType, SetId, set.ContentType);
        Identify(SetId, XdsIds.SetPatientId, "XDSSubmissionSet.patientId", PatientId(entry.Document.Subject));
        Identify(SetId, XdsIds.SetSourceId, "XDSSubmissionSet.sourceId", set.SourceId);
        Identify(SetId, XdsIds.SetUniqueId, "XDSSubmissionSet.uniqueId", set.UniqueId);
        xml.WriteEndElement();
    }

    // Without a qualified INS a mail may still leave to a professional: the person is then known by the sender's identifier only.
    private static string PatientId(Subject subject) => subject.Qualified ? Hl7Text.Ins(subject) : Hl7Text.Ipp(subject);

    private void Author(string scheme, string classified, Author author)
    {
        Open("Classification", ("id", NextId()), ("classifiedObject", classified), ("classificationScheme", scheme), ("nodeRepresentation", ""));
        Slot("authorPerson", Hl7Text.Author(author));
        Slot("authorInstitution", Hl7Text.Structure(author.Structure));
        if (author.Professional.Profession is { } profession) Slot("authorSpecialty", Hl7Text.Code(profession));
        xml.WriteEndElement();
    }

    private void Classify(string scheme, string classified, Coded code)
    {
        Open("Classification", ("id", NextId()), ("classifiedObject", classified), ("classificationScheme", scheme), ("nodeRepresentation", code.Code));
        Slot("codingScheme", code.System);
        Name(code.Display);
        xml.WriteEndElement();
    }

    private void Identify(string registryObject, string scheme, string name, string value)
    {
        Open("ExternalIdentifier", ("id", NextId()), ("registryObject", registryObject), ("identificationScheme", scheme), ("value", value));
        Name(name);
        xml.WriteEndElement();
    }

    private void Association(string type, string source, string target, bool original)
    {
        Open("Association", ("id", NextId()), ("associationType", type), ("sourceObject", source), ("targetObject", target));
        if (original) Slot("SubmissionSetStatus", "Original");
        xml.WriteEndElement();
    }

    private void Slot(string name, params string[] values)
    {
        Open("Slot", ("name", name));
        Open("ValueList");
        foreach (var value in values) xml.WriteElementString("rim", "Value", XdsIds.Rim, value);
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private void Name(string text)
    {
        Open("Name");
        Open("LocalizedString", ("value", text));
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private void Open(string element, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        xml.WriteStartElement("rim", element, XdsIds.Rim);
        foreach (var (name, value) in attributes) xml.WriteAttributeString(name, value);
    }

    private string NextId() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"id{++_ids:D2}");
}
