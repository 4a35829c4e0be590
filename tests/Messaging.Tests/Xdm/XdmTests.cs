using System.IO.Compression;
using System.Text;
using Messaging.Tests.Peers;
using Messaging.Xdm;

namespace Messaging.Tests.Xdm;

public sealed class XdmTests
{
    private static readonly XdmCover Cover = new("EHPAD <Les Tilleuls>", "Platform 1.0", "DLU", "VIAL Paul", new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero));
    private static readonly byte[] Cda = "<ClinicalDocument/>"u8.ToArray();

    [Fact]
    public void A_package_written_is_read_back_with_its_documents()
    {
        var package = XdmReader.Read(XdmWriter.Write(Cover, XdmSample.Metadata(Cda, Cda), [Cda, Cda]));

        Assert.Equal(("279035121518989", "1.2.250.1.213.1.4.8"), (package.PatientId, package.PatientOid));
        Assert.Equal("VIAL^PAUL^^^^^L", package.Info("PID-5"));
        Assert.Equal(2, package.Documents.Count);
        Assert.Equal(("1.2.3.1", "34112-3", "Lettre"), (package.Documents[0].UniqueId, package.Documents[0].TypeCode, package.Documents[0].Title));
        Assert.Equal(Cda, package.Documents[1].Content);
    }

    [Fact]
    public void The_layout_is_the_one_of_the_profile()
    {
        using var zip = new ZipArchive(new MemoryStream(XdmWriter.Write(Cover, XdmSample.Metadata(Cda), [Cda])));

        Assert.Equal(["INDEX.HTM", "README.TXT", "IHE_XDM/SUBSET01/METADATA.XML", "IHE_XDM/SUBSET01/DOC00001.XML"], zip.Entries.Select(e => e.FullName));
        using var index = new StreamReader(zip.GetEntry("INDEX.HTM")!.Open());
        Assert.Contains("&lt;Les Tilleuls&gt;", index.ReadToEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_document_changed_on_the_way_is_refused()
    {
        Assert.Equal("xdm-hash", Refused(XdmWriter.Write(Cover, XdmSample.Metadata(Cda), ["<clinicalDocument/>"u8.ToArray()])));
        Assert.Equal("xdm-size", Refused(XdmWriter.Write(Cover, XdmSample.Metadata(Cda), ["<ClinicalDocument />"u8.ToArray()])));
        Assert.Equal("xdm-missing-document", Refused(XdmWriter.Write(Cover, XdmSample.Metadata(Cda, Cda), [Cda])));
    }

    [Fact]
    public void A_package_about_two_persons_is_refused()
    {
        var metadata = Encoding.UTF8.GetString(XdmSample.Metadata(Cda, Cda));
        var second = metadata.LastIndexOf("279035121518989", StringComparison.Ordinal);

        Assert.Equal("xdm-several-persons", Refused(XdmWriter.Write(Cover, Encoding.UTF8.GetBytes(metadata.Remove(second, 1).Insert(second, "1")), [Cda, Cda])));
    }

    [Theory]
    [InlineData("../EVIL.XML")]
    [InlineData("IHE_XDM/../../EVIL.XML")]
    [InlineData("/ETC/PASSWD")]
    [InlineData("IHE_XDM\\..\\..\\EVIL.XML")]
    [InlineData("C:/EVIL.XML")]
    public void A_name_that_climbs_is_refused(string name) => Assert.Equal("xdm-path", Refused(Zip((name, Cda))));

    [Fact]
    public void A_bomb_is_cut_before_it_inflates()
    {
        var bomb = Zip(("IHE_XDM/SUBSET01/DOC00001.XML", new byte[30 * 1024 * 1024]));
        var many = Zip([.. Enumerable.Range(0, 250).Select(i => ($"F{i}", Cda))]);

        Assert.True(bomb.Length < 100_000);
        Assert.Equal("xdm-bomb", Refused(bomb));
        Assert.Equal("xdm-too-many-files", Refused(many));
        Assert.Equal("xdm-not-a-zip", Refused([1, 2, 3]));
        Assert.Equal("xdm-not-a-zip", Refused(Zip(("A", Cda))[..20]));
    }

    [Fact]
    public void Metadata_with_a_dtd_are_refused()
    {
        var laughing = "<!DOCTYPE a [<!ENTITY b \"x\">]><a>&b;</a>"u8.ToArray();

        Assert.Equal("xdm-metadata", Refused(Zip(("IHE_XDM/SUBSET01/METADATA.XML", laughing))));
        Assert.Equal("xdm-metadata", Refused(Zip(("A", Cda))));
    }

    private static string Refused(byte[] package) => Assert.Throws<UnreadablePackageException>(() => XdmReader.Read(package)).Code;

    private static byte[] Zip(params (string Name, byte[] Content)[] files)
    {
        var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                using var stream = zip.CreateEntry(name).Open();
                stream.Write(content);
            }
        }
        return bytes.ToArray();
    }
}
