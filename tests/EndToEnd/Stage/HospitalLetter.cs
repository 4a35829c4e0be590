using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace EndToEnd.Stage;

/// <summary>What a hospital's software sends: a CDA in IHE_XDM.ZIP and its PDF, written here and not by the platform.</summary>
public sealed record HospitalLetter(string UniqueId, byte[] Package, byte[] Pdf)
{
    private const string Oid = "1.2.250.1.213.1.4.8";

    public static HospitalLetter About(TestIdentity person, string matricule)
    {
        var unique = $"1.2.250.1.999.{RandomNumberGenerator.GetInt32(int.MaxValue)}";
        var cda = Encoding.UTF8.GetBytes(Cda(person, matricule, unique));
        return new(unique, Zip(cda, Encoding.UTF8.GetBytes(Metadata(person, matricule, unique, cda))), Encoding.ASCII.GetBytes("%PDF-1.4\n% lettre de sortie\n%%EOF\n"));
    }

    private static string Cda(TestIdentity person, string matricule, string unique) => $"""
        <?xml version="1.0" encoding="UTF-8"?>
        <ClinicalDocument xmlns="urn:hl7-org:v3"><realmCode code="FR"/><typeId root="2.16.840.1.113883.1.3" extension="POCD_HD000040"/><id root="{unique}"/>
          <code code="34105-7" codeSystem="2.16.840.1.113883.6.1" displayName="CR hospitalisation"/><title>Lettre de sortie</title><effectiveTime value="20261120101500+0100"/>
          <confidentialityCode code="N" codeSystem="2.16.840.1.113883.5.25"/><languageCode code="fr-FR"/>
          <recordTarget><patientRole><id root="{Oid}" extension="{matricule}"/><id root="1.2.250.1.999.1" extension="CHM-4711"/>
            <patient><name><family qualifier="BR">{person.BirthName}</family><given>{person.GivenNames}</given><given qualifier="BR">{person.FirstGivenName}</given></name>
              <administrativeGenderCode code="{person.Sex}" codeSystem="2.16.840.1.113883.5.1"/><birthTime value="{person.BirthDate.Replace("-", "", StringComparison.Ordinal)}"/></patient></patientRole></recordTarget>
          <component><nonXMLBody><text mediaType="text/plain">Sortie ce jour, surveillance du poids.</text></nonXMLBody></component></ClinicalDocument>
        """;

    private static string Metadata(TestIdentity person, string matricule, string unique, byte[] cda) => $"""
        <lcm:SubmitObjectsRequest xmlns:lcm="urn:oasis:names:tc:ebxml-regrep:xsd:lcm:3.0" xmlns:rim="urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0"><rim:RegistryObjectList>
          <rim:ExtrinsicObject id="Document1" mimeType="text/xml" objectType="urn:uuid:7edca82f-054d-47f2-a032-9b2a5b5186c1">
            {Slot("URI", "DOC00001.XML")}{Slot("hash", Convert.ToHexStringLower(SHA1.HashData(cda)))}{Slot("size", cda.Length.ToString(System.Globalization.CultureInfo.InvariantCulture))}
            {Slot("sourcePatientInfo", $"PID-5|{person.BirthName}^{person.FirstGivenName}^^^^^L")}
            <rim:Name><rim:LocalizedString value="Lettre de sortie"/></rim:Name>
            <rim:Classification id="c1" classifiedObject="Document1" classificationScheme="urn:uuid:f0306f51-975f-434e-a61c-c59651d33983" nodeRepresentation="34105-7"/>
            <rim:ExternalIdentifier id="e1" registryObject="Document1" identificationScheme="urn:uuid:58a6f841-87b3-4a3e-92fd-a8ffeff98427" value="{matricule}^^^&amp;{Oid}&amp;ISO^NH"/>
            <rim:ExternalIdentifier id="e2" registryObject="Document1" identificationScheme="urn:uuid:2e82c1f6-a085-4c72-9da3-8640a32e42ab" value="{unique}"/>
          </rim:ExtrinsicObject></rim:RegistryObjectList></lcm:SubmitObjectsRequest>
        """;

    private static string Slot(string name, string value) => $"""<rim:Slot name="{name}"><rim:ValueList><rim:Value>{value}</rim:Value></rim:ValueList></rim:Slot>""";

    private static byte[] Zip(byte[] cda, byte[] metadata)
    {
        var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, content) in new[] { ("IHE_XDM/SUBSET01/METADATA.XML", metadata), ("IHE_XDM/SUBSET01/DOC00001.XML", cda), ("README.TXT", "Centre hospitalier de Montclair"u8.ToArray()) })
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(content);
            }
        return bytes.ToArray();
    }
}
