using System.Security.Cryptography;
using System.Text;

namespace Sandbox.Tests;

/// <summary>A valid deposit of one document, in the words of XDS.b; each test spoils one thing.</summary>
internal sealed record DmpDeposit
{
    private const string Xcn = "899900000011^VASSEUR^Hélène^^^^^^&amp;1.2.250.1.71.4.2.1&amp;ISO^D^^^IDNPS";
    private const string Xon = "EHPAD Les Saules Blancs^^^^^&amp;1.2.250.1.71.4.2.2&amp;ISO^IDNST^^^1990000028";

    public string UniqueId { get; init; } = "2.25." + BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8));
    public string Matricule { get; init; } = "236066322083656";
    public string Oid { get; init; } = "1.2.250.1.213.1.4.8";
    public string TypeCode { get; init; } = "74207-2";
    public string ClassCode { get; init; } = "11";
    public string[] Confidentiality { get; init; } = ["N"];
    public string Text { get; init; } = "Document de liaison d'urgence";
    public string? CdaId { get; init; }
    public string? CdaMatricule { get; init; }
    public string? Hash { get; init; }
    public string Replaced { get; init; } = "";
    public string ReplacedUuid { get; init; } = "";
    public string Remove { get; init; } = "";
    public string SetId { get; init; } = "2.25." + BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8));

    public string Patient => $"{Matricule}^^^&{Oid}&ISO^NH";

    public byte[] Document => Encoding.UTF8.GetBytes($"""
        <ClinicalDocument xmlns="urn:hl7-org:v3"><realmCode code="FR"/><typeId root="2.16.840.1.113883.1.3" extension="POCD_HD000040"/><templateId root="1.2.250.1.213.1.1.1.1"/><id root="{CdaId ?? UniqueId}"/><code code="{TypeCode}"/><title>{Text}</title><effectiveTime value="20261121203500+0100"/><confidentialityCode code="N"/><setId root="2.25.7"/><versionNumber value="1"/><recordTarget><patientRole><id root="{Oid}" extension="{CdaMatricule ?? Matricule}"/></patientRole></recordTarget><author/><custodian/><legalAuthenticator/><documentationOf/>{(Replaced.Length > 0 ? $"<relatedDocument typeCode=\"RPLC\"><parentDocument><id root=\"{Replaced}\"/></parentDocument></relatedDocument>" : "")}<componentOf/><component><nonXMLBody><text>{Text}</text></nonXMLBody></component></ClinicalDocument>
        """);

    public string Body()
    {
        var document = Document;
        var hash = Hash ?? Convert.ToHexStringLower(SHA1.HashData(document));
        var patient = Patient.Replace("&", "&amp;");
        var body = $"""
            <x:ProvideAndRegisterDocumentSetRequest xmlns:x="urn:ihe:iti:xds-b:2007" xmlns:rim="urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0"><lcm:SubmitObjectsRequest xmlns:lcm="urn:oasis:names:tc:ebxml-regrep:xsd:lcm:3.0"><rim:RegistryObjectList>
            <rim:ExtrinsicObject id="Doc01" mimeType="text/xml" objectType="urn:uuid:7edca82f-054d-47f2-a032-9b2a5b5186c1">
            {Slot("creationTime", "20261121193500")}{Slot("serviceStartTime", "20261121180000")}{Slot("languageCode", "fr-FR")}{Slot("hash", hash)}{Slot("size", document.Length.ToString())}{Slot("legalAuthenticator", Xcn)}{Slot("sourcePatientId", "IPP-12^^^&amp;1.2.250.1.999.2&amp;ISO^PI")}{Slot("sourcePatientInfo", "PID-5|TCHITCHI^CATARINA^CATARINA BELLA^^^^L", "PID-7|19360621", "PID-8|F")}
            <rim:Name><rim:LocalizedString value="{Text}"/></rim:Name>
            {Author("c1", "93606bcf-9494-43ec-9b4e-a7748d1a838d", "Doc01")}{Code("c2", "41a5887f-8865-4c09-adf7-e362475b143a", ClassCode, "Doc01")}{Code("c3", "f0306f51-975f-434e-a61c-c59651d33983", TypeCode, "Doc01")}{string.Concat(Confidentiality.Select((c, i) => Code("v" + i, "f4f85eac-e6cb-4883-b524-f2705394840f", c, "Doc01")))}{Code("c5", "a09d5840-386c-46f2-b5ad-9c3699a4309d", "urn:ihe:iti:xds-sd:pdf:2008", "Doc01")}{Code("c6", "f33fb8ac-18af-42cc-ae0e-ed0b0bdb91e1", "SA17", "Doc01")}{Code("c7", "cccf5598-8b07-4b77-a05e-ae952c785ead", "ESSMS", "Doc01")}
            {Identifier("e1", "58a6f841-87b3-4a3e-92fd-a8ffeff98427", patient, "Doc01")}{Identifier("e2", "2e82c1f6-a085-4c72-9da3-8640a32e42ab", UniqueId, "Doc01")}
            </rim:ExtrinsicObject>
            <rim:RegistryPackage id="SS01">{Slot("submissionTime", "20261121194000")}{Author("s1", "a7058bb9-b4e4-4307-ba5b-e3f0ab85e12d", "SS01")}{Code("s2", "aa543740-bdda-424e-8c96-df4873be8500", "03", "SS01")}{Identifier("s3", "6b5aea1a-874d-4603-a4bc-96a0a7b38446", patient, "SS01")}{Identifier("s4", "554ac39e-e3fe-47fe-b233-965d2a147832", "1.2.250.1.999.1", "SS01")}{Identifier("s5", "96fdda7c-d067-4183-912e-bf5ee74998a8", SetId, "SS01")}</rim:RegistryPackage>
            <rim:Classification id="n1" classifiedObject="SS01" classificationNode="urn:uuid:a54d6aa5-d40d-43f9-88c5-b4633d873bdd"/>
            <rim:Association id="as1" associationType="urn:oasis:names:tc:ebxml-regrep:AssociationType:HasMember" sourceObject="SS01" targetObject="Doc01">{Slot("SubmissionSetStatus", "Original")}</rim:Association>
            {(ReplacedUuid.Length > 0 ? $"<rim:Association id=\"as2\" associationType=\"urn:ihe:iti:2007:AssociationType:RPLC\" sourceObject=\"Doc01\" targetObject=\"{ReplacedUuid}\"/>" : "")}
            </rim:RegistryObjectList></lcm:SubmitObjectsRequest><x:Document id="Doc01"><xop:Include xmlns:xop="http://www.w3.org/2004/08/xop/include" href="cid:doc1@essai"/></x:Document></x:ProvideAndRegisterDocumentSetRequest>
            """;
        return Remove.Length > 0 ? body.Replace(Remove, "") : body;
    }

    private static string Slot(string name, params string[] values) =>
        $"<rim:Slot name=\"{name}\"><rim:ValueList>{string.Concat(values.Select(v => $"<rim:Value>{v}</rim:Value>"))}</rim:ValueList></rim:Slot>";

    private static string Author(string id, string scheme, string of) =>
        $"<rim:Classification id=\"{id}\" classifiedObject=\"{of}\" classificationScheme=\"urn:uuid:{scheme}\" nodeRepresentation=\"\">{Slot("authorPerson", Xcn)}{Slot("authorInstitution", Xon)}</rim:Classification>";

    private static string Code(string id, string scheme, string code, string of) =>
        $"<rim:Classification id=\"{id}\" classifiedObject=\"{of}\" classificationScheme=\"urn:uuid:{scheme}\" nodeRepresentation=\"{code}\">{Slot("codingScheme", "1.2.3")}<rim:Name><rim:LocalizedString value=\"{code}\"/></rim:Name></rim:Classification>";

    private static string Identifier(string id, string scheme, string value, string of) =>
        $"<rim:ExternalIdentifier id=\"{id}\" registryObject=\"{of}\" identificationScheme=\"urn:uuid:{scheme}\" value=\"{value}\"><rim:Name><rim:LocalizedString value=\"id\"/></rim:Name></rim:ExternalIdentifier>";
}
