using System.Xml;
using System.Xml.Linq;
using Documents.Cda;

namespace Documents.Dmp;

/// <summary>What TD0.2 says of a person's DMP: whether it exists and is open, and whether the structure may consult it.</summary>
public sealed record DmpStatus(bool Exists, bool Active, string Authorization)
{
    /// <summary>Feeding asks for an open DMP; authorisations concern consultation only.</summary>
    public bool MayBeFed => Exists && Active;

    /// <summary>Reading asks for a valid authorisation too; the person may have blocked it.</summary>
    public bool Authorized => Authorization == "VALIDE";

    public bool Blocked => Authorization == "INTERDITE";
}

/// <summary>TD0.2: asks by INS whether the DMP exists (HL7 V3 PRPA_IN201307UV02, answered by PRPA_IN201308UV02).</summary>
public static class ExistenceTest
{
    public const string Action = "urn:hl7-org:v3:PRPA_IN201307UV02";
    private const string Hl7 = "urn:hl7-org:v3";
    private const string Interaction = "PRPA_IN201307UV02";
    private const string NationalServer = "1.2.250.1.213.4.1.1.1";

    /// <param name="sender">OID of the sending system.</param>
    public static byte[] Write(Uri to, XmlElement vihf, string sender, string senderName, Subject subject, DateTimeOffset now) => SoapEnvelope.Write(Action, to, vihf, xml =>
    {
        xml.Open(Interaction, ("ITSVersion", "XML_1.0"));
        xml.Empty("id", ("root", sender), ("extension", Guid.CreateVersion7(now).ToString()));
        xml.Empty("creationTime", ("value", CdaTime.Utc(now)));
        xml.Empty("interactionId", ("root", "2.16.840.1.113883.1.6"), ("extension", Interaction));
        xml.Empty("processingCode", ("code", "P"));
        xml.Empty("processingModeCode", ("code", "T"));
        xml.Empty("acceptAckCode", ("code", "AL"));
        Device(xml, "receiver", "RCV", NationalServer, "DMP");
        Device(xml, "sender", "SND", sender, senderName);
        xml.Open("controlActProcess", ("classCode", "CACT"), ("moodCode", "EVN"));
        xml.Code("reasonCode", new("TEST_EXST", "Test d'existence de dossier", "1.2.250.1.213.1.1.4.11"));
        xml.Open("queryByParameter");
        xml.Empty("queryId", ("root", sender), ("extension", Guid.CreateVersion7(now).ToString()));
        xml.Empty("statusCode", ("code", "new"));
        xml.Open("parameterList");
        xml.Open("patientIdentifier");
        xml.Empty("value", ("root", subject.MatriculeOid!), ("extension", subject.Matricule!));
        xml.Text("semanticsText", "Patient.id");
        for (var i = 0; i < 5; i++) xml.WriteEndElement();
    });

    public static DmpStatus Read(XElement body)
    {
        if (body.Name == XName.Get("Fault", SoapEnvelope.Soap)) throw new UnreadableReplyException("The existence test was answered by a fault: " + DepositOutcome.Read(body).Code);
        if (body.Name != XName.Get("PRPA_IN201308UV02", Hl7)) throw new UnreadableReplyException("The answer is not that of an existence test.");
        var acknowledged = Code(body, "acknowledgement", "typeCode");
        var answer = Code(body, "queryAck", "queryResponseCode");
        if (acknowledged is not "AA" || answer is not ("OK" or "NF")) throw new UnreadableReplyException($"The existence test was not carried out ({acknowledged}/{answer}).");
        var status = (string?)body.Descendants(XName.Get("patient", Hl7)).FirstOrDefault()?.Element(XName.Get("statusCode", Hl7))?.Attribute("code");
        return new(answer == "OK", answer == "OK" && status == "active", Attention(body, "AUTORISATION") ?? "INEXISTANTE");
    }

    // The acknowledgement type is an attribute in one edition of the schema and an element in the other.
    private static string? Code(XElement body, string parent, string child)
    {
        var element = body.Descendants(XName.Get(parent, Hl7)).FirstOrDefault();
        return (string?)element?.Attribute(child) ?? (string?)element?.Element(XName.Get(child, Hl7))?.Attribute("code");
    }

    private static string? Attention(XElement body, string word)
    {
        var line = body.Descendants(XName.Get("attentionLine", Hl7)).FirstOrDefault(l => (string?)l.Element(XName.Get("keyWordText", Hl7))?.Attribute("code") == word);
        var value = line?.Element(XName.Get("value", Hl7));
        return (string?)value?.Attribute("code") ?? (string?)value?.Attribute("value");
    }

    private static void Device(XmlWriter xml, string element, string type, string id, string name)
    {
        xml.Open(element, ("typeCode", type));
        xml.Open("device", ("classCode", "DEV"), ("determinerCode", "INSTANCE"));
        xml.Empty("id", ("root", id));
        xml.Text("softwareName", name);
        xml.WriteEndElement();
        xml.WriteEndElement();
    }
}
