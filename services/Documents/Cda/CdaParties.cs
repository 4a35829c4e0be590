using System.Xml;

namespace Documents.Cda;

/// <summary>The professionals, structures and relatives of a CDA header.</summary>
internal static class CdaParties
{
    public static void Author(XmlWriter xml, Author author)
    {
        var p = author.Professional;
        xml.Open("author");
        xml.Empty("time", ("value", CdaTime.Local(author.At)));
        xml.Open("assignedAuthor");
        xml.Empty("id", ("root", Oids.Professional), ("extension", p.NationalId));
        xml.Code("code", p.Profession!);
        xml.Address(null);
        xml.Telecom(p.Phone);
        if (author.IsSoftware) Device(xml, p);
        else Person(xml, p);
        Organization(xml, "representedOrganization", author.Structure, withPractice: false);
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void Person(XmlWriter xml, ProfessionalIdentity p)
    {
        xml.Open("assignedPerson");
        xml.PersonName(p.Civility, p.FamilyName, p.GivenName, p.Title);
        xml.WriteEndElement();
    }

    private static void Device(XmlWriter xml, ProfessionalIdentity p)
    {
        xml.Open("assignedAuthoringDevice");
        xml.WriteElementString("manufacturerModelName", CdaWriter.Namespace, p.FamilyName);
        xml.WriteElementString("softwareName", CdaWriter.Namespace, p.FamilyName);
        xml.WriteEndElement();
    }

    public static void Informant(XmlWriter xml, Contact contact)
    {
        xml.Open("informant");
        xml.Open("relatedEntity", ("classCode", contact.Class));
        if (contact.Relation is { } relation) xml.Code("code", relation);
        xml.Empty("addr", ("nullFlavor", "NASK"));
        xml.Telecom(contact.Phone, "MC");
        xml.Open("relatedPerson");
        xml.PersonName("", contact.FamilyName, contact.GivenName, "");
        for (var i = 0; i < 3; i++) xml.WriteEndElement();
    }

    public static void Custodian(XmlWriter xml, StructureIdentity structure)
    {
        xml.Open("custodian");
        xml.Open("assignedCustodian");
        Organization(xml, "representedCustodianOrganization", structure, withPractice: false);
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    public static void Recipient(XmlWriter xml, string address)
    {
        xml.Open("informationRecipient");
        xml.Open("intendedRecipient");
        xml.Empty("telecom", ("value", "mailto:" + address));
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    public static void LegalAuthenticator(XmlWriter xml, Author signer)
    {
        xml.Open("legalAuthenticator");
        xml.Empty("time", ("value", CdaTime.Local(signer.At)));
        xml.Empty("signatureCode", ("code", "S"));
        AssignedEntity(xml, signer, withPractice: false);
        xml.WriteEndElement();
    }

    public static void TreatingDoctor(XmlWriter xml, ProfessionalIdentity doctor, DateTimeOffset since)
    {
        xml.Open("participant", ("typeCode", "INF"));
        xml.Code("functionCode", new("PCP", "Médecin traitant", Oids.Function));
        xml.Open("time");
        xml.WriteAttributeString("xsi", "type", "http://www.w3.org/2001/XMLSchema-instance", "IVL_TS");
        xml.Empty("low", ("value", CdaTime.Local(since)));
        xml.WriteEndElement();
        xml.Open("associatedEntity", ("classCode", "PROV"));
        if (doctor.NationalId.Length > 0) xml.Empty("id", ("root", Oids.Professional), ("extension", doctor.NationalId));
        if (doctor.Profession is { } profession) xml.Code("code", profession);
        xml.Address(null);
        xml.Telecom(doctor.Phone);
        xml.Open("associatedPerson");
        xml.PersonName(doctor.Civility, doctor.FamilyName, doctor.GivenName, doctor.Title);
        for (var i = 0; i < 3; i++) xml.WriteEndElement();
    }

    public static void AssignedEntity(XmlWriter xml, Author author, bool withPractice)
    {
        var p = author.Professional;
        xml.Open("assignedEntity");
        xml.Empty("id", ("root", Oids.Professional), ("extension", p.NationalId));
        if (p.Profession is { } profession) xml.Code("code", profession);
        xml.Address(null);
        xml.Telecom(p.Phone);
        xml.Open("assignedPerson");
        xml.PersonName(p.Civility, p.FamilyName, p.GivenName, p.Title);
        xml.WriteEndElement();
        Organization(xml, "representedOrganization", author.Structure, withPractice);
        xml.WriteEndElement();
    }

    private static void Organization(XmlWriter xml, string element, StructureIdentity structure, bool withPractice)
    {
        xml.Open(element);
        xml.Empty("id", ("root", Oids.Structure), ("extension", structure.NationalId));
        xml.WriteElementString("name", CdaWriter.Namespace, structure.Name);
        xml.Telecom(structure.Phone);
        xml.Address(structure.Address);
        if (withPractice) xml.Code("standardIndustryClassCode", structure.Practice);
        xml.WriteEndElement();
    }
}
