using System.Security.Cryptography;
using System.Text;

namespace Messaging.Tests.Peers;

/// <summary>METADATA.XML of a package, with true sizes and hashes.</summary>
internal static class XdmSample
{
    internal static byte[] Metadata(params byte[][] documents) => Metadata("279035121518989", "VIAL^PAUL^^^^^L", documents);

    internal static byte[] Metadata(string matricule, string name, params byte[][] documents)
    {
        var entries = string.Concat(documents.Select((d, i) => $"""
            <rim:ExtrinsicObject id="D{i}" mimeType="text/xml" objectType="urn:uuid:7edca82f-054d-47f2-a032-9b2a5b5186c1">
              <rim:Slot name="URI"><rim:ValueList><rim:Value>DOC0000{i + 1}.XML</rim:Value></rim:ValueList></rim:Slot>
              <rim:Slot name="hash"><rim:ValueList><rim:Value>{Convert.ToHexStringLower(SHA1.HashData(d))}</rim:Value></rim:ValueList></rim:Slot>
              <rim:Slot name="size"><rim:ValueList><rim:Value>{d.Length}</rim:Value></rim:ValueList></rim:Slot>
              <rim:Slot name="sourcePatientInfo"><rim:ValueList><rim:Value>PID-5|{name}</rim:Value></rim:ValueList></rim:Slot>
              <rim:Name><rim:LocalizedString value="Lettre"/></rim:Name>
              <rim:Classification id="c{i}" classifiedObject="D{i}" classificationScheme="urn:uuid:f0306f51-975f-434e-a61c-c59651d33983" nodeRepresentation="34112-3"/>
              <rim:ExternalIdentifier id="e{i}" registryObject="D{i}" identificationScheme="urn:uuid:58a6f841-87b3-4a3e-92fd-a8ffeff98427" value="{matricule}^^^&amp;1.2.250.1.213.1.4.8&amp;ISO^NH"/>
              <rim:ExternalIdentifier id="u{i}" registryObject="D{i}" identificationScheme="urn:uuid:2e82c1f6-a085-4c72-9da3-8640a32e42ab" value="1.2.3.{i + 1}"/>
            </rim:ExtrinsicObject>
            """));
        return Encoding.UTF8.GetBytes($"""<lcm:SubmitObjectsRequest xmlns:lcm="urn:oasis:names:tc:ebxml-regrep:xsd:lcm:3.0" xmlns:rim="urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0"><rim:RegistryObjectList>{entries}</rim:RegistryObjectList></lcm:SubmitObjectsRequest>""");
    }
}
