using System.Text;
using System.Xml.Linq;
using Documents.Cda;

namespace Documents.Tests.Cda;

public sealed class CdaWriterTests
{
    private static readonly XNamespace Hl7 = CdaWriter.Namespace;
    private static readonly byte[] Pdf = "%PDF-1.4 essai"u8.ToArray();

    private static XElement Written(ClinicalDocument document) => XDocument.Load(new MemoryStream(CdaWriter.Write(document, Pdf))).Root!;

    [Fact]
    public void A_liaison_document_keeps_every_rule_of_the_header() => Assert.Empty(CdaChecker.Faults(Written(Samples.Document())));

    [Fact]
    public void A_level_one_document_declares_exactly_three_templates() => Assert.Equal(
        ["2.16.840.1.113883.2.8.2.1", "1.2.250.1.213.1.1.1.1", "1.3.6.1.4.1.19376.1.2.20"],
        Written(Samples.Document()).Elements(Hl7 + "templateId").Select(t => (string?)t.Attribute("root")));

    [Fact]
    public void The_body_gives_back_the_very_bytes_of_the_pdf()
    {
        var text = Written(Samples.Document()).Element(Hl7 + "component")!.Element(Hl7 + "nonXMLBody")!.Element(Hl7 + "text")!;

        Assert.Equal(Pdf, Convert.FromBase64String(text.Value));
        Assert.Equal("application/pdf", (string?)text.Attribute("mediaType"));
        Assert.Equal("B64", (string?)text.Attribute("representation"));
    }

    [Fact]
    public void A_qualified_identity_carries_its_ins_with_all_traits()
    {
        var role = Written(Samples.Document()).Descendants(Hl7 + "patientRole").Single();

        Assert.Equal(["1.2.250.1.213.1.4.10|279035121518989", "1.2.250.1.999.2|IPP-12"], role.Elements(Hl7 + "id").Select(i => $"{i.Attribute("root")!.Value}|{i.Attribute("extension")!.Value}"));
        Assert.Equal("51215", role.Descendants(Hl7 + "county").Single().Value);
        Assert.Equal("19790328", (string?)role.Descendants(Hl7 + "birthTime").Single().Attribute("value"));
    }

    [Fact]
    public void An_identity_that_is_not_qualified_never_carries_an_ins()
    {
        var written = CdaWriter.Write(Samples.Document(Samples.Provisional), Pdf);

        Assert.DoesNotContain("279035121518989", Encoding.UTF8.GetString(written), StringComparison.Ordinal);
        Assert.DoesNotContain("1.2.250.1.213.1.4.", Encoding.UTF8.GetString(written), StringComparison.Ordinal);
        Assert.Empty(CdaChecker.Faults(XDocument.Load(new MemoryStream(written)).Root!));
    }

    [Fact]
    public void A_new_version_cites_the_one_it_replaces_and_keeps_the_set()
    {
        var (first, second) = (Written(Samples.Document()), Written(Samples.Document(version: 2)));

        Assert.Equal((string?)first.Element(Hl7 + "id")!.Attribute("root"), (string?)second.Element(Hl7 + "relatedDocument")!.Element(Hl7 + "parentDocument")!.Element(Hl7 + "id")!.Attribute("root"));
        Assert.Equal("RPLC", (string?)second.Element(Hl7 + "relatedDocument")!.Attribute("typeCode"));
        Assert.Equal((string?)first.Element(Hl7 + "setId")!.Attribute("root"), (string?)second.Element(Hl7 + "setId")!.Attribute("root"));
        Assert.Equal("2", (string?)second.Element(Hl7 + "versionNumber")!.Attribute("value"));
        Assert.Null(first.Element(Hl7 + "relatedDocument"));
    }

    [Fact]
    public void Moments_are_written_in_the_wall_time_of_Paris_with_its_offset()
    {
        Assert.Equal("20260303153500+0100", CdaTime.Local(Samples.Noon));
        Assert.Equal("20260703163500+0200", CdaTime.Local(new(2026, 7, 3, 14, 35, 0, TimeSpan.Zero)));
        Assert.Equal("20260303143500", CdaTime.Utc(Samples.Noon));
    }

    [Fact]
    public void A_lunar_birth_date_is_written_as_the_identity_holds_it() => Assert.Equal("19500000",
        (string?)Written(Samples.Document(Samples.Qualified with { BirthDate = "1950-00-00" })).Descendants(Hl7 + "birthTime").Single().Attribute("value"));

    public static TheoryData<string, ClinicalDocument> Incomplete => new()
    {
        { "lieu de naissance", Samples.Document(Samples.Qualified with { BirthPlace = "" }) },
        { "prénoms de naissance", Samples.Document(Samples.Qualified with { BirthNames = "" }) },
        { "sexe", Samples.Document(Samples.Qualified with { Sex = "U" }) },
        { "15 caractères", Samples.Document(Samples.Qualified with { Matricule = "27903512151898" }) },
        { "OID", Samples.Document(Samples.Qualified with { MatriculeOid = "1.2.250.1.213.1.4.2" }) },
        { "titre", Samples.Document() with { Title = " " } },
        { "confidentialité", Samples.Document() with { Confidentiality = "MASQUE_PS" } },
        { "profession", Samples.Document() with { Author = new(Samples.Doctor with { Profession = null }, Samples.Noon, Samples.House) } },
        { "structure", Samples.Document() with { Custodian = Samples.House with { NationalId = "990000028" } } },
    };

    [Theory]
    [MemberData(nameof(Incomplete), DisableDiscoveryEnumeration = true)]
    public void A_gap_in_the_header_is_named_and_nothing_is_written(string gap, ClinicalDocument document)
    {
        Assert.Contains(HeaderRules.Gaps(document), g => g.Contains(gap, StringComparison.OrdinalIgnoreCase));
        Assert.Throws<InvalidOperationException>(() => CdaWriter.Write(document, Pdf));
    }

    [Fact]
    public void The_checker_sees_the_faults_it_looks_for()
    {
        var document = Written(Samples.Document());
        document.Element(Hl7 + "setId")!.Remove();
        document.Element(Hl7 + "effectiveTime")!.SetAttributeValue("value", "20260303153500");
        document.Descendants(Hl7 + "standardIndustryClassCode").Single().Remove();
        document.Element(Hl7 + "custodian")!.AddBeforeSelf(document.Element(Hl7 + "componentOf"));

        Assert.Equal(5, CdaChecker.Faults(document).Count);
    }

    [Theory]
    [InlineData("DOC_NON_STRUCTURE_CDA-R2-N1.xml")]
    [InlineData("VSM_1.4_2022.01.xml")]
    public void The_checker_accepts_the_headers_published_by_the_national_agency(string file)
    {
        var folder = Above("shared/fhir/examples/cda");
        Assert.SkipWhen(folder is null, "The published examples are not beside this clone.");

        var published = XDocument.Load(Path.Combine(folder!, file)).Root!;
        published.DescendantNodes().OfType<XComment>().Remove();
        published.Descendants(Hl7 + "structuredBody").Remove();

        Assert.DoesNotContain(CdaChecker.Faults(published), f => !f.EndsWith("is empty", StringComparison.Ordinal));
    }

    private static string? Above(string path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Directory.Exists(Path.Combine(folder.FullName, path))) return Path.Combine(folder.FullName, path);
        return null;
    }
}
