using System.Xml;

namespace Documents.Cda;

/// <summary>Writes a CDA R2 level 1 document: a complete CI-SIS header and a PDF as its body.</summary>
public static class CdaWriter
{
    public const string Namespace = "urn:hl7-org:v3";
    private const string Instance = "http://www.w3.org/2001/XMLSchema-instance";

    // HL7 France, CI-SIS, IHE XDS-SD: a level 1 document declares these three and no other.
    private static readonly string[] Templates = ["2.16.840.1.113883.2.8.2.1", "1.2.250.1.213.1.1.1.1", "1.3.6.1.4.1.19376.1.2.20"];

    public static byte[] Write(ClinicalDocument document, byte[] pdf)
    {
        if (HeaderRules.Gaps(document) is { Count: > 0 } gaps) throw new InvalidOperationException("The header is incomplete: " + string.Join(" ", gaps));
        var file = new MemoryStream();
        using (var xml = XmlWriter.Create(file, new() { Encoding = new System.Text.UTF8Encoding(false), CloseOutput = false }))
        {
            xml.WriteStartElement("ClinicalDocument", Namespace);
            xml.WriteAttributeString("xmlns", "xsi", null, Instance);
            Identification(xml, document);
            CdaPerson.RecordTarget(xml, document.Subject);
            CdaParties.Author(xml, document.Author);
            foreach (var contact in document.Contacts) CdaParties.Informant(xml, contact);
            CdaParties.Custodian(xml, document.Custodian);
            foreach (var address in document.RecipientAddresses) CdaParties.Recipient(xml, address);
            CdaParties.LegalAuthenticator(xml, document.Authenticator);
            if (document.TreatingDoctor is { } doctor) CdaParties.TreatingDoctor(xml, doctor, document.EffectiveAt);
            DocumentationOf(xml, document);
            if (document.ReplacedId is { } replaced) RelatedDocument(xml, replaced);
            ComponentOf(xml, document);
            Body(xml, pdf);
            xml.WriteEndElement();
        }

        return file.ToArray();
    }

    private static void Identification(XmlWriter xml, ClinicalDocument d)
    {
        xml.Empty("realmCode", ("code", "FR"));
        xml.Empty("typeId", ("root", "2.16.840.1.113883.1.3"), ("extension", "POCD_HD000040"));
        foreach (var template in Templates) xml.Empty("templateId", ("root", template));
        xml.Empty("id", ("root", d.UniqueId));
        xml.Code("code", d.Type);
        xml.WriteElementString("title", Namespace, d.Title);
        xml.Empty("effectiveTime", ("value", CdaTime.Local(d.EffectiveAt)));
        xml.Code("confidentialityCode", new(d.Confidentiality, d.Confidentiality switch { "N" => "Normal", "R" => "Restreint", _ => "Très restreint" }, Oids.Confidentiality, "Confidentiality"));
        xml.Empty("languageCode", ("code", "fr-FR"));
        xml.Empty("setId", ("root", d.SetId));
        xml.Empty("versionNumber", ("value", d.Version.ToString(System.Globalization.CultureInfo.InvariantCulture)));
    }

    private static void DocumentationOf(XmlWriter xml, ClinicalDocument d)
    {
        xml.Open("documentationOf");
        xml.Open("serviceEvent");
        xml.Code("code", d.Event.Code);
        xml.Open("effectiveTime");
        xml.Empty("low", ("value", CdaTime.Local(d.Event.StartsAt)));
        if (d.Event.EndsAt is { } end) xml.Empty("high", ("value", CdaTime.Local(end)));
        xml.WriteEndElement();
        xml.Open("performer", ("typeCode", "PRF"));
        CdaParties.AssignedEntity(xml, d.Author.IsSoftware ? d.Authenticator : d.Author, withPractice: true);
        xml.WriteEndElement();
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void RelatedDocument(XmlWriter xml, string replaced)
    {
        xml.Open("relatedDocument", ("typeCode", "RPLC"));
        xml.Open("parentDocument");
        xml.Empty("id", ("root", replaced));
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void ComponentOf(XmlWriter xml, ClinicalDocument d)
    {
        xml.Open("componentOf");
        xml.Open("encompassingEncounter");
        if (d.Encounter.Code is { } code) xml.Code("code", code);
        xml.Open("effectiveTime");
        xml.Empty("low", ("value", CdaTime.Local(d.Encounter.StartsAt)));
        xml.WriteEndElement();
        xml.Open("location");
        xml.Open("healthCareFacility");
        xml.Empty("id", ("root", Oids.Structure), ("extension", d.Custodian.NationalId));
        xml.Code("code", d.Custodian.Sector);
        for (var i = 0; i < 4; i++) xml.WriteEndElement();
    }

    private static void Body(XmlWriter xml, byte[] pdf)
    {
        xml.Open("component");
        xml.Open("nonXMLBody");
        xml.Open("text", ("mediaType", "application/pdf"), ("representation", "B64"));
        xml.WriteBase64(pdf, 0, pdf.Length);
        for (var i = 0; i < 3; i++) xml.WriteEndElement();
    }
}
