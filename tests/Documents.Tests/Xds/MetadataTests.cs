using System.Security.Cryptography;
using System.Xml.Linq;
using Documents.Cda;
using Documents.Xds;

namespace Documents.Tests.Xds;

public sealed class MetadataTests
{
    private static readonly XNamespace Rim = XdsIds.Rim;
    private static readonly byte[] Cda = CdaWriter.Write(Samples.Document(), "%PDF-1.4"u8.ToArray());
    private static readonly SubmissionSet Set = new("2.25.7", "2.25.5", Samples.Noon.AddMinutes(1), new(Samples.Doctor, Samples.Noon, Samples.House), SubmissionSet.Stay);

    private static XElement Metadata(Visibility? visibility = null, Subject? subject = null) => XDocument.Load(new MemoryStream(
        MetadataWriter.Package(DocumentEntry.Of(Samples.Document(subject), visibility ?? Visibility.Everyone, Cda), Set, "DOC00001.XML"))).Root!;

    private static string[] Slot(XElement of, string name) => [.. of.Elements(Rim + "Slot").Single(s => (string?)s.Attribute("name") == name).Descendants(Rim + "Value").Select(v => v.Value)];

    private static string[] Codes(XElement of, string scheme) => [.. of.Elements(Rim + "Classification").Where(c => (string?)c.Attribute("classificationScheme") == scheme).Select(c => (string)c.Attribute("nodeRepresentation")!)];

    private static string External(XElement of, string scheme) => (string)of.Elements(Rim + "ExternalIdentifier").Single(i => (string?)i.Attribute("identificationScheme") == scheme).Attribute("value")!;

    [Fact]
    public void The_entry_describes_the_exact_bytes_that_leave()
    {
        var entry = Metadata().Descendants(Rim + "ExtrinsicObject").Single();

        Assert.Equal([Convert.ToHexStringLower(SHA1.HashData(Cda))], Slot(entry, "hash"));
        Assert.Equal([Cda.Length.ToString()], Slot(entry, "size"));
        Assert.Equal(["DOC00001.XML"], Slot(entry, "URI"));
        Assert.Equal("text/xml", (string?)entry.Attribute("mimeType"));
    }

    [Fact]
    public void The_entry_says_the_same_as_the_header_of_the_document()
    {
        var entry = Metadata().Descendants(Rim + "ExtrinsicObject").Single();

        Assert.Equal("279035121518989^^^&1.2.250.1.213.1.4.10&ISO^NH", External(entry, XdsIds.EntryPatientId));
        Assert.Equal(Samples.Document().UniqueId, External(entry, XdsIds.EntryUniqueId));
        Assert.Equal(["20260303143500"], Slot(entry, "creationTime"));
        Assert.Equal(["20260303133500"], Slot(entry, "serviceStartTime"));
        Assert.Equal(["IPP-12^^^&1.2.250.1.999.2&ISO^PI"], Slot(entry, "sourcePatientId"));
        Assert.Equal(["PID-5|PAT-TROIS^DOMINIQUE^DOMINIQUE MARIE-LOUISE^^^^L", "PID-7|19790328", "PID-8|F"], Slot(entry, "sourcePatientInfo"));
        Assert.Equal(["899900000011^VASSEUR^Hélène^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS"], Slot(entry, "legalAuthenticator"));
        Assert.Equal(["74207-2"], Codes(entry, XdsIds.EntryType));
        Assert.Equal(["11"], Codes(entry, XdsIds.EntryClass));
        Assert.Equal(["urn:ihe:iti:xds-sd:pdf:2008"], Codes(entry, XdsIds.EntryFormat));
        Assert.Equal(["SA17"], Codes(entry, XdsIds.EntryFacility));
        Assert.Equal(["ESSMS"], Codes(entry, XdsIds.EntryPractice));
        Assert.Equal(["34117-2"], Codes(entry, XdsIds.EntryEvent));
    }

    [Fact]
    public void The_author_is_written_as_person_structure_and_speciality()
    {
        var author = Metadata().Descendants(Rim + "Classification").First(c => (string?)c.Attribute("classificationScheme") == XdsIds.EntryAuthor);

        Assert.Equal(["EHPAD Les Saules Blancs^^^^^&1.2.250.1.71.4.2.2&ISO^IDNST^^^1990000028"], Slot(author, "authorInstitution"));
        Assert.Equal(["G15_10/SM54^Médecin - Médecine Générale (SM)^1.2.250.1.213.1.1.4.5"], Slot(author, "authorSpecialty"));
        Assert.Equal("", (string?)author.Attribute("nodeRepresentation"));
    }

    [Fact]
    public void The_lot_is_marked_as_a_submission_set_and_holds_the_entry()
    {
        var metadata = Metadata();
        var lot = metadata.Descendants(Rim + "RegistryPackage").Single();
        var association = metadata.Descendants(Rim + "Association").Single();

        Assert.Equal(XdsIds.SetNode, (string?)metadata.Descendants(Rim + "Classification").Single(c => c.Attribute("classificationNode") is not null).Attribute("classificationNode"));
        Assert.Equal("2.25.7", External(lot, XdsIds.SetUniqueId));
        Assert.Equal("2.25.5", External(lot, XdsIds.SetSourceId));
        Assert.Equal(["03"], Codes(lot, XdsIds.SetContentType));
        Assert.NotEqual(Slot(metadata.Descendants(Rim + "ExtrinsicObject").Single(), "creationTime"), Slot(lot, "submissionTime"));
        Assert.Equal((XdsIds.HasMember, "SS01", "Doc01"), ((string?)association.Attribute("associationType"), (string?)association.Attribute("sourceObject"), (string?)association.Attribute("targetObject")));
        Assert.Equal(["Original"], Slot(association, "SubmissionSetStatus"));
    }

    [Fact]
    public void Every_classification_and_identifier_has_an_id_of_its_own()
    {
        var ids = Metadata().Descendants().Where(e => e.Name.LocalName is "Classification" or "ExternalIdentifier" or "Association").Select(e => (string?)e.Attribute("id")).ToList();

        Assert.DoesNotContain(null, ids);
        Assert.Equal(ids.Count, ids.Distinct().Count());
    }

    public static TheoryData<bool, bool, bool, string[]?> Visibilities => new()
    {
        { false, false, false, ["N"] },
        { false, true, false, ["N", "INVISIBLE_PATIENT"] },
        { true, false, false, ["N", "MASQUE_PS"] },
        { false, true, true, ["N", "INVISIBLE_PATIENT", "INVISIBLE_REPRESENTANTS_LEGAUX"] },
        { true, true, false, null },
    };

    [Theory]
    [MemberData(nameof(Visibilities))]
    public void Visibility_is_written_after_the_level_and_never_contradicts_itself(bool professionals, bool person, bool representatives, string[]? expected)
    {
        var visibility = new Visibility(professionals, person, representatives);

        if (expected is null) Assert.Throws<InvalidOperationException>(() => Metadata(visibility));
        else Assert.Equal(expected, Codes(Metadata(visibility).Descendants(Rim + "ExtrinsicObject").Single(), XdsIds.EntryConfidentiality));
    }

    [Fact]
    public void What_was_visible_to_the_person_cannot_be_hidden_again()
    {
        Assert.True(new Visibility(false, true, false).MayBecome(Visibility.Everyone));
        Assert.False(Visibility.Everyone.MayBecome(new(false, true, false)));
    }

    [Fact]
    public void An_identity_that_is_not_qualified_is_known_by_the_local_identifier_only() =>
        Assert.Equal("IPP-12^^^&1.2.250.1.999.2&ISO^PI", External(Metadata(subject: Samples.Provisional).Descendants(Rim + "ExtrinsicObject").Single(), XdsIds.EntryPatientId));

    [Fact]
    public void Separators_inside_a_name_cannot_forge_a_field() =>
        Assert.Equal("8^AB^C^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS", Hl7Text.Professional(Samples.Doctor with { NationalId = "8", FamilyName = "A^B", GivenName = "C&|" }));
}
